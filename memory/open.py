"""What the studio remembers from one session to the next."""

from collections.abc import Sequence
from pathlib import Path

from memory.embedding import WEIGHTS, Embedding, minilm
from memory.lessons import LessonBook
from memory.seeds import sow
from memory.sentence_transformers import sentence_transformers
from memory.sheets import SheetBook
from memory.store import ChromaStore
from studio.settings import Settings


class Memory:
    """The character book, the lessons of past critiques, and a sense of what words mean."""

    def __init__(self, sheets: SheetBook, lessons: LessonBook, embedding: Embedding):
        self.sheets = sheets
        self.lessons = lessons
        self._embedding = embedding

    def alike(self, words: str, texts: Sequence[str]) -> list[float]:
        """How like in meaning `words` are to each of the texts: cosines, -1 to 1. StoreError where
        the embedding cannot be loaded."""
        first, *others = self._embedding.embed([words, *texts])
        return [float(first @ other) for other in others]

    def close(self) -> None:
        """Only the embedding holds anything between calls: the store is opened for each."""
        self._embedding.close()


def memory_folder(settings: Settings) -> Path:
    """Where the memory of these settings lies."""
    return settings.paths.data / "memory"


def embedding_of(settings: Settings) -> Embedding:
    """The embedding that `memory.embedding` and `memory.reader` name."""
    chosen = settings.memory
    if chosen.reader == "sentence-transformers" or chosen.embedding != WEIGHTS:
        return sentence_transformers(chosen.embedding, settings)
    return minilm(settings)


def open_memory(settings: Settings, embedding: Embedding | None = None) -> Memory:
    """The memory of these settings, with the sheets of paths.characters in it.

    `embedding` replaces the one that the settings name. Raises StoreError for a store that is
    locked or corrupt, SheetError for a wrong sheet in paths.characters.
    """
    embedding = embedding or embedding_of(settings)
    store = ChromaStore(memory_folder(settings), embedding)
    sheets = SheetBook(store)
    sow(sheets, store, settings.paths.characters)
    return Memory(sheets, LessonBook(store), embedding)
