"""Names from outside as names of files: one rule for all that is written under such a name."""

import itertools
import unicodedata
from pathlib import Path

from studio.errors import InputError

MOST_BYTES = 120  # of a slug in UTF-8; file systems take 255 for a whole name
_KEPT = "_-."


def slug(name: str, otherwise: str = "unnamed") -> str:
    """`name` as the stem of a file in one folder: letters and digits of any script in lower case,
    their marks, `_`, `-` and dots between them; each run of anything else becomes one `_`. Empty
    ones become `otherwise`."""
    letters = unicodedata.normalize("NFKC", name).lower()
    runs = itertools.groupby(letters, _fit)
    kept = "".join("".join(run) if fit else "_" for fit, run in runs).strip(_KEPT)
    # Cut by bytes, which is how file systems count; half a character at the end is dropped.
    return kept.encode()[:MOST_BYTES].decode(errors="ignore").strip(_KEPT) or otherwise


def inside(folder: Path, name: str) -> Path:
    """`folder / name`, where it lies in `folder` once links and `..` are followed. InputError
    names both where it does not."""
    try:
        found, home = (folder / name).resolve(), folder.resolve()
        if found != home and found.is_relative_to(home):
            return folder / name
    except (OSError, ValueError, RuntimeError):  # a NUL, a circle of links
        pass
    raise InputError(
        f"{name!r} does not name a file in {folder}.",
        "Choose a name without folders in it, and remove links that lead elsewhere.",
    )


def _fit(character: str) -> bool:
    return (
        character.isalnum() or character in _KEPT or unicodedata.category(character).startswith("M")
    )
