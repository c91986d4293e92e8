"""What can be known of the macOS package without a Mac."""

import importlib.util
import plistlib
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "installer/macos"


@pytest.fixture
def info() -> dict[str, object]:
    """As the spec makes it, then written and read as macOS has it."""
    spec = importlib.util.spec_from_file_location("info_plist", FOLDER / "info_plist.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return plistlib.loads(plistlib.dumps(module.info_plist("15.0")))


def test_it_has_a_name_of_its_own_and_states_the_system_that_it_needs(info: dict) -> None:
    assert info["CFBundleIdentifier"] == "org.sketchpose.sketchpose"
    assert info["LSMinimumSystemVersion"] == "15.0"


def test_packed_projects_open_in_the_program(info: dict) -> None:
    (document,) = info["CFBundleDocumentTypes"]
    (kind,) = info["UTExportedTypeDeclarations"]
    tags = kind["UTTypeTagSpecification"]
    assert document["LSItemContentTypes"] == [kind["UTTypeIdentifier"]]
    assert tags["public.filename-extension"] == ["sketchpose"]
    assert tags["public.mime-type"] == ["application/x-sketchpose-project"]


def test_it_is_sharp_and_follows_dark_mode(info: dict) -> None:
    assert info["NSHighResolutionCapable"] is True
    assert info["NSRequiresAquaSystemAppearance"] is False


def test_the_hardened_runtime_lets_pytorch_run() -> None:
    rights = plistlib.loads((FOLDER / "entitlements.plist").read_bytes())
    assert rights["com.apple.security.cs.allow-unsigned-executable-memory"] is True
    assert all(granted is True for granted in rights.values())


@pytest.mark.skipif(sys.platform == "win32", reason="bash may be that of WSL")
@pytest.mark.parametrize("script", sorted(FOLDER.parent.glob("**/*.sh")), ids=lambda p: p.name)
def test_every_script_of_the_installers_is_sound_bash(script: Path) -> None:
    subprocess.run(["bash", "-n", script.as_posix()], check=True)
    text = script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text or "\n# Sourced" in text
