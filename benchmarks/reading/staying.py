"""Whether a note on a piece left alone what it did not name."""

from collections import Counter
from typing import Any

from benchmarks.reading.plans import PieceRead, ReadPlan, ShotRead

# What a viewer would miss. Framing, view and size are not here: a reader may choose them anew
# where the piece changes (two people need a wider picture than one).
OF_SHOTS = ("kind", "set", "time_of_day", "camera_move", "duration", "speed", "transition")
OF_PIECES = ("length", "music", "atmosphere", "subtitles", "opening_title", "closing_title")


def stayed(before: ReadPlan, after: ReadPlan, changed: list[str]) -> bool:
    """Whether the plans are the same but for the fields named in `changed`, where "order" means
    the order of the shots, and "shots" that some were added or taken away."""
    old, new = ([_of_piece(p, changed) for p in plan.pieces] for plan in (before, after))
    if old != new:
        return False
    olds, news = (
        [_of_shot(s, changed) for p in plan.pieces for s in p.shots] for plan in (before, after)
    )
    if "shots" in changed:
        a, b = Counter(olds), Counter(news)
        return a <= b or b <= a
    if "order" in changed:
        return Counter(olds) == Counter(news)
    return olds == news


def _of_piece(piece: PieceRead, changed: list[str]) -> tuple[Any, ...]:
    return tuple(getattr(piece, name) for name in OF_PIECES if name not in changed)


def _of_shot(shot: ShotRead, changed: list[str]) -> tuple[Any, ...]:
    found: list[Any] = [getattr(shot, name) for name in OF_SHOTS if name not in changed]
    if "cast" not in changed:
        names = [n for n in ("character", "action", "expression") if n not in changed]
        roles = sorted(tuple(str(getattr(r, n)) for n in names) for r in shot.cast or [])
        found.append(tuple(roles))
    if "lines" not in changed:
        names = [n for n in ("character", "text", "language", "emotion") if n not in changed]
        found.append(tuple(tuple(getattr(line, n) for n in names) for line in shot.lines))
    if "edits" not in changed:
        found.append(tuple(edit.model_dump_json() for edit in shot.edits))
    return tuple(found)
