"""What the studio remembers from one session to the next."""

from pathlib import Path

from memory.embedding import Embedding, minilm
from memory.lessons import LessonBook
from memory.seeds import sow
from memory.sheets import SheetBook
from memory.store import ChromaStore
from studio.settings import Settings


class Memory:
    """The character book and the lessons of past critiques."""

    def __init__(self, sheets: SheetBook, lessons: LessonBook):
        self.sheets = sheets
        self.lessons = lessons

    def close(self) -> None:
        """Nothing is held between calls: the store is opened for each."""


def memory_folder(settings: Settings) -> Path:
    """Where the memory of these settings lies."""
    return settings.paths.data / "memory"


def open_memory(settings: Settings, embedding: Embedding | None = None) -> Memory:
    """The memory of these settings, with the sheets of paths.characters in it.

    `embedding` replaces the built-in one. Raises StoreError for a store that is locked or corrupt,
    SheetError for a wrong sheet in paths.characters.
    """
    store = ChromaStore(memory_folder(settings), embedding or minilm(settings))
    sheets = SheetBook(store)
    sow(sheets, store, settings.paths.characters)
    return Memory(sheets, LessonBook(store))
