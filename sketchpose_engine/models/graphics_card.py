"""Whether there is a graphics card of NVIDIA, asked of the system: PyTorch may not know of it."""

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
    """Whether the driver of such a card is installed; it is not started, which would take long.

    Parameters
    ----------
    system
        As Python calls it.
    proc
        The folder that the driver makes on Linux.
    find
        Path of a program, or None.
    """
    if system == "darwin":
        return False
    if system == "win32":
        windows = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"))
        return (windows / "System32" / "nvcuda.dll").exists() or find("nvidia-smi") is not None
    return proc.exists() or find("nvidia-smi") is not None
