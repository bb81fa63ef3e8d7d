"""Whether weights are still what was fetched, asked before they are loaded."""

import contextlib
import json
from pathlib import Path
from typing import Any

from studio.errors import DamagedWeights
from studio.nouns.artifact import sha256_of
from studio.weights.pulling.hub import recorded
from studio.weights.storage import Warehouse, pull_again_command

NOTES = ".checked.json"  # below the warehouse's root: file -> [bytes, ns of its change, SHA-256]


def vet(house: Warehouse, name: str) -> None:
    """DamagedWeights where a file of an entry has another digest than the one that was fetched.

    A file is read once, and again when it has changed. Of what the studio did not fetch itself
    nothing is known, and nothing said; what is missing is not looked for.
    """
    entry, folder = house.catalogue.entry(name), house.folder_of(name)
    wanted = {file: one.sha256 for file, one in entry.files.items()} or recorded(folder)
    known = _read(house.root)
    found = {
        file: _looked_at(folder / file, known.get(f"{entry.folder}/{file}"))
        for file in wanted
        if (folder / file).is_file()
    }
    notes = {f"{entry.folder}/{file}": note for file, note in found.items()}
    if any(known.get(file) != note for file, note in notes.items()):
        _write(house.root, notes)
    wrong = [file for file, note in found.items() if note[2] != wanted[file]]
    if wrong:
        raise DamagedWeights(
            f"{', '.join(wrong)} in {folder} is damaged: it is not what was fetched.",
            f"Run: {pull_again_command(name, not entry.files)}",
        )


def _looked_at(path: Path, known: Any) -> list[Any]:
    status = path.stat()
    now = [status.st_size, status.st_mtime_ns]
    if isinstance(known, list) and known[:2] == now and len(known) == 3:
        return known
    return [*now, sha256_of(path)]


def _read(root: Path) -> dict[str, Any]:
    try:
        known = json.loads((root / NOTES).read_text())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _write(root: Path, notes: dict[str, list[Any]]) -> None:
    """Add to what is noted; a warehouse that cannot be written to is read again the next time."""
    with contextlib.suppress(OSError):
        partial = root / f"{NOTES}.part"
        partial.write_text(json.dumps(_read(root) | notes, indent=1))
        partial.replace(root / NOTES)
