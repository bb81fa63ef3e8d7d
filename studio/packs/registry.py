"""Everything of one kind that there is: the studio's own and that of every pack.

    registry("sets")["meadow"].facts["said"]

An item that cannot be used is left out and told (problems.py); so is one whose name another has.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from studio.packs.facts import BadFacts, read_facts
from studio.packs.kinds import KINDS, Kind
from studio.packs.load import import_from
from studio.packs.pack import NAME, NAME_FIX, Pack, found_packs
from studio.packs.problems import report


@dataclass(frozen=True)
class Item:
    """One set, look, action and so on. `path` is the file in which it says its `facts`."""

    kind: Kind
    name: str
    pack: Pack
    path: Path
    facts: dict[str, Any]

    @property
    def said(self) -> str:
        """Its name as people write it."""
        return self.facts.get("said") or self.name.replace("_", " ")

    @property
    def code(self) -> Path | None:
        """The Python file that does its work; None for one that is data alone."""
        if self.kind.code:
            return self.path.parent / f"{self.kind.code}.py"
        return self.path if self.path.suffix == ".py" else None

    def words(self, language: str, fact: str = "words") -> list[str]:
        """What briefs in that language call it, in the signs of the planner's word lists; with
        another `fact`, what else it lists so. In English every item goes by its own name at
        least."""
        told = self.facts.get(fact, {}).get(language, [])
        return told or ([self.said] if language == "en" and fact == "words" else [])

    def module(self, *, fresh: bool = False) -> ModuleType:
        """Its code, imported. Raises what the code raises."""
        code = self.code or self.path
        inner = ".".join(code.relative_to(self.pack.folder).with_suffix("").parts)
        return import_from(self.pack, inner, fresh=fresh)


@cache
def registry(kind: str) -> dict[str, Item]:
    """All items of a kind by name: the studio's own first, each pack's in the order of names."""
    items: dict[str, Item] = {}
    for pack in found_packs():
        for name, path in _places(KINDS[kind], pack):
            item = _item(KINDS[kind], pack, name, path)
            if item and name in items:
                report(
                    pack.name,
                    f"its {item.kind.noun} {name!r} has a name that pack "
                    f"{items[name].pack.name!r} uses already.",
                    f"Rename {path}.",
                )
            elif item:
                items[name] = item
    return items


def names(kind: str) -> tuple[str, ...]:
    """The names of all items of a kind, for a vocabulary."""
    return tuple(registry(kind))


def _places(kind: Kind, pack: Pack) -> Iterator[tuple[str, Path]]:
    """(name, file that says its facts) of all that lies in a pack's folder for a kind, by name. An
    item that is a file may lie in a folder there that groups some."""
    entries = _entries(pack.folder / kind.name)
    if kind.file:
        yield from ((one.name, one / kind.file) for one in entries if one.is_dir())
        return
    files = [file for one in entries for file in (_entries(one) if one.is_dir() else [one])]
    for file in sorted(files, key=lambda one: one.name):
        if file.suffix == kind.suffix:
            yield file.stem, file


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder, but for what is private; nothing where it is none."""
    if not folder.is_dir():
        return []
    return sorted(one for one in folder.iterdir() if not one.name.startswith(("_", ".")))


def _item(kind: Kind, pack: Pack, name: str, path: Path) -> Item | None:
    if not NAME.fullmatch(name):
        report(pack.name, f"{path} has a name that no {kind.noun} can have.", NAME_FIX)
        return None
    try:
        facts = read_facts(path, kind.facts)
        for fact in ("words", "speech"):
            _check_words(fact, facts.get(fact, {}), path)
    except BadFacts as error:
        report(pack.name, f"its {kind.noun} {name!r} is left out: {error}", error.fix)
        return None
    item = Item(kind, name, pack, path, facts)
    if kind.code and not (item.code and item.code.is_file()):
        report(
            pack.name, f"its {kind.noun} {name!r} is left out: no {item.code}.", "Add that file."
        )
        return None
    return item


def _check_words(fact: str, words: dict[str, Any], path: Path) -> None:
    for language, listed in words.items():
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise BadFacts(
                f"{path}: {fact}.{language} is no list of phrases.",
                'Write words.en = ["n:lighthouse", "by the lamp"].',
            )
