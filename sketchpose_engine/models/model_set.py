"""Models of one project, one for each number of channels of its images, and their files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..core.files import disk_errors
from .model import Model
from .weights import load_weights, save_weights


@dataclass(frozen=True)
class ModelSet:
    """Models for images with different numbers of channels.

    Attributes
    ----------
    first
        Model for its own number of channels, and for all that have no other one.
    others
        Models for other numbers of channels, by these.
    """

    first: Model
    others: Mapping[int, Model] = field(default_factory=dict)

    def for_channels(self, channels: int) -> Model:
        """Return the model for images with this number of channels."""
        return self.others.get(channels, self.first).for_channels(channels)

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
    for file, model in others.items():
        save_weights(file, model)
    save_weights(path, models.first)
    for file in set(files_beside(path)) - others.keys():
        with disk_errors(file):
            file.unlink(missing_ok=True)


def load_models(path: Path) -> ModelSet:
    """Read what `save_models` has written; raises InputError if a file is missing or damaged."""
    first = load_weights(path)
    models = [load_weights(file) for file in files_beside(path)]
    others = {model.network.shape.channels: model for model in models}
    others.pop(first.network.shape.channels, None)  # older than the first
    return ModelSet(first, others)


def _beside(path: Path, channels: int) -> Path:
    return path.with_name(f"{path.stem}_{channels}_channels{path.suffix}")
