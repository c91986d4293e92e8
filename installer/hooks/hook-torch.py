"""What PyInstaller cannot see of torch: a library it opens by name, and late imports.

Instead of the hook that PyInstaller comes with, which collects all 2,000 modules and 80 MB of
tests.
"""

from PyInstaller.utils.hooks import collect_data_files, collect_dynamic_libs

binaries = collect_dynamic_libs("torch")
datas = collect_data_files("torch", includes=["bin/torch_shm_manager"])  # asked for, never run
hiddenimports: list[str] = []
# On Linux, links to these libraries beside the program would confuse torch about where it is.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
