"""Command `train`: training on sketched images, a few or folders of them."""

import argparse
from collections.abc import Sequence

from ..core.errors import InputError
from ..core.files import create_folder
from ..images.load import Image, load_image
from ..models.weights import save_weights
from ..offline.sketch_dataset import check_one_frame
from . import options
from .train_dataset import check_words, train_set
from .training import (
    image_notes,
    initial_model,
    learned_model,
    new_session,
    refuse_replacing,
    train_only,
    training_report,
)


def train(arguments: argparse.Namespace) -> options.Report:
    """Train on sketched images, a few or folders of them, and save the weights."""
    check_words(arguments)
    if arguments.out.is_dir():
        raise InputError(f"{arguments.out} is a folder: name a file in it for the weights.")
    if arguments.sketches is not None:
        return train_set(arguments, initial_model(arguments.init))
    if len(arguments.image) != len(arguments.sketch):
        raise InputError(
            f"{len(arguments.image)} images but {len(arguments.sketch)} sketches were given: "
            "name one sketch for each image, in the same order."
        )
    if len({path.resolve() for path in arguments.image}) < len(arguments.image):
        raise InputError("An image was named twice: name each one once, with one sketch.")
    images = [load_image(path, pages=arguments.pages) for path in arguments.image]
    _check_same_channels(images)
    refuse_replacing([arguments.out], [*arguments.image, *arguments.sketch], arguments)
    create_folder(arguments.out.parent)
    for image in images:
        check_one_frame(image)
    session, device, _, warnings = new_session(images, arguments.sketch, arguments)
    end = train_only(session.run(), arguments)
    model = learned_model(session, arguments)
    save_weights(arguments.out, model)
    return {
        "images": len(images),
        **image_notes(images, arguments.pages),
        **warnings,
        **training_report(model, end, device),
        "files": [str(arguments.out)],
    }


def _check_same_channels(images: Sequence[Image]) -> None:
    first = images[0]
    for image in images[1:]:
        if len(image.planes) != len(first.planes):
            raise InputError(
                f"{image.path.name} has {len(image.planes)} channels but {first.path.name} has "
                f"{len(first.planes)}: train on images of one kind at a time."
            )
