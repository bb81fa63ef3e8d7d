"""What a benchmark takes, with every process that it started, whether ended or not (proc(5))."""

import os
import resource
from collections.abc import Iterator
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds() -> float:
    """Of this process and of all that it started, so far."""
    return sum(_ticks(folder) for folder in _running(os.getpid())) / _TICKS


def peak_gb() -> float:
    """The most memory that this process has held, and the most of any one that it started."""
    own, ended = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    _, *others = _running(os.getpid())
    return (own + max([ended, *map(_most, others)])) / 2**20


def _running(pid: int) -> Iterator[Path]:
    """The folders in /proc of a process and of all below it."""
    folder = Path(f"/proc/{pid}")
    yield folder
    for told in folder.glob("task/*/children"):
        for child in _read(told).split():
            yield from _running(int(child))


def _ticks(folder: Path) -> int:
    """Fields 14 to 17: its own, and those of its children that have ended."""
    values = _read(folder / "stat").rpartition(")")[2].split()
    return sum(map(int, values[11:15]))


def _most(folder: Path) -> int:
    """KiB."""
    told = _read(folder / "status").partition("VmHWM:")[2].split()
    return int(told[0]) if told else 0


def _read(path: Path) -> str:
    """Nothing of a process that has just ended."""
    try:
        return path.read_text()
    except OSError:
        return ""
