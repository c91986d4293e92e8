"""Write docs/signals.md: every signal of `app.core.bus` with payload, emitters and receivers.

Run `python docs/make_signals.py` after a change; a test compares the file.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
BUS = ROOT / "app" / "core" / "bus.py"
PAGE = ROOT / "docs" / "signals.md"
HEAD = """# Signals

Parts of the window that do not import each other communicate by the signals of
`app/core/bus.py`. `docs/make_signals.py` writes this page. Payloads of more than one value are in
`app/core/payloads.py`, or are messages of the engine.
"""
Users = dict[tuple[str, str], set[str]]  # (group, signal) -> modules


def groups() -> dict[str, ast.ClassDef]:
    """Classes of the signals, by the name of their attribute of `Bus`."""
    classes = {
        n.name: n for n in ast.parse(BUS.read_text("utf-8")).body if isinstance(n, ast.ClassDef)
    }
    return {
        node.targets[0].attr: classes[node.value.func.id]
        for node in ast.walk(classes["Bus"])
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Attribute)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
    }


def signals(group: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Name and payload of each signal of a group."""
    for node in group.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            kind = node.annotation
            payload = ast.unparse(kind.slice) if isinstance(kind, ast.Subscript) else ""
            yield node.target.id, payload


def users(names: set[str]) -> tuple[Users, Users]:
    """Modules that emit, and that receive each signal.

    Parameters
    ----------
    names
        Of the groups.
    """
    emitters: Users = defaultdict(set)
    receivers: Users = defaultdict(set)
    for path in sorted((ROOT / "app").rglob("*.py")):
        if path == BUS:
            continue
        module = path.relative_to(ROOT / "app").with_suffix("").as_posix()
        tree = ast.parse(path.read_text("utf-8"))
        connected = {
            id(n.value)
            for n in ast.walk(tree)
            if isinstance(n, ast.Attribute) and n.attr == "connect"
        }
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)):
                continue
            group = node.value
            if group.attr in names and ast.unparse(group.value).split(".")[-1].endswith("bus"):
                found = receivers if id(node) in connected else emitters
                found[group.attr, node.attr].add(module)
    return emitters, receivers


def page() -> str:
    """The text of docs/signals.md."""
    found = groups()
    emitters, receivers = users(set(found))
    lines = [HEAD]
    for name, group in found.items():
        lines += [f"## bus.{name}", "", ast.get_docstring(group) or "", ""]
        lines += ["| signal | payload | emitted by | received by |", "|---|---|---|---|"]
        for signal, payload in signals(group):
            by = ", ".join(sorted(emitters[name, signal]))
            to = ", ".join(sorted(receivers[name, signal]))
            kind = f"`{payload}`".replace("|", "\\|") if payload else ""
            lines.append(f"| `{signal}` | {kind} | {by} | {to} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
