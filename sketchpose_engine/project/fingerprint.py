"""Fingerprints of image files, computed without decoding."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

BLOCK_BYTES = 2**14
BLOCKS = 16  # of a large file, evenly spaced; smaller files are read completely
DIGEST_BYTES = 16


@dataclass(frozen=True)
class Fingerprint:
    """Identity of a file.

    Attributes
    ----------
    size_bytes
        Size of the file.
    digest
        Hexadecimal digest of a sample of its contents.
    shape
        (H, W) of its images; None: not opened yet.
    """

    size_bytes: int
    digest: str
    shape: tuple[int, int] | None = None

    def matches(self, other: "Fingerprint | None") -> bool:
        """Return whether two files have the same size and digest."""
        return other is not None and (self.size_bytes, self.digest) == (
            other.size_bytes,
            other.digest,
        )


def fingerprint_of(path: Path, shape: tuple[int, int] | None = None) -> Fingerprint | None:
    """Compute the fingerprint of a file.

    Parameters
    ----------
    path
        File, which may be missing or unreadable.
    shape
        See `Fingerprint`.

    Returns
    -------
    Fingerprint or None
        None if the file cannot be read.
    """
    found = hashlib.blake2b(digest_size=DIGEST_BYTES)
    try:
        if not path.is_file():  # opening a pipe would block
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
