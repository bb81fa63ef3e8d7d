"""Tables that take long to make, kept under the data folder until what they are made of changes."""

import gc
import hashlib
import marshal
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from studio.errors import SettingsError
from studio.settings import settings

FOLDER = "planner"


def compiled(name: str, sources: Iterable[bytes], make: Callable[[], Any]) -> Any:
    """What `make` returns, plain data: read from the disk where it was made of the same `sources`
    by the same Python before. A disk that cannot be read or written costs the time of making."""
    digest = hashlib.sha256(sys.version.encode())
    for source in sources:
        digest.update(hashlib.sha256(source).digest())
    folder = _folder()
    if folder is None:
        return make()
    path = folder / f"{name}-{digest.hexdigest()[:24]}.bin"
    with suppress(OSError, ValueError, EOFError, TypeError):
        return _loaded(path.read_bytes())
    made = make()
    with suppress(OSError):
        _keep(path, name, made)
    return made


def _loaded(content: bytes) -> Any:
    """Plain data, read without the collector of cycles: it would look through all objects of the
    process again and again, two thirds of the time that the reading takes."""
    collects = gc.isenabled()
    gc.disable()
    try:
        return marshal.loads(content)
    finally:
        if collects:
            gc.enable()


def _folder() -> Path | None:
    try:
        return Path(settings().paths.data) / FOLDER
    except SettingsError:  # told by whoever needs them
        return None


def _keep(path: Path, name: str, made: Any) -> None:
    """Written whole or not at all, in place of those made of other sources."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as stream:
        stream.write(marshal.dumps(made))
    Path(stream.name).replace(path)
    for old in path.parent.glob(f"{name}-*.bin"):
        if old != path:
            old.unlink(missing_ok=True)
