"""Whether a stored file is still what was stored: its size at every use, its hash at the first use
in a process and whenever it is handed over."""

import os
from pathlib import Path

from studio.nouns.artifact import sha256_of

_Known = tuple[int, int, int]  # bytes, time of the last change in ns, inode


class Integrity:
    """Remembers which files were found whole, and as what."""

    def __init__(self) -> None:
        self._whole: dict[Path, _Known] = {}

    def is_whole(self, path: Path, size: int, sha256: str, *, anew: bool = False) -> bool:
        """Whether the file at `path` has `size` bytes of that SHA-256. The hash is computed once
        for each state of the file; with `anew` in any case."""
        try:
            status = path.stat()
        except OSError:
            return False
        if status.st_size != size:
            self._whole.pop(path, None)
            return False
        known = (status.st_size, status.st_mtime_ns, status.st_ino)
        if self._whole.get(path) == known and not anew:
            return True
        try:
            found = sha256_of(path)
        except OSError:
            return False
        if found != sha256:
            self._whole.pop(path, None)
            return False
        self._whole[path] = known
        return True

    def note(self, path: Path) -> None:
        """The file at `path` was just written from bytes whose hash is known."""
        status = path.stat()
        self._whole[path] = (status.st_size, status.st_mtime_ns, status.st_ino)


def flushed(path: Path) -> None:
    """Wait until the bytes of a file are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(partial: Path, target: Path) -> None:
    """Put a file in its place, whole or not at all, so that it is still there after a power cut."""
    flushed(partial)
    partial.replace(target)
    flushed(target.parent)
