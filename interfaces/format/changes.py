"""What a revision changes, in words."""

from typing import Any

from interfaces.format.text import shortened
from studio.plan import Change, Film, Shot
from studio.plan.film import FILM_ID
from studio.plan.wording import spaced, told_shot, told_step

# What a person is not told of a revision: bookkeeping, and what has words of its own.
_UNTOLD = {"fixed", "criteria", "steps"}
_FILM = {
    *("shots", "intent", "lessons_applied", "message", "asked", "left_out", "refused", "question"),
}


def differences(before: Film, after: Film) -> list[str]:
    """What a revision changed, one sentence each: `luca_running: exposure 0.0 becomes 0.8`."""
    whole = [film.model_dump(exclude=_UNTOLD | _FILM) for film in (before, after)]
    found = [f"the film: {text}" for text in _changes(*whole, "")]
    old = {shot.id: shot for shot in before.shots}
    for shot in after.shots:
        if shot.id not in old:
            found.append(f"new: {told_shot(shot)}")
            continue
        plain = [one.model_dump(exclude=_UNTOLD) for one in (old[shot.id], shot)]
        changes = [*_changes(*plain, ""), *_steps_changed(old[shot.id], shot)]
        found += [f"{shot.id}: {text}" for text in changes]
    gone = old.keys() - {shot.id for shot in after.shots}
    found += [f"{name} is dropped" for name in sorted(gone)]
    kept = [
        [s.id for s in film.shots if s.id not in gone and s.id in old] for film in (before, after)
    ]
    return found + ([f"the order is {', '.join(kept[1])}"] if kept[0] != kept[1] else [])


def told_change(change: Change) -> str:
    """`set camera framing of s1 to close up`."""
    where = "the film" if change.place == FILM_ID else change.place.replace("*", "every shot")
    what = spaced(change.parameter).replace(".*", "").replace(".", " ")
    match change.op:
        case "set":
            return f"set {what} of {where} to {spaced(str(change.value))}"
        case "move":
            return f"move {what or 'it'} of {where} to place {change.value}"
        case _:
            return f"{change.op} {what} of {where}".replace(f"{change.op}  of", change.op)


def _steps_changed(before: Shot, after: Shot) -> list[str]:
    old, new = (
        [told_step(step) for step in getattr(shot, "steps", [])] for shot in (before, after)
    )
    return [f"now {told}" for told in new if told not in old] + [
        f"no longer {told}" for told in old if told not in new
    ]


def _changes(before: Any, after: Any, name: str) -> list[str]:
    if before == after:
        return []
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            text for key in after for text in _changes(before.get(key), after[key], spaced(key))
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = zip(before, after, strict=True)
        return [text for old, new in pairs for text in _changes(old, new, name)]
    return [f"{name} {shortened(str(before))} becomes {shortened(str(after))}"]
