"""Images and frames in the files for all images that an earlier export has written."""

import csv
import json
from contextlib import suppress
from pathlib import Path

SEPARATORS = ",;"  # of `tables.DIALECTS`


def frames_in(path: Path) -> set[tuple[str, str]]:
    """Return image and frame of each row of a table, or of each image of a COCO file.

    Empty if there is no such file, or if it is of another kind or damaged.
    """
    with suppress(OSError, ValueError, KeyError, TypeError, csv.Error):
        if path.suffix == ".csv":
            return _of_table(path)
        if path.suffix == ".json":
            images = json.loads(path.read_text(encoding="utf-8"))["images"]
            return {(image["file_name"], image.get("frame", "")) for image in images}
    return set()


def _of_table(path: Path) -> set[tuple[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = file.readline()
        for separator in SEPARATORS:
            if header.startswith(f"image{separator}frame{separator}"):
                rows = csv.reader(file, delimiter=separator)
                return {(row[0], row[1]) for row in rows if len(row) > 1}
    return set()
