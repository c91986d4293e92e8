"""Whatever is opened: it works, or one plain sentence says why not.

All files are opened in processes of their own, with little memory: nothing may crash, hang, warn,
fill the memory or change what is on disk.
"""

import faulthandler
import hashlib
import json
import os
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest

from sketchpose_engine.errors import InputError, printable
from sketchpose_engine.frames import Frame
from sketchpose_engine.images import load_image, load_labels, load_sketch, look_into
from tests.engine.damaged import cases, make
from tests.engine.sound_files import SOUND

try:
    import resource
except ImportError:  # Windows
    resource = None

NAMES = [name for name, _ in cases()]
LONGEST_S = 10
MOST_BYTES = 2**30
ROOT = Path(__file__).parents[2]


def _last_frame(path):
    extent = look_into(path)
    return load_image(path, Frame(extent.scenes - 1, extent.times - 1, None))


CALLS = {
    "look_into": look_into,
    "load_image": load_image,
    "last frame": _last_frame,
    "load_labels": load_labels,
    "load_sketch": lambda path: load_sketch(path, (24, 20)),
}


def complaint(path, call):
    """What is wrong with a call, "" if nothing; and whether it gave a result."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        start = time.monotonic()
        try:
            CALLS[call](path)
            error = None
        except InputError as refused:
            error = str(refused)
        except BaseException as other:  # noqa: BLE001
            return f"{type(other).__name__}: {other}", False
        seconds = time.monotonic() - start
    if warned:
        return f"warned: {warned[0].message}", error is None
    if seconds > LONGEST_S:
        return f"took {seconds:.0f} s", error is None
    if error is not None and not is_plain(error, path):
        return f"says: {error!r}", False
    return "", error is None


def is_plain(sentence, path):
    # More memory than there is must be refused for its size, not tried.
    return (
        sentence.endswith(".")
        and sentence.isprintable()
        and printable(path.name) in sentence
        and "Traceback" not in sentence.replace(printable(path.name), "")
        and "too large for this computer" not in sentence
    )


def tell(*answer):
    """Write a line that is there even if the next moment is the last."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def open_all(folder, names):
    """Run in a child: tell of each file before it is opened, and after; of the memory at last."""
    if resource and sys.platform == "linux":
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MOST_BYTES, used + MOST_BYTES))
    for name in names:
        faulthandler.dump_traceback_later(3 * LONGEST_S, exit=True)
        tell(name)
        found = {call: complaint(folder / name, call) for call in CALLS}
        tell(name, found)
    if resource:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        peak *= 1 if sys.platform == "darwin" else 1024
        much = f"took {peak} bytes" if peak > MOST_BYTES else ""
        tell("memory", {"peak": [much, True]})


def digest(folder):
    """Everything in a folder, in one number."""
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir(), key=lambda path: os.fsencode(path.name)):
        whole.update(os.fsencode(path.name) + repr(path.lstat().st_mtime_ns).encode())
        if path.is_file():
            whole.update(path.read_bytes())
    return whole.hexdigest()


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Complaints about each file; a crash counts as one, and the rest goes on."""
    folder = tmp_path_factory.mktemp("damaged")
    make(folder)
    before, found, left = digest(folder), {}, list(NAMES)
    while left:
        child = subprocess.run(
            [sys.executable, __file__, str(folder)],
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


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_it_works_or_a_sentence_says_why_not(opened, name):
    complaints = {call: why for call, (why, _) in opened[name].items() if why}
    assert not complaints, complaints


@pytest.mark.parametrize("name", SOUND)
def test_sound_files_work(opened, name):
    found = opened[f"sound_{name}"]
    assert all(found[call][1] for call in ("look_into", "load_image", "last frame")), found


def test_little_memory_is_taken(opened):
    if resource is None:
        pytest.skip("this system does not tell how much memory a process took")
    assert not opened["memory"]["peak"][0]


def test_nothing_on_disk_changed(opened):
    assert not opened["disk"]["disk"][0]


def test_a_thousand_files():
    assert len(NAMES) == len(set(NAMES)) >= 1000


if __name__ == "__main__":
    open_all(Path(sys.argv[1]), json.load(sys.stdin))
