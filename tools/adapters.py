"""Adapters (LoRAs): small files of weights that teach a base model a character or a look. They lie
in the warehouse under `loras`, each NAME.safetensors, and are named by NAME. NAME.json beside one
that was trained here is its card."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from studio.errors import ToolError
from studio.naming import slug
from studio.nouns.artifact import sha256_of
from studio.nouns.sheet import CharacterSheet
from studio.settings import Settings

FOLDER, SUFFIX = "loras", ".safetensors"
PARAMETER = "loras"  # of a tool: a list of {"name", "weight"}


class AdapterCard(BaseModel):
    """What is known of an adapter: a LoRA of a `character`, called by `trigger`, for `base`.
    `dataset` and `sheet` are the digests of what it was trained on, `sha256` of its file; `loss` is
    the mean of its last steps; `drift` is a Drift of tools/dataset/drift.py, empty where it was not
    measured."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    character: str
    trigger: str
    base: str
    steps: int
    rank: int
    rate: float
    resolution: int
    seed: int
    pictures: int
    dataset: str
    sheet: str
    sha256: str
    loss: float | None = None
    drift: dict[str, Any] = {}

    @property
    def about(self) -> str:
        """In words, for lists."""
        told = f"a LoRA of {self.character} for {self.base}: {self.steps} steps of rank {self.rank}"
        return f"{told} on {self.pictures} pictures"


def trigger(sheet: CharacterSheet) -> str:
    """The word that a character is called by in captions and prompts; its own adapter has this
    name."""
    return slug(sheet.name).replace("-", "_")


def adapter_names(settings: Settings) -> list[str]:
    """All that are here."""
    found = (settings.paths.models / FOLDER).glob(f"*{SUFFIX}")
    return sorted(path.stem for path in found if path.is_file())


def adapter_file(name: str, settings: Settings) -> Path:
    """The file of an adapter. ToolError for one that is not here, with those that are."""
    path = settings.paths.models / FOLDER / f"{name}{SUFFIX}"
    if not path.is_file():
        here = ", ".join(adapter_names(settings)) or "none"
        raise ToolError(f"there is no LoRA {name!r} in {path.parent}.", f"There are: {here}.")
    return path


def card_of(name: str, settings: Settings) -> AdapterCard | None:
    """The card of an adapter; None where there is none that can be read."""
    try:
        return AdapterCard.model_validate_json(_card(name, settings).read_bytes())
    except (OSError, ValidationError):
        return None


def write_card(name: str, card: AdapterCard, settings: Settings) -> Path:
    """Put it beside the adapter."""
    path = _card(name, settings)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(card.model_dump(), indent=1, ensure_ascii=False) + "\n")
    partial.replace(path)
    return path


def remove_adapter(name: str, settings: Settings) -> int:
    """Delete an adapter and its card; the bytes that this frees. OSError: it may not."""
    path = adapter_file(name, settings)
    freed = path.stat().st_size
    path.unlink()
    _card(name, settings).unlink(missing_ok=True)
    return freed


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


def _card(name: str, settings: Settings) -> Path:
    return settings.paths.models / FOLDER / f"{name}.json"


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


@lru_cache(maxsize=64)
def _digest(path: Path, _size: int, _changed: int) -> str:
    return sha256_of(path)
