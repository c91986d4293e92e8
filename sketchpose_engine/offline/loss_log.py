"""Log of the loss: a CSV file and a plot."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from ..core.files import atomic_path, disk_errors
from ..results.pictures import png_origin

SIZE_PX = (640, 360)
MARGIN_PX = 44
INK, PALE, GROUND = (70, 70, 70), (225, 225, 225), (255, 255, 255)
LINE, GHOST = (31, 119, 180), (190, 215, 235)
SMOOTHED = 7  # rows on each side in the moving average; single rows are drawn behind it

Terms = dict[str, float]


class LossLog:
    """Log with means of the loss and its terms.

    Parameters
    ----------
    path
        CSV file.
    step
        Step at which training continues: rows of later steps, from before a crash, are dropped. At
        0 the file is overwritten.
    """

    def __init__(self, path: Path, step: int = 0) -> None:
        self._path = path
        self.rows = [row for row in _read(path) if row["step"] <= step] if step else []
        with atomic_path(path) as temporary, temporary.open("w", newline="") as file:
            if self.rows:
                writer = csv.DictWriter(file, list(self.rows[0]))
                writer.writeheader()
                writer.writerows(self.rows)

    def append(self, step: int, seconds: float, terms: Sequence[Terms]) -> None:
        """Append a row with means over some steps; raises InputError if it cannot be written."""
        means = {name: _mean([one[name] for one in terms]) for name in terms[0]}
        row: Terms = {"step": step, "seconds": round(seconds, 1), **means}
        with disk_errors(self._path), self._path.open("a", newline="") as file:
            writer = csv.DictWriter(file, list(row))
            if not self.rows:
                writer.writeheader()
            writer.writerow(row)
        self.rows.append(row)

    def draw(self, path: Path) -> None:
        """Write the loss curve as PNG; raises InputError if it cannot be written."""
        steps = np.array([row["step"] for row in self.rows])
        losses = np.array([row["total"] for row in self.rows])
        seen = np.isfinite(losses) & (losses > 0)
        picture = _curve(steps[seen], losses[seen])
        with atomic_path(path) as temporary:
            picture.save(temporary, "PNG", optimize=True, pnginfo=png_origin())


def _read(path: Path) -> list[Terms]:
    """Read the rows of a log; rows from the first damaged one on are dropped."""
    rows: list[Terms] = []
    with disk_errors(path, "read"):
        text = path.read_text("utf-8", "replace") if path.is_file() else ""
    for row in csv.DictReader(text.splitlines()):
        try:
            values = {name: float(value) for name, value in row.items()}
            rows.append({**values, "step": int(values["step"]), "total": values["total"]})
        except (KeyError, TypeError, ValueError, OverflowError):
            break
    return rows


def _mean(values: Sequence[float]) -> float:
    finite = [value for value in values if np.isfinite(value)]
    return round(float(np.mean(finite)), 5) if finite else float("nan")


def _curve(steps: np.ndarray, losses: np.ndarray) -> Image.Image:
    """Plot the loss (logarithmic) against the step."""
    picture = Image.new("RGB", SIZE_PX, GROUND)
    pen = ImageDraw.Draw(picture)
    if not len(steps):
        return picture
    low, high = np.log(losses.min()) - 0.05, np.log(losses.max()) + 0.05
    width, height = SIZE_PX[0] - 2 * MARGIN_PX, SIZE_PX[1] - 2 * MARGIN_PX

    def place(step: float, loss: float) -> tuple[float, float]:
        across = step / steps[-1]
        up = (np.log(loss) - low) / (high - low)
        return MARGIN_PX + across * width, MARGIN_PX + (1 - up) * height

    for loss in np.exp(np.linspace(low, high, 6)):
        y = place(0, loss)[1]
        pen.line([(MARGIN_PX, y), (MARGIN_PX + width, y)], PALE)
        pen.text((MARGIN_PX - 6, y), f"{loss:.2g}", INK, anchor="rm")
    for step in np.linspace(0, steps[-1], 5):
        pen.text(
            (place(step, losses[0])[0], MARGIN_PX + height + 8), f"{step:.0f}", INK, anchor="mt"
        )
    pen.text((MARGIN_PX, MARGIN_PX // 2), "loss", INK, anchor="lm")
    pen.text((SIZE_PX[0] - 8, SIZE_PX[1] - 8), "step", INK, anchor="rb")
    around = [slice(max(0, n - SMOOTHED), n + SMOOTHED + 1) for n in range(len(losses))]
    smooth = [np.mean(losses[near]) for near in around]
    for values, colour, thickness in ((losses, GHOST, 1), (smooth, LINE, 2)):
        pen.line([place(*point) for point in zip(steps, values, strict=True)], colour, thickness)
    return picture
