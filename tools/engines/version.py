"""The version of an engine or a tool: a digest of all that its results depend on.

Nobody raises a number by hand, and so nobody forgets to: a changed line, lock or weight gives
another version, and nothing that an older one made is taken for this one's.
"""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

from studio.settings import ROOT

# What is ours, and so changes without its version number changing.
OWN = ("tools", "studio", "configs")
# Data beside the code that it reads.
DATA = (".yaml", ".json", ".npz", ".npy", ".txt", ".glsl")
_LENGTH = 12  # hex digits
# Import statements; read so, and not by a parser, since every start of the studio does it.
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]+)|import[ \t]+([\w.]+))",
    re.MULTILINE,
)
_NAME = re.compile(r"\w+")


def digest_of(module: str, *, packages: Iterable[str] = (), files: Iterable[Path] = ()) -> str:
    """Twelve hex digits over the sources of `module` (`tools.engines.music.engine`) and of all of
    our own that it imports, however indirectly, with the data files in their folders; over the
    versions of `packages` that do the work; and over `files`, such as locks and weights."""
    digest = hashlib.sha256()
    for path in sources_of(module):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    for name in sorted(packages):
        digest.update(f"{name}=={metadata.version(name)}".encode())
    for path in sorted(files):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:_LENGTH]


def sources_of(module: str) -> list[Path]:
    """The files of `module` and of what it imports of ours, and the data beside them, sorted."""
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        path = _file_of(waiting.pop())
        if path is None or path in found:
            continue
        found.add(path)
        waiting += _imports(path)
    folders = {path.parent for path in found}
    data = {
        path
        for folder in folders
        for path in folder.iterdir()
        if path.suffix in DATA and path.is_file()
    }
    return sorted(found | data)


def _file_of(module: str) -> Path | None:
    """The file of a module of ours; None for anything else."""
    if module.partition(".")[0] not in OWN:
        return None
    place = ROOT / Path(*module.split("."))
    for path in (place.with_suffix(".py"), place / "__init__.py"):
        if path.is_file():
            return path
    return None


@cache
def _imports(path: Path) -> tuple[str, ...]:
    """The names of all modules that a file imports; of `from a import b` both a and a.b."""
    names: list[str] = []
    for module, members, plain in _IMPORT.findall(path.read_text(encoding="utf-8")):
        names += [module, *(f"{module}.{name}" for name in _NAME.findall(members))]
        names.append(plain)
    return tuple(name for name in names if name.partition(".")[0] in OWN)
