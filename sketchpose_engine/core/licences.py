"""Third-party components of the program, with their licences."""

import json
import os
import platform
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from .. import __version__
from .errors import InputError
from .files import atomic_path
from .resources import resource

FILE_NAME = "licences.json"  # in the resources of a bundle, in which packages have no metadata
LONGEST_NAME = 80  # some packages have the whole text in place of the name
TEXTS = re.compile(r"(licen[cs]e|copying|notice)", re.IGNORECASE)
NAME = re.compile(r"[A-Za-z0-9._-]+")  # at the start of a requirement
TROVE = "License :: "
LGPL = "LGPL-3.0"
CHOSEN = f"Of these licences, Sketchpose uses it under {LGPL}, which refers to GPL-3.0."
# Shipped components besides Python packages: name, version, licence, file with its text.
SHIPPED = (
    ("Tabler Icons", "3.51", "MIT", "icons/README.md"),
    ("Sample images", __version__, "MIT, CC0 1.0, CC BY 4.0", "samples/README.md"),
    ("General network", __version__, "BSD-3-Clause, see its data", "weights/README.md"),
)


@dataclass(frozen=True)
class Component:
    """Component of the program.

    Attributes
    ----------
    licence
        Name of the licence; "" if not stated.
    text
        Full text; "" if not included.
    """

    name: str
    version: str
    licence: str
    text: str


def third_party() -> list[Component]:
    """List all components by name, of this installation or of the bundle.

    Raises
    ------
    InputError
        If the components are unknown.
    """
    try:
        path = resource(FILE_NAME)
    except FileNotFoundError:
        return _of_installation()
    parts = json.loads(path.read_text(encoding="utf-8"))
    return [Component(**part) for part in parts]


def collect(distribution_names: Iterable[str]) -> list[Component]:
    """List these installed distributions, Python, and other shipped components, by name.

    Raises
    ------
    importlib.metadata.PackageNotFoundError
        If one of them is not installed.
    """
    found = [_component(metadata.distribution(name)) for name in distribution_names]
    shipped = [
        Component(name, version, licence, resource(file).read_text(encoding="utf-8"))
        for name, version, licence, file in SHIPPED
    ]
    return sorted([*found, _python(), *shipped], key=lambda part: part.name.casefold())


def write_licences(path: Path | str, components: Iterable[Component]) -> None:
    """Write the resource file of a bundle; errors as in `atomic_path`."""
    text = json.dumps([asdict(each) for each in components], indent=1, ensure_ascii=False)
    with atomic_path(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def _of_installation() -> list[Component]:
    try:
        own = metadata.distribution("sketchpose")
    except metadata.PackageNotFoundError as error:
        raise InputError(
            "The licences are not known, as Sketchpose was not installed: install it with pip."
        ) from error
    return collect(_all_required(own))


def _all_required(part: metadata.Distribution) -> set[str]:
    """Return the keys of all direct and indirect requirements of a distribution.

    Requirements of extras, or of other systems, are excluded.
    """
    found: set[str] = set()
    wanted = _required(part)
    while wanted:
        key = _key(wanted.pop())
        if key not in found:
            found.add(key)
            wanted += _required(metadata.distribution(key))
    return found


def _required(part: metadata.Distribution) -> list[str]:
    """Return the requirements of a distribution on this system that are installed."""
    names = []
    for requirement in part.requires or ():
        needed, _, condition = requirement.partition(";")
        name = NAME.match(needed.strip())
        if name and "extra" not in condition and _there(name.group()):
            names.append(name.group())
    return names


def _there(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _key(name: str) -> str:
    """Normalise the name of a distribution for comparison."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _component(part: metadata.Distribution) -> Component:
    texts = []
    for file in part.files or ():
        folder, *inside = file.parts
        if folder.endswith(".dist-info") and TEXTS.match(inside[0]):
            text = Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
            texts.append(f"{'/'.join(inside)}\n\n{text.strip()}")
    licence = _licence(part)
    if not texts and LGPL in licence:  # e.g. Qt: required, but not included in the packages
        files = [resource(f"licences/{name}.txt") for name in (LGPL, "GPL-3.0")]
        texts = [CHOSEN, *(file.read_text(encoding="utf-8").strip() for file in files)]
    return Component(part.metadata["Name"], part.version, licence, "\n\n\n".join(texts))


def _licence(part: metadata.Distribution) -> str:
    """Return the name of the licence, from one of three fields."""
    fields = part.metadata
    if "License-Expression" in fields:
        return str(fields["License-Expression"])
    name = str(fields["License"]).strip() if "License" in fields else ""
    if name and name != "UNKNOWN" and len(name) <= LONGEST_NAME and "\n" not in name:
        return name
    classes = [str(each) for each in fields.get_all("Classifier") or ()]
    names = [each.rpartition(" :: ")[2] for each in classes if each.startswith(TROVE)]
    return ", ".join(names)


def _python() -> Component:
    """Describe Python itself, whose licence is next to its library, or elsewhere on Debian."""
    library = Path(os.__file__).parent
    places = [folder / "LICENSE.txt" for folder in (library, library.parent)]  # Unix, Windows
    places.append(Path("/usr/share/doc", library.name, "copyright"))
    text = next((file.read_text(encoding="utf-8") for file in places if file.is_file()), "")
    return Component("Python", platform.python_version(), "PSF-2.0", text)
