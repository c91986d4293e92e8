"""What is in the frozen program that others made: licences for the About window, and an SBOM.

Found from what PyInstaller has collected, not from what is installed: much of that is left out.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from sketchpose_engine.core.licences import Component, collect, write_licences

SYSTEM = ("/lib/", "/usr/lib/")  # where Debian's own libraries are


def write(sources: Iterable[str], folder: Path) -> list[tuple[str, str, str]]:
    """Write both files; return their entries for PyInstaller's list of data files.

    Parameters
    ----------
    sources
        Where the collected files and modules come from.
    folder
        Where to write.
    """
    sources = {str(source) for source in sources}
    names = bundled(sources)
    components = [*collect(names), *system_libraries(sources)]
    folder.mkdir(parents=True, exist_ok=True)
    licences, bom = folder / "licences.json", folder / "sbom.cdx.json"
    write_licences(licences, components)
    bom.write_text(json.dumps(bill_of_materials(names, components), indent=1), "utf-8")
    place = "sketchpose_engine/resources"
    return [(f"{place}/{file.name}", str(file), "DATA") for file in (licences, bom)]


def bundled(sources: set[str]) -> list[str]:
    """Names of the distributions that at least one collected file belongs to."""
    resolved = {str(Path(source).resolve()) for source in sources}
    return sorted(
        distribution.name
        for distribution in distributions()
        if distribution.name != "sketchpose"
        and any(
            str(Path(str(distribution.locate_file(file))).resolve()) in resolved
            for file in distribution.files or ()
            if ".dist-info" not in str(file)
        )
    )


def system_libraries(sources: set[str]) -> list[Component]:
    """Debian's libraries that come along, by package."""
    files = sorted(str(Path(s).resolve()) for s in sources if s.startswith(SYSTEM))
    libraries = [file for file in files if ".so" in Path(file).name]
    if not libraries:
        return []
    # dpkg may know a file by its name before /lib and /usr/lib became one.
    asked = libraries + [file.removeprefix("/usr") for file in libraries]
    found = subprocess.run(["dpkg", "-S", *asked], capture_output=True, text=True, check=False)
    packages = sorted({line.split(":")[0] for line in found.stdout.splitlines()})
    return [_debian(package) for package in packages]


def _debian(package: str) -> Component:
    form = "${Version}\\n"
    words = ["dpkg-query", "-W", "-f", form, package]
    version = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()[0]
    text = Path("/usr/share/doc", package, "copyright").read_text("utf-8", "replace")
    names = re.findall(r"^License: *(.+)", text, re.MULTILINE) or ["see its text"]
    return Component(package, version, ", ".join(dict.fromkeys(names)), text)


def bill_of_materials(names: list[str], components: list[Component]) -> dict[str, Any]:
    """CycloneDX's list of what is installed here, less what is not in the bundle."""
    words = [sys.executable, "-m", "cyclonedx_py", "environment", "--of", "JSON", sys.executable]
    made = subprocess.run(words, capture_output=True, text=True, check=True)
    bom: dict[str, Any] = json.loads(made.stdout)
    there = [part for part in bom["components"] if part["name"] in names]
    listed = {part["name"] for part in there}
    there += [
        {"type": "library", "name": part.name, "version": part.version, "bom-ref": part.name}
        for part in components
        if part.name not in listed
    ]
    references = {part["bom-ref"] for part in there}
    bom["components"] = there
    bom["dependencies"] = [
        link | {"dependsOn": [name for name in link.get("dependsOn", ()) if name in references]}
        for link in bom.get("dependencies", ())
        if link["ref"] in references
    ]
    return bom
