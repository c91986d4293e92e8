"""Where a segmentation of many frames keeps how far it is; the window asks without PyTorch."""

from pathlib import Path

WEIGHTS, LEDGER = "segment_all.safetensors", "segment_all.jsonl"


def is_unfinished(folder: Path) -> bool:
    """Whether one was begun in this folder and not brought to an end."""
    return (folder / WEIGHTS).is_file() and (folder / LEDGER).is_file()
