"""Which macOS a program needs, from what its libraries say."""

import importlib.util
import struct
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "installer/macos/check_minimum.py"
ARM64, X86_64 = 0x0100000C, 0x01000007


@pytest.fixture(scope="module")
def check() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_minimum", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def thin(major: int, minor: int = 0, processor: int = ARM64, old: bool = False) -> bytes:
    """Make the smallest Mach-O file for this macOS, behind another load command."""
    version = major << 16 | minor << 8
    other = struct.pack("<2I8x", 0x1D, 16)
    stated = (
        struct.pack("<4I", 0x24, 16, version, 0)
        if old
        else struct.pack("<6I", 0x32, 24, 1, version, version, 0)
    )
    header = struct.pack("<8I", 0xFEEDFACF, processor, 0, 6, 2, len(other + stated), 0, 0)
    return header + other + stated


def fat(parts: dict[int, bytes]) -> bytes:
    header, body = struct.pack(">2I", 0xCAFEBABE, len(parts)), b""
    for processor, part in parts.items():
        place = 8 + 20 * len(parts) + len(body)
        header += struct.pack(">5I", processor, 0, place, len(part), 0)
        body += part
    return header + body


@pytest.mark.parametrize("old", [True, False])
def test_the_minimum_is_read_in_both_of_its_forms(check: ModuleType, old: bool) -> None:
    assert check.built_for(thin(13, 3, old=old)) == {"arm64": (13, 3)}


def test_a_file_for_two_processors_has_two_minimums(check: ModuleType) -> None:
    both = fat({X86_64: thin(10, 13, X86_64), ARM64: thin(11)})
    assert check.built_for(both) == {"x86_64": (10, 13), "arm64": (11, 0)}


def test_a_library_that_needs_more_than_was_promised_is_a_failure(
    check: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.dylib").write_bytes(thin(13))
    (tmp_path / "b.dylib").write_bytes(thin(15))
    assert check.main(tmp_path, (15, 0)) == 0
    assert check.main(tmp_path, (14, 0)) == 1
    assert capsys.readouterr().err == "b.dylib needs macOS 15.0, not 14.0.\n"


def test_a_library_for_intel_only_is_a_failure(
    check: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.dylib").write_bytes(thin(11, processor=X86_64))
    assert check.main(tmp_path, None) == 1
    assert capsys.readouterr().err == "a.dylib is not for arm64.\n"


def test_the_system_that_is_stated_is_what_the_newest_library_needs(
    check: ModuleType, tmp_path: Path
) -> None:
    files = {"a.so": thin(14), "b.dylib": fat({X86_64: thin(16, 0, X86_64), ARM64: thin(15, 1)})}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "c.txt").write_text("no library")
    assert check.needed_version(tmp_path.iterdir()) == "15.1"


def test_classes_of_java_and_links_do_not_count(check: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.dylib").write_bytes(thin(11))
    (tmp_path / "b.class").write_bytes(struct.pack(">2I", 0xCAFEBABE, 61))
    (tmp_path / "c.dylib").symlink_to("no such file")
    assert check.main(tmp_path, (11, 0)) == 0


def test_an_empty_folder_does_not_pass(check: ModuleType, tmp_path: Path) -> None:
    assert check.main(tmp_path, None) == 1
