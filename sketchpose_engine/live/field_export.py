"""Export of the fields of a whole image, tile by tile."""

from collections.abc import Iterator

import numpy as np

from ..core.errors import InputError
from ..core.files import disk_errors
from ..images.readers.base import Planes
from ..inference.prediction import Fields, PredictSettings, predict
from ..models.device import Device
from ..models.model import Model
from ..results.tiff import write_fields
from .messages import Event, FieldsExported, RequestFailed
from .requests import ExportFields


def export_fields(
    request: ExportFields, planes: Planes, model: Model, device: Device
) -> Iterator[Event]:
    """Predict the fields of an image and write them; one event per tile.

    Parameters
    ----------
    request
        Names the file; its folder is created if missing.
    planes
        (C, H, W) image.
    model
        Adapted to the number of channels.
    device
        Compute device.

    Yields
    ------
    TileDone
        After each tile.
    FieldsExported or RequestFailed
        Last.
    """
    model = model.for_channels(len(planes))
    device.move_network(model.network)
    fields = Fields.empty((planes.shape[1], planes.shape[2]), model.network.shape.classes)
    yield from predict(model, planes, device, PredictSettings(), fields)
    try:
        with disk_errors(request.path):
            request.path.parent.mkdir(parents=True, exist_ok=True)
        values = np.concatenate([fields.distance[None], fields.flow])
        write_fields(request.path, values, request.pixel_size_um)
    except InputError as error:
        yield RequestFailed(error, request)
    else:
        yield FieldsExported(request.path)
