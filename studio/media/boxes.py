"""Whether an MP4 or MOV keeps its picture or sound in another file."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_INSIDE = {b"moov", b"trak", b"mdia", b"minf", b"dinf"}  # the way to the data references
_MOST_BOXES = 20_000
_MOST_ENTRIES = 64  # of one list of references; files have one
_HERE = 1  # the flag that says: the data are in this file


def keeps_data_elsewhere(path: Path) -> bool:
    """True when a track's data reference (`dref`) names another file or address. False for files
    of other formats and for damaged ones: those are for the demuxer to judge."""
    with path.open("rb") as file:
        end = file.seek(0, 2)
        return any(_outside(file, start, stop) for start, stop in _references(file, end))


def _references(file: BinaryIO, end: int) -> Iterator[tuple[int, int]]:
    """Where the contents of each `dref` box start and end."""
    ranges, seen = [(0, end)], 0
    while ranges:
        at, stop = ranges.pop()
        while at + 8 <= stop and seen < _MOST_BOXES:
            seen += 1
            kind, start, following = _box(file, at, stop)
            if following <= at or following > stop:
                break
            if kind == b"dref":
                yield start, following
            elif kind in _INSIDE:
                ranges.append((start, following))
            at = following


def _box(file: BinaryIO, at: int, stop: int) -> tuple[bytes, int, int]:
    """Kind, start of the contents, and end of the box at `at`."""
    file.seek(at)
    size, kind = struct.unpack(">I4s", file.read(8))
    start = at + 8
    if size == 1:  # a size of 64 bits follows
        wide = file.read(8)
        size = struct.unpack(">Q", wide)[0] if len(wide) == 8 else 0
        start += 8
    elif size == 0:  # the box goes on to the end
        size = stop - at
    return kind, start, at + size


def _outside(file: BinaryIO, start: int, stop: int) -> bool:
    at = start + 8  # version, flags and the number of entries
    for _ in range(_MOST_ENTRIES):
        if at + 12 > stop:
            return False
        _, body, following = _box(file, at, stop)
        if following < at + 12 or following > stop:
            return False
        file.seek(body)
        flags = struct.unpack(">I", file.read(4))[0]
        if not flags & _HERE and following > body + 4:
            return True
        at = following
    return True  # so long a list is no camera's
