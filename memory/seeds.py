"""The sheets that come with the studio enter the book once, and never undo a person's work."""

from pathlib import Path

from memory.sheet_files import read_sheet
from memory.sheets import COLLECTION, SheetBook
from memory.store import ChromaStore
from studio.errors import SheetError
from studio.nouns.artifact import sha256_of
from studio.nouns.sheet import CharacterSheet


def sow(book: SheetBook, store: ChromaStore, folder: Path) -> None:
    """Put the YAML files of `folder` into the book that are new there, or changed since.

    A sheet that a person added or edited under the same name stays as it is, and one that was
    removed stays away until its file changes. SheetError for a file that is no sheet.
    """
    with store.exclusive() as collections:
        known = dict(collections(COLLECTION).metadata or {})
    sown: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        digest = sha256_of(path)
        if known.get(path.name) != digest:
            sheet = read_sheet(path)
            if book.origin(sheet.name) != "person":
                _put(book, sheet, path)
            sown[path.name] = digest
    if sown:
        with store.exclusive() as collections:
            collections(COLLECTION).modify(metadata={**known, **sown})


def _put(book: SheetBook, sheet: CharacterSheet, path: Path) -> None:
    try:
        book.put(sheet, origin="seed")
    except SheetError as error:
        raise SheetError(f"{path}: {error.message}", error.fix) from error
