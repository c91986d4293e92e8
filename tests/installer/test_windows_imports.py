"""Every DLL that the Windows program loads is in the program or a part of Windows 10."""

import importlib.util
import struct
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "installer/windows/check_imports.py"
SECTION = 0x1000  # address in memory of the only section; it begins at HEADERS in the file
HEADERS = 0x200


@pytest.fixture(scope="module")
def check() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_imports", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def directory(names: Sequence[str], entry: int, place: int, start: int) -> bytes:
    """An import directory at this address: entries of this size, each with a name's address."""
    table = bytearray(entry * (len(names) + 1))
    text = b""
    for number, name in enumerate(names):
        address = start + len(table) + len(text)
        struct.pack_into("<I", table, entry * number + place, address)
        text += name.encode() + b"\0"
    return bytes(table) + text


def library(
    path: Path, imports: list[str], delayed: tuple[str, ...] = (), magic: int = 0x20B
) -> None:
    """Write the smallest PE file with these imports."""
    at_once = directory(imports, 20, 12, SECTION)
    later = directory(delayed, 32, 4, SECTION + len(at_once))
    body = at_once + later
    optional = bytearray(112 + 8 * 16)
    struct.pack_into("<H", optional, 0, magic)
    struct.pack_into("<I", optional, 108, 16)
    if imports:
        struct.pack_into("<2I", optional, 112 + 8 * 1, SECTION, len(at_once))
    if delayed:
        struct.pack_into("<2I", optional, 112 + 8 * 13, SECTION + len(at_once), len(later))
    start = struct.pack("<2s58xI", b"MZ", 64)
    coff = struct.pack("<4s2H12x2H", b"PE\0\0", 0x8664, 1, len(optional), 0x2000)
    section = struct.pack("<8s4I16x", b".rdata", len(body), SECTION, len(body), HEADERS)
    headers = (start + coff + bytes(optional) + section).ljust(HEADERS, b"\0")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(headers + body)


def test_imports_are_read_both_those_at_once_and_those_on_first_use(
    check: ModuleType, tmp_path: Path
) -> None:
    library(tmp_path / "a.dll", ["KERNEL32.dll", "MSVCP140.dll"], ("d3d9.dll",))
    assert check.imported_dlls(tmp_path / "a.dll") == {"kernel32.dll", "msvcp140.dll", "d3d9.dll"}


def test_a_library_without_imports_needs_nothing(check: ModuleType, tmp_path: Path) -> None:
    library(tmp_path / "a.dll", [])
    assert check.imported_dlls(tmp_path / "a.dll") == set()


@pytest.mark.parametrize(
    ("magic", "sentence"),
    [(0x10B, "is not for 64-bit Windows"), (None, "is not a Windows program")],
)
def test_what_is_not_for_64_bit_windows_is_refused(
    check: ModuleType, tmp_path: Path, magic: int | None, sentence: str
) -> None:
    path = tmp_path / "a.dll"
    if magic is None:
        path.write_bytes(b"\x7fELF" + bytes(200))
    else:
        library(path, [], magic=magic)
    with pytest.raises(ValueError, match=sentence):
        check.imported_dlls(path)


def test_a_missing_visual_c_runtime_is_a_failure(
    check: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library(tmp_path / "sketchpose.exe", ["KERNEL32.dll", "api-ms-win-crt-heap-l1-1-0.dll"])
    library(tmp_path / "_internal/torch/lib/c10.dll", ["MSVCP140.dll"])
    assert check.main(tmp_path) == 1
    assert capsys.readouterr().err == (
        "msvcp140.dll is neither in the program nor in Windows 10, and "
        "_internal/torch/lib/c10.dll needs it.\n"
    )


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("sketchpose.exe's folder", True),
        ("_internal", True),
        ("_internal/torch/lib", True),
        ("_internal/torch.libs", True),
        ("_internal/PySide6", False),  # another package's, which is not always loaded before
    ],
)
def test_a_dll_counts_only_where_windows_looks_for_it(
    check: ModuleType, tmp_path: Path, place: str, found: bool
) -> None:
    library(tmp_path / "_internal/torch/lib/c10.dll", ["MSVCP140.dll"])
    folder = tmp_path if place.startswith("sketchpose") else tmp_path / place
    library(folder / "MSVCP140.dll", [])
    assert check.main(tmp_path) == (0 if found else 1)


def test_qt_finds_the_library_of_its_python_bindings(check: ModuleType, tmp_path: Path) -> None:
    library(tmp_path / "_internal/PySide6/QtCore.pyd", ["shiboken6.abi3.dll"])
    library(tmp_path / "_internal/shiboken6/shiboken6.abi3.dll", [])
    assert check.main(tmp_path) == 0


def test_an_empty_folder_does_not_pass(check: ModuleType, tmp_path: Path) -> None:
    assert check.main(tmp_path) == 1


def test_no_runtime_that_has_to_be_installed_counts_as_part_of_windows(check: ModuleType) -> None:
    known = check.system_dlls()
    assert "kernel32.dll" in known
    assert not [
        name for name in known if name.startswith(("msvcp", "vcruntime", "concrt", "vcomp"))
    ]
    assert known == [name.lower() for name in known]
