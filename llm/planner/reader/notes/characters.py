"""Who is in a film after a note, what they do and how they feel."""

from llm.planner.data import default
from llm.planner.data.items import framing_of, still_of
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.notes.context import (
    FRAMINGS,
    RENDERED,
    NoteContext,
    strength_within,
)


def on_comparative(note: NoteContext, item: Phrase, value: str) -> bool:
    note.relative = "more"
    return on_emotion(note, item, value)


def on_emotion(note: NoteContext, item: Phrase, value: str) -> bool:
    """A feeling: of who is meant, and of what they say."""
    entry, done = item.get("emotion"), False
    own = entry.strength if entry else 1.0
    if note.command == "remove":
        value, own = "neutral", 1.0
    for shot, role in note.roles():
        strength, less = own, note.relative == "less"
        if less and role.expression != value:
            continue
        if note.relative:
            base = role.strength if role.expression == value else 1.0
            strength = strength_within(base * default("weaker" if less else "stronger"))
        path = f"{shot.id}.cast.{role.character}"
        done = note.set(f"{path}.expression", value, item)
        if strength != role.strength:
            note.set(f"{path}.strength", strength, item)
    return note.each_line(item, "emotion", lambda one: value) or done


def on_action(note: NoteContext, item: Phrase, value: str) -> bool:
    if note.words.listed("stays", item.norm):
        return note.read(item)  # "the first stays as it is"
    done = False
    wanted = "idle" if note.command == "remove" else value
    if wanted != value and all(role.action != value for _, role in note.roles()):
        return note.read(item)  # "he should not run": he does not
    for shot, role in note.roles():
        if wanted != value and role.action != value:
            continue
        if shot.kind == "picture" and still_of(value) != value:
            continue
        done = note.set(f"{shot.id}.cast.{role.character}.action", wanted, item)
        fixed = any(path.startswith("camera") for path in shot.fixed)
        if framing_of(wanted) == "full" and shot.camera.framing in FRAMINGS[:2] and not fixed:
            note.set(f"{shot.id}.camera.framing", "full", item)
    return done


def on_name(note: NoteContext, item: Phrase, value: str) -> bool:
    """A character: who is to do something, who comes in, who goes, or who takes a place."""
    if item.taken:
        return note.read(item)
    elsewhere = value in note.film.characters and note.command in ("", "now")
    if (
        elsewhere
        and not note.targeted
        and value not in [r.character for s in note.aimed(*RENDERED) for r in s.cast]
    ):
        note.targets = []  # "Luca's shot closer, and let Nico say 'Hi'"
    present = [s for s in note.aimed(*RENDERED) if value in [r.character for r in s.cast]]
    present += [s for s in note.aimed("voice_line") if value in [one.character for one in s.lines]]
    if note.command == "only" and present and (deed := note.following("action")):
        for shot in present:  # "only Mina should wave"
            idle = [
                r for r in shot.cast if r.character != value and r.action == deed.value("action")
            ]
            for role in idle:
                note.set(f"{shot.id}.cast.{role.character}.action", "idle", item)
        note.who = [value]
        return note.read(item)
    said = note.words.items[item.place + 1 : item.place + 2]
    if note.command == "remove" and said and "speech" in said[0].known:  # "delete what Luca says"
        lines = [
            (s.id, n)
            for s in note.aimed()
            for n, o in enumerate(getattr(s, "lines", ()))
            if o.character == value
        ]
        done = [note.set(f"{one}.lines.{n}", None, item, "remove") for one, n in reversed(lines)]
        note.command, note.who = "", [value]
        return any(done)
    if note.command in ("remove", "only"):
        gone = (note.command == "remove", value)
        return _removed(note, item, *gone)
    others = [one for one in note.clause.having("name") if one is not item]
    if note.command == "instead" and present and others and not others[0].taken:
        return note.read(item)  # "replace Luca with Nico": he is who goes.
    acts = note.following("action", "emotion", "quote", "speech") is not None
    if present and (acts or note.command != "instead"):
        joined = note.clause.boundary in ("and", "comma") and len(note.changes) == note.made
        note.who, note.made = [*note.who, value] if joined else [value], len(note.changes)
        return note.read(item)
    note.who = [value]
    asked = {note.command, *(one.value("change") for one in note.clause.items)}
    put = any(one.value("change") == "move" for one in note.clause.items[: note.at])
    if "add" in asked or (put and "instead" not in asked):  # "put Giulia next to him"
        room = [s for s in note.aimed(*RENDERED) if len(s.cast) < 3]
        role = {"character": value, "action": "idle"} | _described(note, item)
        added = [note.set(f"{s.id}.cast.end", role, item, "insert") for s in room]
        return any(added)
    return _exchanged(note, item, value)


def _described(note: NoteContext, name: Phrase) -> dict[str, str]:
    """What is told of somebody who comes in: "add Giulia, angry, waving"."""
    told: dict[str, str] = {}
    for item in note.words.items[name.place + 1 :]:
        if item.is_stop or item.has("name", "change", "quote"):
            break
        for category, field in (("action", "action"), ("emotion", "expression")):
            if item.has(category):
                told.setdefault(field, item.value(category))
                note.read(item)
                item.entries = {}
    return told


def _removed(note: NoteContext, item: Phrase, this_one: bool, name: str) -> bool:
    """The character goes, or all others do."""
    gone = []
    for shot in note.aimed(*RENDERED):
        cast = [role.character for role in shot.cast]
        leave = [one for one in cast if (one == name) == this_one]
        if len(leave) < len(cast):
            gone += [note.set(f"{shot.id}.cast.{one}", None, item, "remove") for one in leave]
    return bool(gone)


def _exchanged(note: NoteContext, item: Phrase, name: str) -> bool:
    """Somebody takes the place of who was there: of who is named beside, else of the first."""
    named = [one.value("name") for one in note.clause.having("name") if one is not item]
    going = any(one in note.film.characters for one in named)
    done = False
    for shot in note.aimed():
        cast = [role.character for role in getattr(shot, "cast", [])]
        speakers = [line.character for line in getattr(shot, "lines", [])]
        usual = "" if going else [*cast, *speakers, ""][0]
        old = next((n for n in named if n in cast + speakers), usual)
        taken = [f"{shot.id}.cast.{number}.character" for number in range(len(cast))]
        set_here = {change.path for change in note.changes[note.made :]}
        free = [path for path in taken if path not in set_here]
        if old in cast and taken[cast.index(old)] not in set_here:
            done = note.set(taken[cast.index(old)], name, item)
        elif free and old in cast:  # "now with Nico and Mina": the second takes the next place
            done = note.set(free[0], name, item)
        elif old in cast and len(cast) < 3:
            same = shot.cast[cast.index(old)]
            role = {"character": name, "action": same.action, "expression": same.expression}
            done = note.set(f"{shot.id}.cast.end", role, item, "insert")
        spoken = [n for n, speaker in enumerate(speakers) if speaker == old]
        for path in (f"{shot.id}.lines.{number}.character" for number in spoken):
            done = (path not in set_here and note.set(path, name, item)) or done
    for one in note.clause.having("name") if done else ():
        note.read(one)
    return done
