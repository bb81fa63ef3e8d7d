"""The Chroma store on disk: one owner at a time, every fault worded with its remedy."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Generator
from pathlib import Path

import chromadb
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings as ChromaSettings
from filelock import FileLock, Timeout

from memory.embedding import Embedding
from studio.errors import StoreError, StudioError
from studio.store.space import make_folder

LOCK_SECONDS = 15.0

OpenCollection = Callable[[str], Collection]


class ChromaStore:
    """Collections under `folder`.

    Chroma's files may have one owner process, and its index is kept in memory: so each piece of
    work opens the store (8 ms), does its reads and writes under a lock between processes, and
    closes it. Several sessions can then share a memory.
    """

    def __init__(self, folder: Path, embedding: Embedding, lock_seconds: float = LOCK_SECONDS):
        self.folder = folder
        self.embedding = embedding
        self._threads = threading.Lock()
        make_folder(folder)
        self._processes = FileLock(folder / "owner.lock", timeout=lock_seconds)

    @contextlib.contextmanager
    def exclusive(self) -> Generator[OpenCollection]:
        """Own the store for a while; yields what opens a collection by name.

        Raises StoreError when another process keeps the store, or when it is corrupt.
        """
        with self._threads, self._owned(), self._worded():
            client = chromadb.PersistentClient(
                path=self.folder, settings=ChromaSettings(anonymized_telemetry=False)
            )
            assert isinstance(client, Client)  # its interface alone cannot be closed
            try:
                yield lambda name: client.get_or_create_collection(
                    f"{name}.{self.embedding.name}",
                    embedding_function=None,  # vectors are always passed: Chroma's own downloads
                    configuration={"hnsw": {"space": "cosine"}},
                )
            finally:
                client.close()

    @contextlib.contextmanager
    def _owned(self) -> Generator[None]:
        try:
            self._processes.acquire()
        except Timeout as error:
            raise StoreError(
                f"the memory in {self.folder} is in use by another process.",
                "Wait until that session ends, or give this one its own paths.data "
                "(STUDIO_PATHS__DATA).",
            ) from error
        except OSError as error:
            raise StoreError(
                f"the memory in {self.folder} cannot be locked: {error.strerror}.",
                "Check the rights of that folder, and that its disk is not read-only.",
            ) from error
        try:
            yield
        finally:
            self._processes.release()

    @contextlib.contextmanager
    def _worded(self) -> Generator[None]:
        # A damaged file shows as ChromaError, AttributeError or a panic of the Rust core, which is
        # no Exception.
        try:
            yield
        except (StudioError, KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError):
            raise
        except BaseException as error:
            raise StoreError(
                f"the memory in {self.folder} cannot be read or written ({error}).",
                f"Move that folder away (mv {self.folder} {self.folder}.broken): the next session "
                "starts a new one from paths.characters.",
            ) from error
