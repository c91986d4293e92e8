"""Minimal files as microscopes write them, made after the published or known layout.

A CZI is a chain of segments: file header, one per tile, directory, description. A LIF is an XML
header and blocks of raw pixels. An ND2 is a chain of named chunks, a map of which ends the file.
"""

import json
import struct
from pathlib import Path

import imagecodecs
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.generic]

# ---- CZI ----

CZI_TYPES = {("u1", 1): 0, ("u2", 1): 1, ("f4", 1): 2, ("u1", 3): 3, ("u2", 3): 4, ("u1", 4): 9}


def czi_packed(pixels: Pixels, compression: str) -> tuple[int, bytes]:
    """Number of a compression, and the pixels packed with it."""
    data = pixels.tobytes()
    if compression == "halves":  # zstd of all low bytes, then all high ones
        halves = np.frombuffer(data, np.uint8).reshape(-1, 2).T
        return 6, b"\x03\x01\x01" + imagecodecs.zstd_encode(halves.tobytes())
    return {
        "raw": lambda: (0, data),
        "lzw": lambda: (2, imagecodecs.lzw_encode(data)),
        "jpegxr": lambda: (4, imagecodecs.jpegxr_encode(np.squeeze(pixels), level=1.0)),
        "zstd": lambda: (5, imagecodecs.zstd_encode(data)),
        "zstd1": lambda: (6, b"\x01" + imagecodecs.zstd_encode(data)),
    }[compression]()


