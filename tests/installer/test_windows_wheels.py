"""The Windows program is frozen from the wheels of constraints.txt, each with its checksum."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
RENEW = "run installer/windows/lock_wheels.sh"


def same(name: str) -> str:
    """The name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def versions(path: Path) -> dict[str, str]:
    lines = re.findall(r"^([\w.-]+)==([\w.]+)", path.read_text("utf-8"), re.MULTILINE)
    return {same(name): version for name, version in lines}


LOCKED = versions(ROOT / "installer/windows/wheels.txt")
PINNED = versions(ROOT / "installer/constraints.txt")


def test_the_versions_are_those_of_the_constraints() -> None:
    other = {name: version for name, version in LOCKED.items() if PINNED.get(name) != version}
    assert other == {}, RENEW


def test_every_dependency_is_there_and_what_freezes_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["bundle"]
    names = {same(re.match(r"[\w.-]+", line)[0]) for line in asked}
    assert names - set(LOCKED) == set(), RENEW
    assert {"msvc-runtime", "colorama", "pefile"} <= set(LOCKED)  # of Windows only


def test_all_that_the_program_is_frozen_from_is_taken_to_the_windows_where_that_is_done() -> None:
    spec = (ROOT / "installer/sketchpose.spec").read_text("utf-8")
    frozen = set(re.findall(r'ROOT / "(\w+)', spec)) - {"build"} | {"installer", "pyproject.toml"}
    script = (ROOT / "installer/windows/verify_real.sh").read_text("utf-8")
    copied = re.search(r'"\$root" && cp -r (.+?)"\$source_folder/"', script, re.DOTALL)
    assert copied is not None
    assert frozen - set(copied[1].split()) == set()


def test_each_comes_with_one_checksum() -> None:
    for name in ("wheels.txt", "wine/requirements.txt"):
        for line in (ROOT / "installer/windows" / name).read_text("utf-8").splitlines():
            if "==" in line:
                assert re.fullmatch(r"[\w.-]+==[\w.]+ --hash=sha256:[0-9a-f]{64}", line)
