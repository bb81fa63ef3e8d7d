"""The sheets that come with the studio enter the book once, and never undo a person's work."""

from pathlib import Path

from memory.sheet_files import read_sheet
from memory.sheets import COLLECTION, SheetBook, folded
from memory.store import ChromaStore
from studio.nouns.artifact import sha256_of


def sow(book: SheetBook, store: ChromaStore, folder: Path) -> None:
    """Put the YAML files of `folder` into the book that are new there, or changed since.

    A sheet that a person added or edited under the same name stays as it is, and one that was
    removed stays away until its file changes. SheetError for a file that is no sheet.
    """
    with store.exclusive() as collections:
        known = dict(collections(COLLECTION).metadata or {})
    digests = {path: sha256_of(path) for path in sorted(folder.glob("*.yaml"))}
    changed = {path: read_sheet(path) for path in digests if known.get(path.name) != digests[path]}
    if not changed:
        return
    persons = book.of_persons()
    book.put_seeds({p: one for p, one in changed.items() if folded(one.name) not in persons})
    with store.exclusive() as collections:
        sown = {path.name: digests[path] for path in changed}
        collections(COLLECTION).modify(metadata={**known, **sown})
