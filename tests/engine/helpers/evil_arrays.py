"""Arrays and pickles that would fill the memory, end the process or run a program."""

import codecs
import os
import pickle
import struct
from collections.abc import Iterator

import numpy as np

EVIL_MARK = "executed"  # the file that would be made
HUGE = 10**400


class Evil:
    """Runs a command where it is unpickled without care."""

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, (f"touch {EVIL_MARK}",)


def odd_arrays() -> Iterator[tuple[str, bytes]]:
    """Contents of .npy files whose headers or pickles are odd or evil."""
    for number, shape in enumerate(SHAPES):
        for kind in ("<i8", "|O", "|V2147483647", "<U2000000000"):
            yield f"shape{number}_{kind.strip('<|')}", npy(shape, f"'{kind}'")
    for number, kind in enumerate(["'M8[s]'", "[('a', '<i4')]", "'x'", "3", "__import__('os')"]):
        yield f"kind{number}", npy("(200, 300)", kind, bytes(480_000))
    yield "header", b"\x93NUMPY\x02\x00" + struct.pack("<I", 2**31) + b"{" * 100
    for number, text in enumerate(pickles()):
        yield f"pickle{number}", npy("()", "'|O'", text)


def npy(shape: str, kind: str, content: bytes = b"") -> bytes:
    text = f"{{'descr': {kind}, 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x02\x00" + struct.pack("<I", len(text)) + text + content


SHAPES = (  # in the headers of arrays
    *("(10000000000,)", "(100000, 100000)", "(-1, 5)", "()", "(200,)", "(9, 9, 9)", f"({HUGE},)"),
    *("(4294967296, 4294967296)", "(200, 300.0)", "('a',)", "(" * 300 + ")" * 300),
)


class Made:
    """Pickles as a call of whatever is named."""

    def __init__(self, *call: object) -> None:
        self.call = call

    def __reduce__(self) -> tuple[object, ...]:
        return self.call  # type: ignore[return-value]


def pickles() -> Iterator[bytes]:
    """What would run something, take much memory or end the process."""
    rebuild = np.zeros(1).__reduce__()[0]
    lying = np.dtype([("a", "O")]).__reduce__()[:2]
    state = (3, "|", None, ("a",), {"a": (np.dtype("O"), 0)}, 8, 1, 0)  # no objects, it says
    buffer = Made(np._core.numeric._frombuffer, (b"A" * 80, Made(*lying, state), (10,), "C"))
    nothing = (1, (5,), np.dtype("O"), False, b"\1" * 40)
    calls = [
        Evil(),
        [Evil()],
        Made(np.load, ("x",)),
        Made(eval, ("1",)),
        Made(np.ndarray, ((10**11,),)),
        Made(rebuild, (np.ndarray, (10**11,), b"b")),
        Made(rebuild, (np.ndarray, (2**62, 2**62), b"b")),
        Made(rebuild, (np.ndarray, (0,), b"b"), nothing),
        Made(rebuild, (np.ndarray, (0,), b"b"), (1, (10**10,), np.dtype("u1"), False, b"x")),
        Made(np._core.multiarray.scalar, (np.dtype("O"), b"\1" * 8)),
        Made(np.dtype, ("V2147483647",)),
        Made(np.dtype, (("u1", (2**20, 2**20)),)),
        Made(set, ([[]],)),
        Made(codecs.encode, ("a" * 10, "nothing")),
        buffer,
    ]
    for call in calls:
        yield pickle.dumps({"masks": call}, protocol=4)
        whole = np.empty((), object)
        whole[()] = {"masks": call}
        yield pickle.dumps(whole, protocol=4)
    deep: list[object] = []
    yield b"\x80\x04" + b"]" * 200_000 + b"a" * 199_999 + b"."
    yield b"\x80\x04" + b"(" * 200_000 + b"."
    yield b"\x80\x04\x8a\x04" + b"\xff" * 40 + b"."
    yield b"\x80\x04\x8e" + struct.pack("<Q", 2**40) + b"x."  # bytes of a terabyte
    yield b"\x80\x04r" + struct.pack("<I", 2**31 - 1) + b"."  # a memo of 2 billion places
    yield b"\x80\x04]r" + struct.pack("<I", 2**30) + b"."
    yield pickle.dumps(deep)
