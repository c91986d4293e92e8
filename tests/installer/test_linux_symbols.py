"""Which distributions a Linux package runs on, from the versions of symbols that it requires."""

import importlib.util
import struct
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "installer/linux/check_symbols.py"


@pytest.fixture(scope="module")
def check() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_symbols", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def library(path: Path, *required: list[str]) -> None:
    """Write the smallest ELF file that requires these versions, one list for each library."""
    strings, names = b"\0", []
    for version in (version for versions in required for version in versions):
        names.append(len(strings))
        strings += version.encode() + b"\0"
    needed, place = b"", iter(names)
    for number, versions in enumerate(required):
        following = 0 if number == len(required) - 1 else 16 + 16 * len(versions)
        needed += struct.pack("<2H3I", 1, len(versions), 0, 16, following)
        for left in range(len(versions), 0, -1):
            needed += struct.pack("<I2H2I", 0, 0, 0, next(place), 16 if left > 1 else 0)
    body = strings + needed
    section = struct.Struct("<2I4Q2I2Q")
    sections = section.pack(*(0,) * 10)
    sections += section.pack(0, 3, 0, 0, 64, len(strings), 0, 0, 1, 0)
    sections += section.pack(
        0, 0x6FFFFFFE, 0, 0, 64 + len(strings), len(needed), 1, len(required), 4, 0
    )
    header = struct.pack("<4s36xQ10x2H2x", b"\x7fELF", 64 + len(body), section.size, 3)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header + body + sections)


def test_the_required_versions_are_read(check: ModuleType, tmp_path: Path) -> None:
    library(tmp_path / "a.so", ["GLIBC_2.2.5", "GLIBC_2.34"], ["GLIBCXX_3.4.29", "CXXABI_1.3"])
    assert list(check.required_versions((tmp_path / "a.so").read_bytes())) == [
        "GLIBC_2.2.5",
        "GLIBC_2.34",
        "GLIBCXX_3.4.29",
        "CXXABI_1.3",
    ]


def test_the_newest_of_all_files_decides(
    check: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library(tmp_path / "program", ["GLIBC_2.4"])
    library(tmp_path / "lib/a.so", ["GLIBC_2.36", "GLIBC_PRIVATE"])
    library(tmp_path / "lib/b.so", ["GLIBC_2.9"], ["GLIBCXX_3.4.5"])
    assert check.main(tmp_path, "Debian 12") == 0
    assert capsys.readouterr().out.splitlines() == [
        "glibc 2.36, for lib/a.so",
        "libstdc++ 3.4.5, for lib/b.so",
        "Runs on: Debian 12, Debian 13, Ubuntu 24.04.",
    ]


@pytest.mark.parametrize("versions", [["GLIBC_2.37"], ["GLIBC_2.4", "GLIBCXX_3.4.31"]])
def test_a_distribution_that_was_promised_and_is_too_old_is_a_failure(
    check: ModuleType, tmp_path: Path, versions: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    library(tmp_path / "program", versions)
    assert check.main(tmp_path, "Debian 12") == 1
    assert "It does not run on Debian 12." in capsys.readouterr().err


def test_links_and_other_files_do_not_count(check: ModuleType, tmp_path: Path) -> None:
    library(tmp_path / "program", ["GLIBC_2.4"])
    (tmp_path / "elsewhere.so").symlink_to("/no/such/file")
    (tmp_path / "text").write_text("GLIBC_2.99")
    assert check.main(tmp_path, "Debian 11") == 0


def test_an_empty_folder_does_not_pass(check: ModuleType, tmp_path: Path) -> None:
    assert check.main(tmp_path, None) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="an ELF file of the system")
def test_the_versions_of_a_real_library_are_read(check: ModuleType) -> None:
    from PIL import _imaging

    found = set(check.required_versions(Path(_imaging.__file__).read_bytes()))
    assert any(version.startswith("GLIBC_2.") for version in found)
