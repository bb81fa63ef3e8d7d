"""The plain copies of media that are not plain, kept under the digest of what they were made of."""

import functools
import hashlib
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from studio.nouns.artifact import sha256_of
from studio.settings import settings

_HERE = Path(__file__).parent
_RULES = ("survey.py", "clocks.py", "conform.py", "rates.py", "moving.py", "medium.py", "damage.py")
_DAY = 86400.0
_guard = threading.Lock()
_known: dict[tuple[str, int, int], "Reading"] = {}


@dataclass(frozen=True)
class Reading:
    """How a file is read: the plain file, itself where it is plain, and what is told of it.
    `kind` is "image", "video" or "audio"; `moved`: by how many seconds each frame is shown later
    than the file says, empty where none is."""

    path: Path
    kind: str
    plain: bool = True
    notes: tuple[str, ...] = ()
    rotation: int = 0
    aspect: str = "1:1"
    codec: str = ""
    rate: str = "0"
    frames: int = 0
    seconds: float = 0.0
    ends: float = 0.0
    declared: float = 0.0
    moved: tuple[float, ...] = ()

    def told(self) -> dict[str, Any]:
        """It as JSON holds it."""
        return asdict(self) | {"path": str(self.path)}

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """The reading that told() told of."""
        values: dict[str, Any] = told | {"path": Path(told["path"])}
        values |= {name: tuple(told[name]) for name in ("notes", "moved")}
        return cls(**values)


@dataclass(frozen=True)
class Making:
    """A plain file still to be made: `make` writes it to a path that ends in `suffix`."""

    reading: Reading
    suffix: str
    make: Callable[[Path], None]


def read(path: Path, look: Callable[[], Reading | Making]) -> Reading:
    """How `path` is read; `look` finds out, where nobody knows yet."""
    key = _key(path)
    if (known := _known.get(key)) and (known.plain or known.path.is_file()):
        return known
    found = look()
    reading = found if isinstance(found, Reading) else _made(path, found)
    with _guard:
        _known[key] = reading
    return reading


def know(path: Path, reading: Reading) -> None:
    """Keep how `path` is read, which another process found out."""
    with _guard:
        _known[_key(path)] = reading


def know_copy(path: Path, copy: Path) -> None:
    """What is known of how `path` is read holds for `copy` of its bytes, too."""
    known = _known.get(_key(path))
    if known is not None:
        know(copy, replace(known, path=copy) if known.plain else known)


def damaged_note(path: Path, examine: Callable[[], str | None]) -> str:
    """What is known of the damage of a file, a sentence; "" where there is none. `examine` finds
    out, once for every content: None for no damage."""
    record = _record(path)
    if record.is_file():
        return json.loads(record.read_text())["damage"]
    note = examine() or ""
    _write(record, lambda out: out.write_text(json.dumps({"damage": note})))
    with _guard:
        _known.pop(_key(path), None)
    return note


def known_damage(path: Path) -> str:
    """What damaged_note() found for these bytes before; "" where nobody looked."""
    if not _folder().is_dir():
        return ""
    record = _record(path)
    return json.loads(record.read_text())["damage"] if record.is_file() else ""


def _record(path: Path) -> Path:
    return _folder() / f"{sha256_of(path)}-{_rules()}.json"


def _key(path: Path) -> tuple[str, int, int]:
    status = path.stat()
    return str(path.resolve()), status.st_size, status.st_mtime_ns


def _made(path: Path, making: Making) -> Reading:
    copy = _folder() / f"{sha256_of(path)}-{_rules()}{making.suffix}"
    if copy.is_file():
        os.utime(copy)
    else:
        _write(copy, making.make)
        _forget_oldest(copy)
    return replace(making.reading, path=copy, plain=False)


def _write(target: Path, make: Callable[[Path], object]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="making-") as folder:
        draft = Path(folder) / f"plain{target.suffix}"
        make(draft)
        draft.replace(target)


def _forget_oldest(newest: Path) -> None:
    """Keep the folder within its limit; what was used within a day stays."""
    room = settings().media.plain_gb * 2**30
    files = sorted(newest.parent.glob("*-*.*"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files:
        status = file.stat()
        room -= status.st_size
        if room < 0 and time.time() - status.st_mtime > _DAY:
            file.unlink(missing_ok=True)


def _folder() -> Path:
    return settings().paths.data / "plain"


@functools.cache
def _rules() -> str:
    """A digest of the rules by which a file is made plain."""
    digest = hashlib.sha256()
    for name in _RULES:
        digest.update((_HERE / name).read_bytes())
    return digest.hexdigest()[:12]
