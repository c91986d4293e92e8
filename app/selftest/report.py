"""What was found: one line a check, for people; one last line for programs."""

import json
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from typing import Any

from sketchpose_engine import __version__
from sketchpose_engine.core.errors import InputError

Check = tuple[str, Callable[[], object]]


class CheckFailed(Exception):  # noqa: N818  it is no error of the program's
    """A check has failed; the message is one sentence with the reason."""


PLAIN = (CheckFailed, InputError)  # their sentence is enough


def require(holds: object, sentence: str) -> None:
    """Fail with this sentence unless it holds."""
    if not holds:
        raise CheckFailed(sentence)


class Report:
    """Runs checks and prints the result of each.

    Attributes
    ----------
    facts
        Facts in the last line, besides the numbers of checks.
    """

    def __init__(self) -> None:
        self._start = time.monotonic()
        self.facts: dict[str, Any] = {}
        self.passed = self.failed = 0

    def run(self, name: str, check: Callable[[], object]) -> bool:
        """Whether a check has passed; one that fails stops nothing else."""
        start = time.monotonic()
        try:
            check()
        except Exception as error:  # noqa: BLE001  whatever it is, it is what is looked for
            if not isinstance(error, PLAIN):
                traceback.print_exc()
            self.fail(name, _sentence(error))
            return False
        self.passed += 1
        self._say(f"ok      {name} ({time.monotonic() - start:.2f} s)")
        return True

    def run_all(self, checks: Iterable[Check]) -> None:
        """Checks that do not need each other."""
        for name, check in checks:
            self.run(name, check)

    def run_chain(self, checks: Iterable[Check]) -> None:
        """Checks each of which needs those before: after a failure the others are left out."""
        whole = True
        for name, check in checks:
            if whole:
                whole = self.run(name, check)
            else:
                self._say(f"-       {name}: left out, it needs what has failed")

    def fail(self, name: str, sentence: str) -> None:
        """Note a check that has failed."""
        self.failed += 1
        self._say(f"FAILED  {name}: {sentence}")

    def finish(self) -> int:
        """Print the last line; return the exit code."""
        counts = {"sketchpose": __version__, "passed": self.passed, "failed": self.failed}
        seconds = round(time.monotonic() - self._start, 2)
        self._say(json.dumps(counts | {"seconds": seconds} | self.facts))
        return 1 if self.failed else 0

    def _say(self, line: str) -> None:
        if sys.stdout is not None:  # a bundled program without a console has none
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


def _sentence(error: Exception) -> str:
    """What went wrong, in one line."""
    text = " ".join(str(error).split())
    return text if isinstance(error, PLAIN) else f"{type(error).__name__}: {text}"
