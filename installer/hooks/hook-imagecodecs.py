"""The codecs of the files that we read: imagecodecs imports each on its first use."""

from importlib.util import find_spec

CODECS = (
    "ccitt deflate imcd jpeg2k jpeg8 jpegsof3 jpegxr lerc ljpeg lzma packbits png shared "
    "shared_cython webp zlib zstd"
)
hiddenimports = [
    name for codec in CODECS.split() if find_spec(name := f"imagecodecs._{codec}") is not None
]
