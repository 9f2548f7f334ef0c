"""Messages between a reading child and its parent: JSON, and blocks of bytes beside it. Nothing in them can be run.

A message is the length of its JSON, the JSON, and the blocks that the JSON gives the lengths of.
"""

import json
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO

import numpy as np

LENGTH = struct.Struct("<q")
ABSENT = -1


def send(stream: BinaryIO, said: Any, blocks: Sequence[bytes | memoryview] = ()) -> None:
    text = json.dumps([said, [len(block) for block in blocks]], separators=(",", ":")).encode()
    stream.write(LENGTH.pack(len(text)))
    stream.write(text)
    for block in blocks:
        stream.write(block)
    stream.flush()


def receive(stream: BinaryIO, most: int) -> tuple[Any, list[bytes]]:
    """Read one message: its JSON and its blocks of bytes.

    Raises EOFError where the stream ends first, and ValueError for a message of more bytes than `most`, or that is
    none.
    """
    said, lengths = json.loads(_exactly(stream, LENGTH.unpack(_exactly(stream, LENGTH.size, most))[0], most))
    if sum(lengths) > most:
        raise ValueError("a message that is too long")
    return said, [_exactly(stream, length, most) for length in lengths]


def _exactly(stream: BinaryIO, length: int, most: int) -> bytes:
    if not 0 <= length <= most:
        raise ValueError("a message that is too long")
    found = stream.read(length)
    if len(found) < length:
        raise EOFError
    return found


def pack(column: np.ndarray) -> tuple[str, list[bytes | memoryview]]:
    """Return a column of numbers, of text or of bytes (with None), as what it is and its blocks."""
    if column.dtype.kind in "biuf":
        plain = np.ascontiguousarray(column)
        return plain.dtype.str, [memoryview(plain).cast("B") if len(plain) else b""]
    cells = column.tolist()
    lengths = np.array([ABSENT if cell is None else len(cell) for cell in cells], dtype="<i8").tobytes()
    if any(isinstance(cell, bytes) for cell in cells):
        return "bytes", [lengths, b"".join(cell for cell in cells if cell is not None)]
    return "text", [lengths, "".join(cell for cell in cells if cell is not None).encode()]


def unpack(kind: str, blocks: list[bytes]) -> np.ndarray:
    """Return the column again; take its blocks from the front of those that are left."""
    if kind not in {"bytes", "text"}:
        return np.frombuffer(blocks.pop(0), dtype=np.dtype(kind))
    lengths = np.frombuffer(blocks.pop(0), dtype="<i8").tolist()
    joined: Any = blocks.pop(0) if kind == "bytes" else blocks.pop(0).decode()
    cells, at = np.empty(len(lengths), dtype=object), 0
    for row, length in enumerate(lengths):
        if length != ABSENT:
            cells[row] = joined[at : at + length]
            at += length
    return cells