def _segment(name: bytes, data: bytes) -> bytes:
    room = -(-len(data) // 32) * 32
    return struct.pack("<16sqq", name, room, len(data)) + data.ljust(room, b"\0")


def _entry(pixels: Pixels, compression: int, position: int, at: dict[str, int], zoom: int) -> bytes:
    height, width, samples = pixels.shape
    dtype = pixels.dtype.str[1:]
    axes = {"X": (at.get("X", 0), width), "Y": (at.get("Y", 0), height)}
    axes |= {axis: (start, 1) for axis, start in at.items() if axis not in "XY"}
    head = struct.pack(
        "<2siqiiB5xi", b"DV", CZI_TYPES[dtype, samples], position, 0, compression, 0, len(axes)
    )
    return head + b"".join(
        struct.pack(
            "<4siifi", name.encode(), start, size * (zoom if name in "XY" else 1), start, size
        )
        for name, (start, size) in axes.items()
    )


def write_czi(
    path: Path,
    tiles: list[tuple[dict[str, int], Pixels]],
    *,
    compression: str = "raw",
    pixel_size_m: tuple[float, float] | None = None,
    names: tuple[str, ...] = (),
    thumbnails: int = 0,
) -> None:
    """Write tiles (place along each axis, pixels (H, W) or (H, W, S) blue first).

    The first `thumbnails` tiles are also there at a tenth of the resolution.
    """
    body, entries = _segment(b"ZISRAWFILE", bytes(512)), []
    small = [(at, pixels[::10, ::10], 10) for at, pixels in tiles[:thumbnails]]
    for at, pixels, zoom in [(at, pixels, 1) for at, pixels in tiles] + small:
        pixels = pixels if pixels.ndim == 3 else pixels[..., None]
        number, data = czi_packed(pixels, compression)
        entries.append(_entry(pixels, number, len(body), at, zoom))
        head = struct.pack("<iiq", 4, 0, len(data)) + entries[-1]
        body += _segment(b"ZISRAWSUBBLOCK", head.ljust(256, b"\0") + b"<M/>" + data)
    directory = len(body)
    listed = struct.pack("<i124x", len(entries)) + b"".join(entries)
    body += _segment(b"ZISRAWDIRECTORY", listed)
    scaling = "".join(
        f'<Distance Id="{axis}"><Value>{size}</Value></Distance>'
        for axis, size in zip("XY", pixel_size_m or (), strict=False)
    )
    channels = "".join(f'<Channel Name="{name}"/>' for name in names)
    xml = (
        f"<ImageDocument><Metadata><Information><Image><Dimensions><Channels>{channels}</Channels>"
        f"</Dimensions></Image></Information><Scaling><Items>{scaling}</Items></Scaling>"
        "</Metadata></ImageDocument>"
    ).encode()
    description = len(body)
    body += _segment(b"ZISRAWMETADATA", struct.pack("<i252x", len(xml)) + xml)
    header = struct.pack("<ii8x32xiqqiq", 1, 0, 0, directory, description, 0, 0)
    path.write_bytes(body[:32] + header + body[32 + len(header) :])


# ---- LIF ----


def _lif_image(number: int, pixels: Pixels, axes: str, side_m: float) -> str:
    """Describe an image of these axes, the channels (C) or samples (S) of which lie anywhere."""
    step = dict(zip(axes, np.array(pixels.strides).tolist(), strict=True))
    size = dict(zip(axes, pixels.shape, strict=True))
    ids = {"X": 1, "Y": 2, "Z": 3, "T": 4, "M": 10}
    channel = next((axis for axis in "CS" if axis in size), None)
    channels = "".join(
        f'<ChannelDescription DataType="0" ChannelTag="{(n + 1) * (channel == "S")}" '
        f'Resolution="{8 * pixels.itemsize}" NameOfMeasuredQuantity="" Min="0" Max="1" Unit="" '
        f'LUTName="{("Green", "Red", "Blue")[n]}" IsLUTInverted="0" '
        f'BytesInc="{n * step.get(channel, 0)}" BitInc="0"/>'
        for n in range(size.get(channel, 1))
    )
    dimensions = "".join(
        f'<DimensionDescription DimID="{ids[axis]}" NumberOfElements="{size[axis]}" Origin="0" '
        f'Length="{side_m * (size[axis] - 1)}" Unit="m" BytesInc="{step[axis]}" BitInc="0"/>'
        for axis in reversed(axes)
        if axis in ids
    )
    return (
        f'<Element Name="image {number}"><Data><Image><ImageDescription>'
        f"<Channels>{channels}</Channels><Dimensions>{dimensions}</Dimensions>"
        f'</ImageDescription></Image></Data><Memory Size="{pixels.nbytes}" '
        f'MemoryBlockID="MemBlock_{number}"/></Element>'
    )


def write_lif(
    path: Path, images: list[tuple[Pixels, str]], sides_m: tuple[float, ...] = (2.5e-7,)
) -> None:
    """Write images (pixels, axes), with the side of a pixel of each or of all."""
    images = [(np.ascontiguousarray(pixels), axes) for pixels, axes in images]
    described = "".join(
        _lif_image(n, *image, sides_m[n % len(sides_m)]) for n, image in enumerate(images)
    )
    xml = (
        '<LMSDataContainerHeader Version="2"><Element Name="project"><Children>'
        f"{described}</Children></Element></LMSDataContainerHeader>"
    )
    body = struct.pack("<IIBI", 0x70, 2 * len(xml) + 5, 0x2A, len(xml)) + xml.encode("utf-16-le")
    for number, (pixels, _) in enumerate(images):
        name = f"MemBlock_{number}"
        size = 2 * len(name) + 14
        body += struct.pack("<IIBQBI", 0x70, size, 0x2A, pixels.nbytes, 0x2A, len(name))
        body += name.encode("utf-16-le") + pixels.tobytes()
    path.write_bytes(body)


# ---- ND2 ----

ND2_MAGIC = 0x0ABECEDA
ND2_MAP = b"ND2 CHUNK MAP SIGNATURE 0000001!"


def _chunk(name: bytes, data: bytes, room: int = 0) -> bytes:
    name = name.ljust(room or len(name), b"\0")
    return struct.pack("<IIQ", ND2_MAGIC, len(name), len(data)) + name + data


def _variant(name: str, value: object) -> bytes:
    """Encode a value and what lies within it."""
    kind, data = 11, b""
    if isinstance(value, bool):
        kind, data = 1, struct.pack("<B", value)
    elif isinstance(value, int):
        kind, data = 3, struct.pack("<I", value)
    elif isinstance(value, float):
        kind, data = 6, struct.pack("<d", value)
    elif isinstance(value, str):
        kind, data = 8, value.encode("utf-16-le") + b"\0\0"
    head = struct.pack("<BB", kind, len(name) + 1) + name.encode("utf-16-le") + b"\0\0"
    if isinstance(value, dict):
        items = b"".join(_variant(*item) for item in value.items())
        length = len(head) + 12 + len(items)
        data = struct.pack("<IQ", len(value), length) + items + bytes(8 * len(value))
    return head + data


def _loop(axis: str, count: int, inner: dict[str, object] | None) -> dict[str, object]:
    kind, pars = {
        "T": (1, {"uiCount": count, "dStart": 0.0, "dPeriod": 1.0, "dDuration": 1.0}),
        "P": (2, {"uiCount": count, "Points": {f"p{n}": {"dPosX": 1.0} for n in range(count)}}),
        "Z": (4, {"uiCount": count, "dZLow": 0.0, "dZHigh": 1.0, "dZStep": 1.0}),
    }[axis]
    loop: dict[str, object] = {"eType": kind, "uLoopPars": pars}
    return loop if inner is None else {**loop, "ppNextLevelEx": {"": inner}}


def _nd2_description(
    frames: Pixels, pixel_size_um: float | None, names: tuple[str, ...], compression: int
) -> dict[bytes, bytes]:
    count, height, width, channels = frames.shape
    planes = {
        f"a{n}": {"sDescription": names[n] if names else "", "uiCompCount": 1}
        for n in range(channels)
    }
    attributes = {
        "uiWidth": width,
        "uiWidthBytes": width * channels * frames.itemsize,
        "uiHeight": height,
        "uiComp": channels,
        "uiBpcInMemory": 8 * frames.itemsize,
        "uiBpcSignificant": 8 * frames.itemsize,
        "uiSequenceCount": count,
        "eCompression": compression,
    }
    picture = {
        "bCalibrated": pixel_size_um is not None,
        "dCalibration": pixel_size_um or 1.0,
        "sPicturePlanes": {"uiCount": channels, "sPlaneNew": planes},
    }
    return {
        b"ImageAttributesLV!": _variant("SLxImageAttributes", attributes),
        b"ImageMetadataSeqLV|0!": _variant("SLxPictureMetadata", picture),
    }


def write_nd2(
    path: Path,
    pixels: Pixels,
    axes: str,
    *,
    pixel_size_um: float | None = None,
    names: tuple[str, ...] = (),
    compression: int = 2,
) -> None:
    """Write pixels whose axes end with YXC; the others are of P, T and Z, the outer ones first."""
    *counts, height, width, channels = pixels.shape
    frames = pixels.reshape(-1, height, width, channels)
    chunks = _nd2_description(frames, pixel_size_um, names, compression)
    experiment = None
    for axis, count in reversed(list(zip(axes, counts, strict=False))):
        experiment = _loop(axis, count, experiment)
    if experiment:
        chunks[b"ImageMetadataLV!"] = _variant("SLxExperiment", experiment)
    body, listed = _chunk(b"ND2 FILE SIGNATURE CHUNK NAME01!", b"Ver3.0".ljust(64, b"\0")), b""
    for number, frame in enumerate(frames):
        chunks[b"ImageDataSeq|%d!" % number] = bytes(8) + frame.tobytes()
    for name, data in chunks.items():
        listed += name + struct.pack("<QQ", len(body), len(data))
        body += _chunk(name, data, 4072 if b"Data" in name[:9] else 0)
    listed += ND2_MAP + struct.pack("<Q", len(body))
    path.write_bytes(body + _chunk(b"ND2 FILEMAP SIGNATURE NAME 0001!", listed))


# ---- Micro-Manager ----


def write_mmstack(
    path: Path, planes: dict[tuple[int, int, int, int], Pixels], summary: dict[str, object]
) -> None:
    """Write planes of 16 bits by (channel, slice, frame, position), of a set of this extent."""
    text = json.dumps({"MicroManagerVersion": "2.0", "Prefix": "exp", **summary}).encode()
    offsets = 8 + 32 + len(text)
    blocks, entries = [], []
    for number, (place, plane) in enumerate(planes.items()):
        block = 162 + plane.nbytes + 10
        follows = number + 1 < len(planes)
        entries.append((*place, offsets))
        blocks.append(_mm_page(plane, offsets, offsets + block if follows else 0))
        offsets += block
    head = struct.pack("<2sHI", b"II", 42, entries[0][-1])
    head += struct.pack("<8I", 54773648, offsets, 483765892, 0, 99384722, 0, 2355492, len(text))
    index = struct.pack("<2I", 3453623, len(entries))
    index += b"".join(struct.pack("<5I", *entry) for entry in entries)
    path.write_bytes(head + text + b"".join(blocks) + index)


def _mm_page(plane: Pixels, offset: int, following: int) -> bytes:
    height, width = plane.shape
    data = offset + 162
    tags = {
        256: width, 257: height, 258: 16, 259: 1, 262: 1, 273: data, 277: 1, 278: height,
        279: plane.nbytes, 284: 1, 296: 1, 339: 1,
    }  # fmt: skip
    listed = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    note = b'{"a": 1}\0\0'
    listed += struct.pack("<HHII", 51123, 2, len(note), data + plane.nbytes)
    return struct.pack("<H", 13) + listed + struct.pack("<I", following) + plane.tobytes() + note
