"""What distinguishes an image file from another one of its name, without decoding it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

BLOCK_BYTES = 2**14
BLOCKS = 16  # of a large file, evenly spaced; one that is no larger is read as a whole
DIGEST_BYTES = 16


@dataclass(frozen=True)
class Fingerprint:
    """What a file is recognised by.

    Attributes
    ----------
    size_bytes
        Of the file.
    digest
        Of a sample of it, hexadecimal.
    shape
        (H, W) of its pictures; None: it has not been opened yet.
    """

    size_bytes: int
    digest: str
    shape: tuple[int, int] | None = None

    def matches(self, other: "Fingerprint | None") -> bool:
        """Return whether two files have the same contents, as far as is known."""
        return other is not None and (self.size_bytes, self.digest) == (
            other.size_bytes,
            other.digest,
        )


def fingerprint_of(path: Path, shape: tuple[int, int] | None = None) -> Fingerprint | None:
    """Take the fingerprint of a file.

    Parameters
    ----------
    path
        Of a file, which may be missing or not readable.
    shape
        As in `Fingerprint`, if it is known.

    Returns
    -------
    Fingerprint or None
        None if it cannot be read.
    """
    found = hashlib.blake2b(digest_size=DIGEST_BYTES)
    try:
        if not path.is_file():  # opening a pipe would wait for ever
            return None
        size = path.stat().st_size
        with path.open("rb") as file:
            if size <= BLOCK_BYTES * BLOCKS:
                found.update(file.read())
            else:
                for number in range(BLOCKS):
                    file.seek((size - BLOCK_BYTES) * number // (BLOCKS - 1))
                    found.update(file.read(BLOCK_BYTES))
    except OSError:
        return None
    return Fingerprint(size, found.hexdigest(), shape)
