"""How far a pull is: told as it goes, to whoever listens."""

import contextlib
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

SECONDS = 0.5  # between two looks at what has come in


@dataclass(frozen=True)
class Step:
    """What is being done for an entry; `done` of `whole` bytes of it have come in."""

    entry: str
    doing: str
    done: int
    whole: int


Tell = Callable[[Step], None]


def silent(_: Step) -> None:
    """Tell nobody."""


@contextlib.contextmanager
def watched(folder: Path, most: int, step: Step, tell: Tell) -> Generator[None]:
    """While the block runs, tell how much of `most` bytes has come into `folder`: other programs
    write there, and more than that."""
    over, before = threading.Event(), size_of(folder)

    def look() -> None:
        while not over.wait(SECONDS):
            come = min(max(0, size_of(folder) - before), most)
            tell(Step(step.entry, step.doing, step.done + come, step.whole))

    tell(step)
    watcher = threading.Thread(target=look, name="weights-progress", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder, 0 where there is none; files may come and go."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size if path.is_file() else 0
    return total
