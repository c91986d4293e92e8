"""Whether a Windows program carries every DLL that it loads: `check_imports.py FOLDER`.

Reads the import tables of all programs and libraries in the folder. What is imported must lie where
Windows looks for it, or be a part of Windows 10 (`system_dlls.txt`): a fresh Windows has no Visual
C++ runtime. Ends with 1, and one sentence for each DLL that is missing.
"""

import fnmatch
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

SYSTEM = Path(__file__).with_name("system_dlls.txt")
SUFFIXES = (".dll", ".exe", ".pyd")
IMPORTS, DELAYED_IMPORTS = 1, 13  # directories of a PE file
BESIDE = {"PySide6": ("shiboken6",)}  # folders that a package adds to those of its own


def main(folder: Path) -> int:
    """Print what is missing; the exit code."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES]
    if not files:
        print(f"There are no programs or libraries in {folder}.", file=sys.stderr)
        return 1
    missing = missing_dlls(folder, files, system_dlls())
    for name, users in missing.items():
        print(
            f"{name} is neither in the program nor in Windows 10, and {', '.join(users)} "
            f"{'needs' if len(users) == 1 else 'need'} it.",
            file=sys.stderr,
        )
    print(f"{len(files)} programs and libraries read, {len(missing)} DLLs missing.")
    return int(bool(missing))


def system_dlls() -> list[str]:
    """Names of DLLs that Windows 10 has, in lower case; some are patterns."""
    lines = SYSTEM.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def missing_dlls(folder: Path, files: list[Path], system: list[str]) -> dict[str, list[str]]:
    """DLLs that are found neither in the program nor in Windows, each with the files that need it.

    Parameters
    ----------
    folder
        Of the program, with `_internal`.
    files
        Programs and libraries in it.
    system
        Names and patterns of DLLs of Windows, in lower case.
    """
    missing: dict[str, list[str]] = {}
    for path in files:
        there = _visible_from(path, folder, files)
        for name in sorted(imported_dlls(path)):
            if name not in there and not any(fnmatch.fnmatch(name, known) for known in system):
                missing.setdefault(name, []).append(path.relative_to(folder).as_posix())
    return missing


def _visible_from(path: Path, folder: Path, files: list[Path]) -> set[str]:
    """Names in the program's own folders, and in those of the package that the file belongs to."""
    internal = folder / "_internal"
    package = path.relative_to(internal).parts[0] if internal in path.parents else ""
    packages = {package, f"{package}.libs", *BESIDE.get(package, ())}
    return {
        file.name.lower()
        for file in files
        if file.parent in (folder, internal)
        or (internal in file.parents and file.relative_to(internal).parts[0] in packages)
    }


def imported_dlls(path: Path) -> set[str]:
    """Names of the DLLs that a PE file imports, at once or on first use, in lower case.

    Raises
    ------
    ValueError
        The file is not one for 64-bit Windows.
    """
    data = path.read_bytes()
    (header,) = struct.unpack_from("<I", data, 0x3C) if data[:2] == b"MZ" else (len(data),)
    if data[header : header + 4] != b"PE\0\0":
        raise ValueError(f"{path} is not a Windows program or library.")
    sections, optional_size = struct.unpack_from("<2xH12xH", data, header + 4)
    optional = header + 24
    if struct.unpack_from("<H", data, optional) != (0x20B,):
        raise ValueError(f"{path} is not for 64-bit Windows.")
    table = [
        struct.unpack_from("<4I", data, optional + optional_size + 40 * number + 8)
        for number in range(sections)
    ]
    return {
        data[start : data.index(b"\0", start)].decode("ascii").lower()
        for start in _name_offsets(data, optional, table)
    }


def _name_offsets(data: bytes, optional: int, sections: list[tuple[int, ...]]) -> Iterator[int]:
    """Where in the file the names of imported DLLs begin."""
    for directory, size, place in ((IMPORTS, 20, 12), (DELAYED_IMPORTS, 32, 4)):
        (count,) = struct.unpack_from("<I", data, optional + 108)
        if directory >= count:
            continue
        (address,) = struct.unpack_from("<I", data, optional + 112 + 8 * directory)
        if not address:
            continue
        entry = _offset(address, sections)
        while (name := struct.unpack_from("<I", data, entry + place)[0]) != 0:
            yield _offset(name, sections)
            entry += size


def _offset(address: int, sections: list[tuple[int, ...]]) -> int:
    """Position in the file of an address in memory."""
    for virtual_size, virtual_address, raw_size, raw_offset in sections:
        if virtual_address <= address < virtual_address + max(virtual_size, raw_size):
            return address - virtual_address + raw_offset
    raise ValueError(f"Address {address:#x} lies in no section.")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python installer/windows/check_imports.py FOLDER")
    sys.exit(main(Path(sys.argv[1])))
