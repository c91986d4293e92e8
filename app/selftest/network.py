"""Records attempts to use the network, by Python's audit events."""

import sys
from typing import Any

CALLS = frozenset(
    {
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.sendmsg",
        "socket.sendto",
    }
)
LOCAL = "AF_UNIX"  # within this computer


class NetworkWatch:
    """Records every attempt from now on; it cannot be removed.

    Attributes
    ----------
    attempts
        What was called, and with what.
    """

    def __init__(self) -> None:
        self.attempts: list[str] = []
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in CALLS:
            return
        first, *others = arguments
        if getattr(getattr(first, "family", None), "name", "") != LOCAL:
            address = first if isinstance(first, str) else ""
            self.attempts.append(" ".join(map(str, (event, address, *others))))
