"""Which macOS a program needs: `check_minimum.py FOLDER [VERSION]`.

Reads the minimum version and the processors that its programs and libraries were built for. Ends
with 1 if one of them needs a newer macOS than VERSION, or has no code for Apple's processors.
"""

import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ARM64 = 0x0100000C
PROCESSORS = {ARM64: "arm64", 0x01000007: "x86_64"}
THIN, FAT = b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"  # first bytes: one processor, several
BUILD_VERSION, VERSION_MIN_MACOS = 0x32, 0x24  # load commands

Version = tuple[int, int]
Minimum = dict[str, Version]  # by the processor


def main(folder: Path, promised: Version | None) -> int:
    """Print the newest macOS that a file requires, and what is wrong; the exit code."""
    found = {path: built_for(path.read_bytes()) for path in sorted(folder.rglob("*")) if _is(path)}
    if not found:
        print(f"There are no programs or libraries in {folder}.", file=sys.stderr)
        return 1
    newest = {path: minimum["arm64"] for path, minimum in found.items() if "arm64" in minimum}
    wrong = [
        f"{path.relative_to(folder)} is not for arm64." for path in found if path not in newest
    ]
    for version in sorted(set(newest.values())):
        paths = [path for path, needed in newest.items() if needed == version]
        first = paths[0].relative_to(folder)
        print(f"macOS {_text(version)}: {len(paths)} files, such as {first}")
        if promised is not None and version > promised:
            wrong.append(f"{first} needs macOS {_text(version)}, not {_text(promised)}.")
    print("\n".join(wrong), end="\n" if wrong else "", file=sys.stderr)
    return int(bool(wrong))


def needed_version(paths: Iterable[Path]) -> str:
    """Return the oldest macOS on which all these files run; others than Mach-O do not count."""
    minimums = [built_for(path.read_bytes()) for path in paths if _is(path)]
    return _text(max(minimum["arm64"] for minimum in minimums if "arm64" in minimum))


def built_for(data: bytes) -> Minimum:
    """Find the minimum macOS of a Mach-O file, for each processor that it has code for."""
    return {
        PROCESSORS.get(processor, hex(processor)): _minimum(data, start)
        for processor, start in _slices(data)
    }


def _is(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        first = file.read(8)
    # A class of Java begins like a file for several processors; its version is above 40.
    return first[:4] == THIN or (first[:4] == FAT and 0 < int.from_bytes(first[4:], "big") < 40)


def _slices(data: bytes) -> Iterator[tuple[int, int]]:
    """Processor and offset of each part."""
    if data[:4] == THIN:
        yield struct.unpack_from("<I", data, 4)[0], 0
        return
    for number in range(struct.unpack_from(">I", data, 4)[0]):
        processor, _, offset = struct.unpack_from(">3I", data, 8 + 20 * number)
        yield processor, offset


def _minimum(data: bytes, start: int) -> Version:
    (count,) = struct.unpack_from("<I", data, start + 16)
    place = start + 32
    for _ in range(count):
        command, size = struct.unpack_from("<2I", data, place)
        if command in (BUILD_VERSION, VERSION_MIN_MACOS):
            skipped = 12 if command == BUILD_VERSION else 8
            (version,) = struct.unpack_from("<I", data, place + skipped)
            return version >> 16, version >> 8 & 0xFF
        place += size
    return 0, 0  # it does not say


def _text(version: Version) -> str:
    return f"{version[0]}.{version[1]}"


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python installer/macos/check_minimum.py FOLDER [VERSION]")
    words = sys.argv[2].split(".") if len(sys.argv) == 3 else None
    sys.exit(main(Path(sys.argv[1]), (int(words[0]), int(words[1])) if words else None))
