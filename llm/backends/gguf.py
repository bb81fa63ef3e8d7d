"""The weights of llama.cpp's models: one GGUF file each, whose digest is looked at before use."""

import json
from pathlib import Path

from llm.backends.models import Model
from studio.errors import EngineError
from studio.nouns.artifact import sha256_of
from studio.settings import load_settings
from studio.weights import catalogue, warehouse
from studio.weights.storage import pull_again_command

FILE = "model.gguf"
_STAMPS = "verified.json"


def digest_of(model: Model) -> str:
    """The SHA-256 that the catalogue has of a model's file."""
    return catalogue().entry(model.weights).files[FILE].sha256


def gguf(model: Model) -> Path:
    """Where a model's file lies. WeightsMissing with the command that fetches it."""
    return warehouse(load_settings()).path_of(model.weights, FILE)


def verified(model: Model, state: Path) -> Path:
    """The same, once its digest is the catalogue's. A file that has not changed since is not read
    again: `state` is the folder in which that is noted.

    Raises EngineError where it is another file, WeightsMissing where there is none."""
    path, wanted = gguf(model), digest_of(model)
    there = path.stat()
    stamp = [there.st_size, there.st_mtime_ns, there.st_ino, wanted]
    noted = _read(state / _STAMPS)
    if noted.get(str(path)) == stamp:
        return path
    found = sha256_of(path)
    if found != wanted:
        raise EngineError(
            f"{path} is not the file of configs/weights.yaml: its SHA-256 begins with"
            f" {found[:12]}, not {wanted[:12]}.",
            f"Run: {pull_again_command(model.weights)}",
        )
    state.mkdir(parents=True, exist_ok=True)
    partial = state / f"{_STAMPS}.partial"
    partial.write_text(json.dumps({**noted, str(path): stamp}))
    partial.replace(state / _STAMPS)
    return path


def _read(path: Path) -> dict[str, list[int | str]]:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
