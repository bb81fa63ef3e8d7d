"""What a person asks about a piece that is there, answered from its plan."""

import re

from studio.plan import Change, Film
from studio.plan.wording import rows, spaced, told_film, told_shot

_ASKS = re.compile(
    r"^(?:and |but |so |e |ma )?(?:"
    r"(?:why|who|whom|whose|where|when|which|perch[eé]|chi|dove|quando|quale|quali)\b"
    r"|what\b(?! (?:about|if)\b)|how\b(?! about\b)|cosa\b|che cosa\b)",
    re.IGNORECASE,
)
# "Why not at night?" and "why don't they wave?" ask for a change.
_ASKS_FOR_A_CHANGE = re.compile(r"^(?:and |but |so )?why (?:not|don[’']?t)\b", re.IGNORECASE)


def is_question(note: str) -> bool:
    """Whether a note asks what the plan is, or why, and not for a change."""
    return bool(_ASKS.match(note.strip())) and not _ASKS_FOR_A_CHANGE.match(note.strip())


def answer(film: Film, asked: list[Change]) -> str:
    """What the plan says of the parameters that a question speaks of, with whose choice each was;
    of the whole plan where it speaks of none."""
    wanted = {change.parameter for change in asked}
    owners = {shot.id: shot for shot in film.shots} | {"film": film}
    told = [
        f"{name}: {spaced(row.name)} {row.value}, "
        + ("as the brief says." if row.is_named else "the studio's own choice.")
        for name, owner in owners.items()
        for row in rows(owner)
        if row.path in wanted
    ]
    if not told:
        told = [f"{told_shot(shot)}." for shot in film.shots] + [f"The film: {told_film(film)}."]
    return " ".join(told)
