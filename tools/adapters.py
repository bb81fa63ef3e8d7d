"""Adapters (LoRAs): small files of weights that teach a base model a character or a look. They lie
in the warehouse under `loras`, each NAME.safetensors, and are named by NAME."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from studio.errors import ToolError
from studio.nouns.artifact import sha256_of
from studio.settings import Settings

FOLDER, SUFFIX = "loras", ".safetensors"
PARAMETER = "loras"  # of a tool: a list of {"name", "weight"}


def adapter_names(settings: Settings) -> list[str]:
    """All that are here."""
    return sorted(path.stem for path in (settings.paths.models / FOLDER).glob(f"*{SUFFIX}"))


def adapter_file(name: str, settings: Settings) -> Path:
    """The file of an adapter. ToolError for one that is not here, with those that are."""
    path = settings.paths.models / FOLDER / f"{name}{SUFFIX}"
    if not path.is_file():
        here = ", ".join(adapter_names(settings)) or "none"
        raise ToolError(f"there is no LoRA {name!r} in {path.parent}.", f"There are: {here}.")
    return path


def adapter_digests(params: dict[str, Any], settings: Settings) -> dict[str, str]:
    """The SHA-256 of the file of each adapter that a tool's parameters name: one that was trained
    anew makes other pictures."""
    named = [one["name"] for one in params.get(PARAMETER) or [] if isinstance(one, dict)]
    files = {name: adapter_file(name, settings) for name in named}
    return {name: _digest(path, *_stamp(path)) for name, path in files.items()}


def all_digests(settings: Settings) -> dict[str, str]:
    """Of every adapter that is here: a picture of the plan wears those of its cast by itself."""
    return adapter_digests(
        {PARAMETER: [{"name": name} for name in adapter_names(settings)]}, settings
    )


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


@lru_cache(maxsize=64)
def _digest(path: Path, _size: int, _changed: int) -> str:
    return sha256_of(path)
