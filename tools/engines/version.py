"""The version of an engine or a tool: a digest of all that its results depend on.

Nobody raises a number by hand, and so nobody forgets to: a changed line, lock or weight gives
another version, and nothing that an older one made is taken for this one's.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

from studio.packs.pack import found_packs
from studio.packs.registry import Item
from studio.settings import ROOT
from studio.weights.catalogue import catalogue

# What is ours, and so changes without its version number changing; packs are as well.
OWN = ("tools", "studio", "configs", "animation_studio")
# Data beside the code that it reads.
DATA = (".yaml", ".toml", ".json", ".npz", ".npy", ".txt", ".glsl")
_LENGTH = 12  # hex digits
# Import statements; read so, and not by a parser, since every start of the studio does it.
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]+)|import[ \t]+([\w.]+))",
    re.MULTILINE,
)
_NAME = re.compile(r"\w+")


def digest_of(
    module: str,
    *,
    packages: Iterable[str] = (),
    files: Iterable[Path] = (),
    weights: Iterable[str] = (),
) -> str:
    """Twelve hex digits over the sources of `module` (`tools.engines.music.engine`, or one of a
    pack) and of all of our own that it imports, however indirectly, with the data files in their
    folders; over the versions of `packages` that do the work; over `files`, such as locks; and
    over the digests that the catalogue has of the entries `weights`."""
    digest = hashlib.sha256()
    for path in sources_of(module):
        digest.update(_label(path).encode() + _digest_of_file(path))
    for name in sorted(packages):
        digest.update(f"{name}=={metadata.version(name)}".encode())
    for path in sorted(files):
        digest.update(path.name.encode() + path.read_bytes())
    for name in sorted(weights):
        digest.update(f"{name} {catalogue().entry(name).digest}".encode())
    return digest.hexdigest()[:_LENGTH]


def item_digest(item: Item) -> str:
    """Twelve hex digits over all of an item of a pack that what is made with it depends on: its
    code with what that imports, and the facts that say how it is made."""
    facts = {name: item.facts[name] for name in item.kind.made_of}
    digest = hashlib.sha256(json.dumps([item.name, facts], sort_keys=True).encode())
    for path in _with_imports([item.code] if item.code else []):
        digest.update(_label(path).encode() + _digest_of_file(path))
    return digest.hexdigest()[:_LENGTH]


def tool_digest(path: Path, within: Path | None = None) -> str:
    """Twelve hex digits over the file of a tool and those `within` a folder, its own unless another
    is given, that it imports, such as what several tools share. What it asks of engines they answer
    for."""
    digest = hashlib.sha256()
    for source in _with_imports([path], within=within or path.parent):
        digest.update(source.name.encode() + _digest_of_file(source))
    return digest.hexdigest()[:_LENGTH]


def _digest_of_file(path: Path) -> bytes:
    about = path.stat()
    return _digest_as_of(path, about.st_mtime_ns, about.st_size)


@cache
def _digest_as_of(path: Path, changed: int, size: int) -> bytes:
    """Kept while the file stays as it is: most are those of several engines."""
    return hashlib.sha256(path.read_bytes()).digest()


def sources_of(module: str) -> list[Path]:
    """The files of `module` and of what it imports of ours, and the data beside them, sorted."""
    found = _with_imports([path for path in [_file_of(module)] if path])
    data = {
        path
        for folder in {path.parent for path in found}
        for path in folder.iterdir()
        if path.suffix in DATA and path.is_file()
    }
    return sorted({*found, *data})


def _with_imports(waiting: list[Path], within: Path | None = None) -> list[Path]:
    """These files and all of ours that they import, sorted; only those that lie `within` a folder,
    where one is given."""
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        imported = _imported(path, ROOT)
        waiting += [one for one in imported if within is None or one.is_relative_to(within)]
    return sorted(found)


@cache
def _imported(path: Path, root: Path) -> tuple[Path, ...]:
    """The files of ours that a file imports by itself, where the studio lies in `root`. Kept: each
    engine and tool asks, and they share most of what they import."""
    files = [_file_of(name, beside=path) for name in _imports(path)]
    return tuple(dict.fromkeys(file for file in files if file))


def _file_of(module: str, beside: Path | None = None) -> Path | None:
    """The file of a module of ours, or of one named relatively to a file `beside` it; None for
    anything else."""
    if not module.startswith("."):
        return _found(module, ROOT)
    assert beside, f"{module} is relative to nothing"
    inner = module.lstrip(".")
    return _code_at(beside.parents[len(module) - len(inner) - 1], inner)


@cache
def _found(module: str, root: Path) -> Path | None:
    if module.partition(".")[0] in OWN:
        return _code_at(root, module)
    owner = next((p for p in found_packs() if f"{module}.".startswith(f"{p.module}.")), None)
    return owner and _code_at(owner.folder, module[len(owner.module) :].lstrip("."))


def _code_at(place: Path, module: str) -> Path | None:
    """The file of a module that is named from a folder on."""
    place = place / Path(*module.split(".")) if module else place
    return next((p for p in (place.with_suffix(".py"), place / "__init__.py") if p.is_file()), None)


def _label(path: Path) -> str:
    """A file's name in digests: the same wherever the studio or a pack lies."""
    if path.is_relative_to(ROOT):
        return path.relative_to(ROOT).as_posix()
    for pack in found_packs():
        if path.is_relative_to(pack.folder):
            return f"{pack.name}/{path.relative_to(pack.folder).as_posix()}"
    return path.name


def _imports(path: Path) -> tuple[str, ...]:
    """The names of all modules that a file imports; of `from a import b` both a and a.b."""
    names: list[str] = []
    for module, members, plain in _IMPORT.findall(path.read_text(encoding="utf-8")):
        join = "" if not module.strip(".") else "."
        names += [module, *(f"{module}{join}{name}" for name in _NAME.findall(members))]
        names.append(plain)
    return tuple(dict.fromkeys(name for name in names if name))
