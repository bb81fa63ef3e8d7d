"""A note that the rules see no change in: the model chooses among those that it can mean."""

from collections.abc import Iterator
from typing import Any

from llm.cascade.brain import Brain, Spent
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.words import Words
from studio.nouns.vocabulary import (
    Action,
    CameraAngle,
    CameraMove,
    Emotion,
    Framing,
    Mood,
    SetName,
    TimeOfDay,
    words,
)
from studio.plan import Change, Film, apply_changes
from studio.plan.shots import Picture, Take
from studio.plan.wording import spaced

KEEP, ALL, EVERYONE = "keep", "all", "everyone"
_TOKENS = 80
# Of each kind of change: its parameter in a shot ("role" for one of the cast's), and its values.
_KINDS: dict[str, tuple[str, Any]] = {
    "action": ("role.action", Action),
    "feeling": ("role.expression", Emotion),
    "place": ("place.set", SetName),
    "time": ("place.time_of_day", TimeOfDay),
    "framing": ("camera.framing", Framing),
    "angle": ("camera.angle", CameraAngle),
    "move": ("camera.move", CameraMove),
    "music": ("sound.music", Mood),
}
# What a word of a note can be about, by the reader's categories and by words that name it.
_ABOUT = {
    "action": ("action", "speech"),
    "feeling": ("emotion", "strength"),
    "place": ("set", "scenery"),
    "time": ("time", "exposure"),
    "framing": ("framing", "lens"),
    "angle": ("angle", "view"),
    "move": ("move", "speed"),
    "music": ("music", "mood"),
}
_NAMED = {
    "framing": {"camera", "view", "shot", "see", "frame", "closer", "nearer", "body", "face"},
    "angle": {"camera", "angle", "above", "below"},
    "move": {"camera", "moves", "movement"},
    "place": {"place", "setting", "location", "somewhere", "outside", "inside"},
    "time": {"light", "lit", "time", "dark", "darker", "brighter", "late", "later", "earlier"},
    "feeling": {"mood", "face", "feeling", "expression"},
    "music": {"music", "sound", "song", "tune"},
}


def offered(context: Words, film: Film) -> list[str]:
    """The kinds of changes that a note can mean, in order; with nothing to tell by, those of a
    mood."""
    items = [item for item in context.items if not item.is_mark]
    found = [kind for kind in _KINDS if any(_is_about(item, kind) for item in items)]
    if any(not item.entries and not item.known for item in items):
        found += ["action", "feeling"]
    found = found or ["feeling", "move", "music"]
    takes = any(isinstance(shot, Take) for shot in film.shots)
    fits = {"move": takes, "music": bool(film.cut)}
    return [kind for kind in _KINDS if kind in found and fits.get(kind, True)]


def _is_about(item: Phrase, kind: str) -> bool:
    categories = item.known.keys() | item.entries.keys()
    said = set(item.norm.split()) & _NAMED.get(kind, set())
    return bool(categories & set(_ABOUT[kind]) or said)


def asking(note: str, kinds: list[str], film: Film) -> tuple[str, dict[str, Any]]:
    """The request for changes to `film`, with its values as they are, and the reply's schema:
    each kind at most once."""
    shots = [shot for shot in film.shots if isinstance(shot, Picture | Take)]
    now = "; ".join(f"shot {n}: {_told(shot)}" for n, shot in enumerate(shots, 1))
    music = f"; music {film.sound.music or 'none'}" if film.cut else ""
    cast = list(dict.fromkeys(role.character for shot in shots for role in shot.cast))
    properties: dict[str, Any] = {}
    if len(shots) > 1:
        properties["shots"] = {"enum": [ALL, *(str(n) for n in range(1, len(shots) + 1))]}
    if len(cast) > 1 and {"action", "feeling"} & set(kinds):
        properties["who"] = {"enum": [EVERYONE, *cast]}
    for kind in kinds:
        properties[kind] = {"enum": [KEEP, *words(_KINDS[kind][1])]}
    schema = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    ask = f"CHANGES\nNow: {now}{music}\nWish: {note}\nMay change: {', '.join(kinds)}"
    return ask, schema


def _told(shot: Picture | Take) -> str:
    cast = ", ".join(f"{r.character} {r.action} {r.expression}" for r in shot.cast)
    move = f", {shot.camera.move}" if isinstance(shot, Take) else ""
    where = f"{shot.place.set}, {shot.place.time_of_day}"
    return f"{cast}, {where}, {shot.camera.framing}, {shot.camera.angle}{move}"


def changes_of(reply: dict[str, Any], film: Film, note: str) -> list[Change]:
    """The changes of a reply that would change something."""
    shots = [shot for shot in film.shots if isinstance(shot, Picture | Take)]
    number = str(reply.get("shots", ALL))
    meant = [shots[int(number) - 1]] if number.isdigit() else shots
    found: list[Change] = []
    for kind, (path, _) in _KINDS.items():
        value = reply.get(kind, KEEP)
        if value == KEEP:
            continue
        for place in _places(path, meant, str(reply.get("who", EVERYONE))):
            found.append(Change(path=place, value=value, reason=note[:200]))
    return found


def _places(path: str, meant: list[Picture | Take], who: str) -> Iterator[str]:
    head, _, name = path.partition(".")
    if head == "sound":
        yield f"film.{path}"
        return
    for shot in meant:
        if head != "role":
            if path != "camera.move" or isinstance(shot, Take):
                yield f"{shot.id}.{path}"
            continue
        for role in shot.cast:
            if who in (EVERYONE, role.character):
                yield f"{shot.id}.cast.{role.character}.{name}"


def wished(
    brain: Brain, spent: Spent, known: Film, note: str, context: Words
) -> tuple[Film, list[Change], str] | None:
    """`known` with what the model makes of a note, the changes, and how they are told; None where
    it changes nothing."""
    kinds = offered(context, known)
    if not any(isinstance(shot, Picture | Take) for shot in known.shots):
        return None
    ask, schema = asking(note, kinds, known)
    reply = brain.ask([{"role": "user", "content": ask}], schema, _TOKENS, spent)
    done = apply_changes(known, changes_of(reply, known, note), keep_fixed=False)
    if not done.made:
        return None
    told = dict.fromkeys(f"{spaced(c.parameter)} {c.value}" for c in done.made)
    return done.film, done.made, f"“{note[:80]}” is read as: {', '.join(told)}."
