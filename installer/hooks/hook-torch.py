"""What PyInstaller cannot see of torch: libraries it opens by name, and those of CUDA beside it.

Instead of the hook that PyInstaller comes with, which collects all 2,000 modules and 80 MB of
tests.
"""

from importlib.util import find_spec
from pkgutil import iter_modules

from PyInstaller.utils.hooks import collect_data_files, collect_dynamic_libs

binaries = collect_dynamic_libs("torch")
datas = collect_data_files("torch", includes=["bin/torch_shm_manager"])  # asked for, never run
# Only a torch with CUDA brings these packages; each has a hook that collects its libraries.
nvidia = find_spec("nvidia")
places = list(nvidia.submodule_search_locations or []) if nvidia else []
hiddenimports = [f"nvidia.{part.name}" for part in iter_modules(places)]
# On Linux, links to these libraries beside the program would confuse torch about where it is.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
