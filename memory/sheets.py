"""The character book: every sheet that the studio knows, by name or alias."""

import unicodedata
from collections.abc import Mapping
from pathlib import Path

from chromadb.api.models.Collection import Collection
from pydantic import ValidationError
from rapidfuzz import fuzz, process

from memory.store import ChromaStore
from studio.errors import SheetError, StoreError
from studio.nouns.sheet import CharacterSheet
from studio.store.space import require_space

COLLECTION = "characters"
NEAREST = 3
NEAR_ENOUGH = 55  # of rapidfuzz's 100


def folded(name: str) -> str:
    """A name as it is compared: compatibility form, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class SheetBook:
    """All character sheets. They are read once, when the book is opened, so that a session sees one
    state of them; what this book puts or removes shows at once and is kept on disk."""

    def __init__(self, store: ChromaStore):
        self._store = store
        with store.exclusive() as collections:
            documents = collections(COLLECTION).get(include=["documents"])["documents"] or []
        sheets = [self._stored(document) for document in documents]
        self._sheets = {folded(sheet.name): sheet for sheet in sheets}

    def get(self, name: str) -> CharacterSheet:
        """The sheet of `name` (any case, or an alias). SheetError names the nearest ones."""
        found = _find(name, self._sheets)
        if found is None:
            raise SheetError(f"there is no character {name[:80]!r}.", self._advice(name))
        return found

    def names(self) -> list[str]:
        """All names, sorted."""
        return sorted(sheet.name for sheet in self._sheets.values())

    def all(self) -> list[CharacterSheet]:
        """All sheets, sorted by name."""
        return sorted(self._sheets.values(), key=lambda sheet: sheet.name)

    def put(self, sheet: CharacterSheet) -> None:
        """Add a person's sheet, or replace the one of that name.

        Raises SheetError when its name or an alias belongs to another character.
        """
        self._put({"": sheet}, "person")

    def put_seeds(self, sheets: Mapping[Path, CharacterSheet]) -> None:
        """Add the sheets of these files, which came with the studio and may be renewed with it:
        all or none. SheetError names the file."""
        if sheets:
            self._put({f"{path}: ": sheet for path, sheet in sheets.items()}, "seed")

    def _put(self, sheets: Mapping[str, CharacterSheet], origin: str) -> None:
        """The keys stand before the sheet's error."""
        known = dict(self._sheets)
        for where, sheet in sheets.items():
            for name in (sheet.name, *sheet.aliases):
                owner = _find(name, known)
                if owner and folded(owner.name) != folded(sheet.name):
                    raise SheetError(
                        f"{where}{sheet.name}'s name or alias {name!r} belongs to {owner.name} "
                        "already.",
                        "Choose another, or take it away from that sheet first.",
                    )
            known[folded(sheet.name)] = sheet
        require_space(self._store.folder)
        with self._store.exclusive() as collections:
            collection = collections(COLLECTION)
            collection.upsert(
                ids=[folded(sheet.name) for sheet in sheets.values()],
                embeddings=[_any_vector(collection)] * len(sheets),
                documents=[sheet.model_dump_json() for sheet in sheets.values()],
                metadatas=[
                    {"origin": origin, "digest": sheet.digest()} for sheet in sheets.values()
                ],
            )
        self._sheets = known

    def remove(self, name: str) -> None:
        """Forget a character, by name or alias. SheetError when there is none."""
        key = folded(self.get(name).name)
        with self._store.exclusive() as collections:
            collections(COLLECTION).delete(ids=[key])
        del self._sheets[key]

    def of_persons(self) -> set[str]:
        """The names, folded, of the sheets that a person added or edited."""
        with self._store.exclusive() as collections:
            return set(collections(COLLECTION).get(where={"origin": "person"}, include=[])["ids"])

    def _stored(self, document: str) -> CharacterSheet:
        try:
            return CharacterSheet.model_validate_json(document)
        except ValidationError as error:
            raise StoreError(
                f"a character sheet in {self._store.folder} is of another version: {document[:80]}",
                f"Move that folder away (mv {self._store.folder} {self._store.folder}.old): the "
                "next session starts a new one from paths.characters.",
            ) from error

    def _advice(self, name: str) -> str:
        owners = {
            folded(alias): sheet.name
            for sheet in self._sheets.values()
            for alias in (sheet.name, *sheet.aliases)
        }
        near = process.extract(
            folded(name), list(owners), scorer=fuzz.WRatio, limit=NEAREST, score_cutoff=NEAR_ENOUGH
        )
        guesses = list(dict.fromkeys(owners[alias] for alias, _, _ in near))
        asked = (
            f"Did you mean {' or '.join(guesses)}?"
            if guesses
            else (f"Known: {', '.join(self.names()) or 'none yet'}.")
        )
        return f"{asked} Add one with `python main.py characters add FILE.yaml`."


def _find(name: str, sheets: Mapping[str, CharacterSheet]) -> CharacterSheet | None:
    """The sheet of a name or an alias among sheets by their folded names."""
    wanted = folded(name)
    if wanted in sheets:
        return sheets[wanted]
    return next((s for s in sheets.values() if wanted in map(folded, s.aliases)), None)


def _any_vector(collection: Collection) -> list[float]:
    """The vector that Chroma wants beside each sheet, as long as those of the collection. Sheets
    are found by name: to embed them would only load the network at the start of every studio."""
    first = collection.get(limit=1, include=["embeddings"])["embeddings"]
    return [1.0, *[0.0] * (len(first[0]) - 1 if first is not None and len(first) else 0)]
