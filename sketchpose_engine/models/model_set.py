"""Models of one project, one for each number of channels of its images, and their files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..core.files import disk_errors
from .model import Model
from .weights import load_weights, save_weights

UNSEEN = "other"  # instead of a number of channels, in the name of a file


@dataclass(frozen=True)
class ModelSet:
    """Models for images with different numbers of channels.

    Attributes
    ----------
    first
        Model for its own number of channels.
    others
        Models for other numbers of channels, by these.
    unseen
        Model for all further numbers of channels; None: the first.
    """

    first: Model
    others: Mapping[int, Model] = field(default_factory=dict)
    unseen: Model | None = None

    def for_channels(self, channels: int) -> Model:
        """Return the model for images with this number of channels."""
        if self.has_seen(channels):
            return self.others.get(channels, self.first)
        return (self.unseen or self.first).for_channels(channels)

    def has_seen(self, channels: int) -> bool:
        """Return whether one of the models is for images with this number of channels."""
        return channels == self.first.network.shape.channels or channels in self.others


def files_beside(path: Path) -> list[Path]:
    """Return the weights files for other numbers of channels beside the first one's file."""
    return sorted(path.parent.glob(f"{path.stem}_*_channels{path.suffix}"))


def save_models(path: Path, models: ModelSet) -> None:
    """Write the first model to a file and the others beside it; raises InputError if that fails.

    Files of earlier sets are removed. The first one is written last: until then the files load as
    before.
    """
    others = {_beside(path, channels): model for channels, model in models.others.items()}
    if models.unseen is not None:
        others[_beside(path, UNSEEN)] = models.unseen
    for file, model in others.items():
        save_weights(file, model)
    save_weights(path, models.first)
    for file in set(files_beside(path)) - others.keys():
        with disk_errors(file):
            file.unlink(missing_ok=True)


def load_models(path: Path) -> ModelSet:
    """Read what `save_models` has written; raises InputError if a file is missing or damaged."""
    first = load_weights(path)
    models = {file: load_weights(file) for file in files_beside(path)}
    unseen = models.pop(_beside(path, UNSEEN), None)
    others = {model.network.shape.channels: model for model in models.values()}
    others.pop(first.network.shape.channels, None)  # older than the first
    return ModelSet(first, others, unseen)


def _beside(path: Path, channels: int | str) -> Path:
    return path.with_name(f"{path.stem}_{channels}_channels{path.suffix}")
