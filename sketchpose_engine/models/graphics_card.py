"""Detection of NVIDIA graphics cards via the system: PyTorch may lack support for them."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

PROC = Path("/proc/driver/nvidia")


def has_nvidia_card(
    system: str = sys.platform,
    proc: Path = PROC,
    find: Callable[[str], str | None] = shutil.which,
) -> bool:
    """Return whether the driver is installed, without starting it, which is slow.

    Parameters
    ----------
    system
        `sys.platform`.
    proc
        Folder created by the driver on Linux.
    find
        Function that returns the path of a program, or None.
    """
    if system == "darwin":
        return False
    if system == "win32":
        windows = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"))
        return (windows / "System32" / "nvcuda.dll").exists() or find("nvidia-smi") is not None
    return proc.exists() or find("nvidia-smi") is not None
