"""Qt signals whose payload is checked by mypy."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import Signal

T = TypeVar("T")


class PayloadSignal(Protocol[T]):
    """A signal with one value."""

    def connect(self, slot: Callable[[T], object]) -> object:
        """Call `slot` with each value."""

    def disconnect(self, slot: Callable[[T], object]) -> object:
        """Call `slot` no longer."""

    def emit(self, payload: T) -> None:
        """Call all slots, those of other threads later."""


class BareSignal(Protocol):
    """A signal without a value."""

    def connect(self, slot: Callable[[], object]) -> object:
        """Call `slot` each time."""

    def disconnect(self, slot: Callable[[], object]) -> object:
        """Call `slot` no longer."""

    def emit(self) -> None:
        """Call all slots, those of other threads later."""


def payload_signal() -> Any:
    """Make a `PayloadSignal`; the annotation of the attribute gives its type."""
    return Signal(object)


def bare_signal() -> Any:
    """Make a `BareSignal`."""
    return Signal()
