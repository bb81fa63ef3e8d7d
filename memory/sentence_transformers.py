"""Sentence embeddings by SentenceTransformers, any model that it runs, in PyTorch's environment."""

import json
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from memory.embedding import WEIGHTS, Vectors
from studio.environments import Environment, made_of
from studio.errors import EmbeddingMissing, SettingsError, StoreError
from studio.settings import ROOT, Settings
from studio.weights.storage import pull_again_command, pull_command, warehouse

TORCH = ("torch", "torch-cpu")
_ERRORS = "sentence_transformers.log"
_FOR = "memory"  # with which the purposes of sentence embeddings begin


class SentenceTransformers:
    """The model of a catalogue's entry, in a process that starts at the first use and ends with
    this one."""

    def __init__(self, entry: str, folder: Path, environment: Environment, log: Path):
        self._entry, self._folder = entry, folder
        self._environment, self._log = environment, log
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._dimensions = 0

    @property
    def name(self) -> str:
        """That of the entry; of others than the usual one with its dimensions, so that vectors of
        two lengths never meet. The usual one's vectors are those of its other reader."""
        if self._entry == WEIGHTS:
            return WEIGHTS
        with self._lock:
            self._start()
        return f"{self._entry.replace('.', '-').lower()}-{self._dimensions}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(n, dimensions) float32 rows of unit length. StoreError where the model cannot be loaded
        or run."""
        with self._lock:
            process = self._start()
            assert process.stdin and process.stdout
            try:
                process.stdin.write(json.dumps(list(texts)) + "\n")
                process.stdin.flush()
                answer = self._answer(process)
            except OSError as error:
                raise self._broken("its process has ended") from error
        return np.array(answer["vectors"], np.float32).reshape(len(texts), -1)

    def close(self) -> None:
        """End the process; the next use starts another."""
        with self._lock:
            self._end()

    def _start(self) -> "subprocess.Popen[str]":
        if self._process is not None and self._process.poll() is None:
            return self._process
        ready, why, fix = self._environment.status()
        if not ready:
            raise EmbeddingMissing(
                f"the memory's embedding {self._entry} needs PyTorch: {why}.", fix
            )
        if not any(self._folder.glob("*")):
            raise EmbeddingMissing(
                f"the embedding model of the memory is not in {self._folder}.",
                f"Run: {pull_command(self._entry, True)}",
            )
        self._log.parent.mkdir(parents=True, exist_ok=True)
        command = [str(self._environment.python), "-m", "memory.sentence_worker"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, str(self._folder)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
            )
        self._dimensions = self._answer(self._process)["dimensions"]
        return self._process

    def _answer(self, process: "subprocess.Popen[str]") -> dict[str, Any]:
        assert process.stdout
        line = process.stdout.readline()
        answer = json.loads(line) if line else {"error": "its process has ended"}
        if "error" in answer:
            raise self._broken(answer["error"])
        return answer

    def _broken(self, why: str) -> StoreError:
        self._end()
        return StoreError(
            f"the embedding model in {self._folder} cannot be run: {why.rstrip('.')}.",
            f"See {self._log}; or fetch it again: {pull_again_command(self._entry)}",
        )

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def sentence_transformers(entry: str, settings: Settings) -> SentenceTransformers:
    """The embedding of a catalogue's entry. InputError: there is no such entry; SettingsError: it
    is none."""
    known = warehouse(settings).catalogue.entries
    fit = [name for name, one in known.items() if any(p.startswith(_FOR) for p in one.purposes)]
    if entry in known and entry not in fit:
        raise SettingsError(
            f"memory.embedding: {entry} embeds no sentences.", f"Choose one of {', '.join(fit)}."
        )
    return SentenceTransformers(
        entry,
        warehouse(settings).folder_of(entry),
        made_of(TORCH, settings),
        settings.paths.data / "logs" / _ERRORS,
    )
