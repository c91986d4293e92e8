"""Which Linux distributions a program runs on: `check_symbols.py FOLDER [DISTRIBUTION]`.

Reads which versions of glibc and libstdc++ its programs and libraries require, and prints the
distributions that have them. Ends with 1 if the one that is named has not.
"""

import struct
import sys
from collections.abc import Iterator
from pathlib import Path

# Versions of glibc and of the symbols of libstdc++.
DISTRIBUTIONS = {
    "Debian 11": ("2.31", "3.4.28"),
    "Debian 12": ("2.36", "3.4.30"),
    "Debian 13": ("2.41", "3.4.33"),
    "RHEL 9": ("2.34", "3.4.29"),
    "Ubuntu 22.04": ("2.35", "3.4.30"),
    "Ubuntu 24.04": ("2.39", "3.4.33"),
}
LIBRARIES = {"GLIBC": "glibc", "GLIBCXX": "libstdc++"}
VERNEED = 0x6FFFFFFE  # type of the section with the required versions

Version = tuple[int, ...]
Floor = dict[str, tuple[Version, Path]]  # by the name in symbols: version, a file that requires it


def main(folder: Path, promised: str | None) -> int:
    """Print what is required, and where that is to be had; the exit code."""
    floor = required(path for path in sorted(folder.rglob("*")) if is_elf(path))
    if "GLIBC" not in floor:
        print(f"There are no programs or libraries in {folder}.", file=sys.stderr)
        return 1
    for name, (version, path) in floor.items():
        print(f"{LIBRARIES[name]} {_text(version)}, for {path.relative_to(folder)}")
    enough = runs_on(floor)
    print(f"Runs on: {', '.join(enough)}.")
    if promised is not None and promised not in enough:
        print(f"It does not run on {promised}.", file=sys.stderr)
        return 1
    return 0


def is_elf(path: Path) -> bool:
    """Whether this is a program or a library, and not a link to one."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def required(paths: Iterator[Path]) -> Floor:
    """Find the newest versions that any of the files requires."""
    floor: Floor = {}
    for path in paths:
        for symbol in required_versions(path.read_bytes()):
            name, _, digits = symbol.partition("_")
            if name not in LIBRARIES or not digits.replace(".", "").isdigit():
                continue  # GLIBC_PRIVATE, GCC_4.8.0
            version = _numbers(digits)
            if name not in floor or version > floor[name][0]:
                floor[name] = version, path
    return floor


def runs_on(floor: Floor) -> list[str]:
    """Distributions that have all that is required."""
    return [
        distribution
        for distribution, there in DISTRIBUTIONS.items()
        if all(
            name not in floor or floor[name][0] <= _numbers(version)
            for name, version in zip(LIBRARIES, there, strict=True)
        )
    ]


def required_versions(data: bytes) -> Iterator[str]:
    """Versions of symbols that a 64-bit ELF file requires, such as GLIBC_2.34."""
    (table,) = struct.unpack_from("<Q", data, 0x28)
    entry, count = struct.unpack_from("<2H", data, 0x3A)
    sections = [struct.unpack_from("<2I4Q2I", data, table + entry * n) for n in range(count)]
    for _, kind, _, _, offset, _, link, needed in sections:
        if kind == VERNEED:
            strings = sections[link][4]
            for name in _needed_names(data, offset, needed):
                start = strings + name
                yield data[start : data.index(b"\0", start)].decode("ascii")


def _needed_names(data: bytes, offset: int, needed: int) -> Iterator[int]:
    """Where the names of versions begin in the string table: chains within a chain."""
    for _ in range(needed):
        count, first, following = struct.unpack_from("<2xH4x2I", data, offset)
        version = offset + first
        for _ in range(count):
            name, step = struct.unpack_from("<8x2I", data, version)
            yield name
            version += step
        offset += following


def _numbers(version: str) -> Version:
    return tuple(int(part) for part in version.split("."))


def _text(version: Version) -> str:
    return ".".join(str(part) for part in version)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or (len(sys.argv) == 3 and sys.argv[2] not in DISTRIBUTIONS):
        sys.exit(f"usage: check_symbols.py FOLDER [{' | '.join(DISTRIBUTIONS)}]")
    sys.exit(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) == 3 else None))
