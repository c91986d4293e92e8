"""Calls on files that nobody trusts, in processes of their own, with little memory and time.

A test module that is run as a script gives the calls for each file, see `call_all`; `watched`
starts it, again and again if it dies, and brings home what was wrong.
"""

import faulthandler
import hashlib
import json
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sketchpose_engine.core.errors import InputError, printable

try:
    import resource
except ImportError:  # Windows
    resource = None

LONGEST_S = 10  # of processor time: what else runs on the machine does not count
HANGS_S = 120
MOST_BYTES = 2**30
ROOT = Path(__file__).parents[3]

Calls = Mapping[str, Callable[[Path], object]]
Found = dict[str, dict[str, tuple[str, bool]]]  # file -> call -> complaint, whether it worked


def complaint(path: Path, call: Callable[[Path], object]) -> tuple[str, bool]:
    """What is wrong with a call, "" if nothing; and whether it gave a result."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        start = time.process_time()
        try:
            call(path)
            error = None
        except InputError as refused:
            error = str(refused)
        except BaseException as other:  # noqa: BLE001
            return f"{type(other).__name__}: {other}", False
        seconds = time.process_time() - start
    if warned:
        return f"warned: {warned[0].message}", error is None
    if seconds > LONGEST_S:
        return f"took {seconds:.0f} s", error is None
    if error is not None and not is_plain(error, path):
        return f"says: {error!r}", False
    return "", error is None


def is_plain(sentence: str, path: Path) -> bool:
    # More memory than there is must be refused for its size, not tried.
    return (
        sentence.endswith(".")
        and sentence.isprintable()
        and printable(path.name) in sentence
        and "Traceback" not in sentence.replace(printable(path.name), "")
        and "too large for this computer" not in sentence
    )


def tell(*answer: object) -> None:
    """Write a line that is there even if the next moment is the last."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def call_all(folder: Path, names: Sequence[str], calls_of: Callable[[str], Calls]) -> None:
    """Run in a child: tell of each file before it is opened, and after; of the memory at last."""
    if resource and sys.platform == "linux":
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MOST_BYTES, used + MOST_BYTES))
    for name in names:
        faulthandler.dump_traceback_later(HANGS_S, exit=True)
        tell(name)
        found = {word: complaint(folder / name, call) for word, call in calls_of(name).items()}
        tell(name, found)
    if resource:
        peak = _peak_bytes()
        much = f"took {peak} bytes" if peak > MOST_BYTES else ""
        tell("memory", {"peak": [much, True]})


def _peak_bytes() -> int:
    """Most memory that this process has held."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux counts the peak of the parent, who was forked, as the child's own
        (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024)


def digest(folder: Path) -> str:
    """Everything in a folder, in one number."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=os.fsencode):
        name = os.fsencode(path.relative_to(folder))
        whole.update(name + repr(path.lstat().st_mtime_ns).encode())
        if path.is_file():
            with path.open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def watched(script: str, folder: Path, names: Sequence[str]) -> Found:
    """Complaints about each file; a crash counts as one, and the rest goes on."""
    before, found, left = digest(folder), {}, list(names)
    while left:
        child = subprocess.run(
            [sys.executable, script, str(folder)],
            input=json.dumps(left),
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        )
        last = None
        for line in child.stdout.splitlines():
            last, *answer = json.loads(line)
            if answer:
                found[last] = answer[0]
        assert last is not None, child.stderr
        if last not in found or child.returncode:
            found[last] = {"process": [f"died ({child.returncode}): {child.stderr}", False]}
        left = [name for name in left if name not in found]
    found["disk"] = {"disk": ["" if digest(folder) == before else "changed", True]}
    return found
