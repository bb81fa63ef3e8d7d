"""Whether what was read is what was wanted, and which shot read belongs to which shot wanted."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from benchmarks.reading.format import VOCABULARY
from benchmarks.reading.plans import PieceRead, ReadPlan

# Words that carry nothing: a reader that reports one of these has not accounted for anything.
_IDLE = """the and with for his her its their this that then from into over you your not but are was
has have una uno gli che con per del della nel nella sulla poi"""
IDLE = frozenset(_IDLE.split())


def fits(field: str, wanted: Any, found: Any) -> bool:
    """Whether `found` is one of the right values. Seconds and factors agree to a thousandth."""
    if wanted is None:
        return True
    if isinstance(wanted, bool):
        return bool(found) == wanted
    if isinstance(wanted, tuple):
        return found is not None and wanted[0] <= found <= wanted[1]
    if isinstance(wanted, int | float):
        return found is not None and abs(found - wanted) <= 1e-3
    if field == "atmosphere":
        return any(word in (found or "").casefold() for word in wanted.split("|"))
    if field in VOCABULARY or field == "kind":
        return (found or "none") in wanted.split("|")
    return " ".join(wanted.split()) == " ".join((found or "").split())


def ratio_fits(wanted: str, piece: PieceRead) -> bool:
    """Whether the piece has the ratio by name, or a size in pixels of that ratio (within 2 %)."""
    if piece.ratio or not (piece.width and piece.height):
        return piece.ratio == wanted
    across, down = map(float, wanted.split(":"))
    return abs(piece.width / piece.height * down / across - 1) < 0.02


def length_of(piece: PieceRead) -> float | None:
    """Seconds of a piece as read: its own length, or the sum of its shots' where all have one."""
    durations = [shot.duration for shot in piece.shots]
    if piece.length or not all(durations):
        return piece.length
    return sum(durations)


def tokens(phrases: Iterable[str]) -> set[str]:
    """The words of the phrases, in lower case."""
    return {word for phrase in phrases for word in re.findall(r"\w[\w'’]*", phrase.casefold())}


def contentful(words: Iterable[str]) -> set[str]:
    """Those of the words that carry content."""
    return {word for word in words if len(word) > 2 and word not in IDLE}


def values_of(plan: ReadPlan) -> set[tuple[str, Any]]:
    """Every (field, value) of a plan; a value that is words counts under the field "words" too."""
    found: set[tuple[str, Any]] = set()

    def walk(value: Any, field: str) -> None:
        if isinstance(value, dict):
            for name, item in value.items():
                walk(item, name)
        elif isinstance(value, list):
            for item in value:
                walk(item, field)
        elif value not in (None, ""):
            found.add((field, value))
            if isinstance(value, str) and field not in VOCABULARY:
                found.add(("words", value))

    walk(plan.model_dump(include={"pieces"}), "")
    return found


def align(
    wanted: Sequence[Any], found: Sequence[Any], worth: Callable[[Any, Any], int]
) -> list[int | None]:
    """For each item wanted, the index of the item found that stands for it: the pairing in order
    with the greatest sum of `worth`, so that one shot too many does not spoil all that follow."""
    best = [[(0, ())] * (len(found) + 1) for _ in range(len(wanted) + 1)]
    for i in range(len(wanted) - 1, -1, -1):
        for j in range(len(found) - 1, -1, -1):
            paired = best[i + 1][j + 1]
            best[i][j] = max(
                (worth(wanted[i], found[j]) + paired[0], ((i, j), *paired[1])),
                best[i + 1][j],
                best[i][j + 1],
                key=lambda option: option[0],
            )
    pairs = dict(best[0][0][1])
    return [pairs.get(i) for i in range(len(wanted))]
