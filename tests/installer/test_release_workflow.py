"""The workflow that makes packages: what can be known of it without running it."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FLOWS = {name: ROOT / f".github/workflows/{name}.yml" for name in ("ci", "release")}
SYSTEMS = ("linux", "linux-gpu", "windows", "windows-gpu", "macos")


@pytest.fixture(scope="module")
def flow() -> dict[Any, Any]:
    return yaml.safe_load(FLOWS["release"].read_text(encoding="utf-8"))


def commands(job: dict[str, Any]) -> str:
    return "\n".join(step.get("run", "") for step in job["steps"])


def test_there_is_a_job_for_each_system_and_one_that_publishes(flow: dict[Any, Any]) -> None:
    assert set(flow["jobs"]) == {*SYSTEMS, "publish"}
    assert set(flow["jobs"]["publish"]["needs"]) == set(SYSTEMS)


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_frozen_program_is_tested_before_it_is_uploaded(
    flow: dict[Any, Any], system: str
) -> None:
    steps = flow["jobs"][system]["steps"]
    tested = next(i for i, step in enumerate(steps) if "--selftest" in step.get("run", ""))
    uploaded = next(i for i, step in enumerate(steps) if "upload-artifact" in step.get("uses", ""))
    assert tested < uploaded


def test_the_oldest_systems_are_checked_before_packing(flow: dict[Any, Any]) -> None:
    jobs = flow["jobs"]
    assert "installer/windows/check_imports.py dist/sketchpose" in commands(jobs["windows"])
    assert 'check_symbols.py dist/sketchpose "Ubuntu 22.04"' in commands(jobs["linux"])


def test_the_macos_that_the_documents_name_is_the_one_that_is_checked(flow: dict[Any, Any]) -> None:
    macos = commands(flow["jobs"]["macos"])
    (version,) = re.findall(r"check_minimum.py dist/Sketchpose.app (\d+)\.0$", macos, re.MULTILINE)
    assert f"| macOS {version} and newer" in (ROOT / "README.md").read_text("utf-8")
    assert f"| macOS | {version}.0" in (ROOT / "docs/packaging.md").read_text("utf-8")
    assert flow["jobs"]["macos"]["runs-on"] == f"macos-{version}"  # the oldest that it is tried on


def test_every_script_that_is_named_is_there(flow: dict[Any, Any]) -> None:
    named = {
        name
        for job in flow["jobs"].values()
        for name in re.findall(r"installer/[\w/.]+\.(?:sh|ps1|py|txt|spec)", commands(job))
    } | {flow["env"]["SPEC"].split()[-1]}
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_what_is_installed_is_pinned(flow: dict[Any, Any]) -> None:
    runs = "\n".join(commands(job) for job in flow["jobs"].values())
    for line in re.findall(r".*pip install.*", runs):
        assert "-c installer/constraints.txt" in line
    assert re.search(r"choco install nsis --version=[\d.]+ ", runs)


def test_actions_have_a_version() -> None:
    for path in FLOWS.values():
        for action in re.findall(r"uses: (.+)", path.read_text(encoding="utf-8")):
            assert re.fullmatch(r"actions/[\w-]+@v\d+", action)


def test_packages_come_with_their_sums_as_a_draft(flow: dict[Any, Any]) -> None:
    publish = commands(flow["jobs"]["publish"])
    assert "sha256sum" in publish and "SHA256SUMS" in publish
    assert "gh release create" in publish and "--draft" in publish


def test_only_the_job_that_publishes_may_write(flow: dict[Any, Any]) -> None:
    assert flow["permissions"] == {"contents": "read"}
    writers = [name for name, job in flow["jobs"].items() if "permissions" in job]
    assert writers == ["publish"]


def test_pull_requests_run_it_only_if_they_touch_packaging(flow: dict[Any, Any]) -> None:
    paths = flow[True]["pull_request"]["paths"]  # YAML takes `on` for a truth value
    assert {"installer/**", "pyproject.toml"} <= set(paths)
    assert flow[True]["push"] == {"tags": ["v*"]}


@pytest.mark.skipif(sys.platform == "win32", reason="bash may be that of WSL")
@pytest.mark.parametrize("job", [*SYSTEMS, "publish"])
def test_its_commands_are_sound_bash(flow: dict[Any, Any], job: str) -> None:
    for step in flow["jobs"][job]["steps"]:
        if "run" in step and step.get("shell") != "pwsh":
            subprocess.run(["bash", "-n", "-c", step["run"]], check=True)
