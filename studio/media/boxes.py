"""What the boxes of an MP4 or MOV say that no demuxer tells: whether its picture or sound is kept
in another file, and where in a track its film begins."""

import contextlib
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_INSIDE = {b"moov", b"trak", b"mdia", b"minf", b"dinf", b"edts"}  # what is looked into
_MOST_BOXES = 20_000
_MOST_BYTES = 4096  # of one box that are read
_MOST_ENTRIES = 64  # of one list of references; files have one
_HERE = 1  # the flag that says: the data are in this file


def keeps_data_elsewhere(path: Path) -> bool:
    """True when a track's data reference (`dref`) names another file or address. False for files
    of other formats and for damaged ones: those are for the demuxer to judge."""
    with path.open("rb") as file:
        end = file.seek(0, 2)
        return any(_outside(file, start, stop) for _, start, stop in _boxes(file, end, {b"dref"}))


def edit_starts(path: Path) -> dict[int, float]:
    """From which time of its own on each track that has an edit list is shown, in s, by its number.
    Empty for files of other formats."""
    starts: dict[int, float] = {}
    track = scale = first = 0
    with path.open("rb") as file:
        wanted = {b"tkhd", b"elst", b"mdhd"}
        for kind, start, stop in _boxes(file, file.seek(0, 2), wanted):
            file.seek(start)
            data = file.read(min(stop - start, _MOST_BYTES))
            with contextlib.suppress(struct.error, ZeroDivisionError):
                wide = data[:1] == b"\1"  # times of 64 bits
                if kind == b"tkhd":
                    track, first = struct.unpack_from(">I", data, 20 if wide else 12)[0], 0
                elif kind == b"elst":
                    first = _first_shown(data, wide)
                else:
                    scale = struct.unpack_from(">I", data, 20 if wide else 12)[0]
                    starts[track] = first / scale
    return starts


def _first_shown(data: bytes, wide: bool) -> int:
    """The time of the first entry of an edit list that is no wait, in the track's own unit."""
    entry = struct.Struct(">Qqi" if wide else ">Iii")
    times = (
        one[1]
        for one in entry.iter_unpack(data[8 : 8 + (len(data) - 8) // entry.size * entry.size])
    )
    return next((time for time in times if time >= 0), 0)


def _boxes(file: BinaryIO, end: int, kinds: set[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Each box of these kinds: its kind, and where its contents start and end; those of a track in
    their order."""
    ranges, seen = [(0, end)], 0
    while ranges:
        at, stop = ranges.pop()
        while at + 8 <= stop and seen < _MOST_BOXES:
            seen += 1
            kind, start, following = _box(file, at, stop)
            if following <= at or following > stop:
                break
            if kind in kinds:
                yield kind, start, following
            elif kind in _INSIDE:
                ranges += [(following, stop), (start, following)]
                break
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
