"""Paths of files shipped with the program, not used directly elsewhere in the engine."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
# Wheels and frozen bundles contain the files inside the package, a source checkout next to it;
# there, documents are in a folder of their own.
_FOLDERS = (_PACKAGE / "resources", _PACKAGE.parent / "resources", _PACKAGE.parent)

GENERAL_WEIGHTS = "weights/general.safetensors"  # of the general network


def resource(name: str) -> Path:
    """Return the path of a shipped file or folder, such as "samples/nuclei_small/image.tif"."""
    for folder in _FOLDERS:
        path = folder / name
        if path.exists():
            return path
    looked = " nor in ".join(str(folder) for folder in _FOLDERS)
    raise FileNotFoundError(f"Sketchpose's own file {name!r} is missing: it is not in {looked}")
