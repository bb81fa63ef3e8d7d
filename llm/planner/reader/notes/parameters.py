"""What single words of a note change in the plan."""

from functools import partial
from typing import Any

from llm.planner.data.items import time_of, usual_atmosphere
from llm.planner.data.ranges import within
from llm.planner.reader.language.detection import language_of
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.notes.characters import on_action, on_comparative, on_emotion, on_name
from llm.planner.reader.notes.commands import (
    on_change,
    on_length,
    on_number,
    on_pronoun,
    on_sequence,
)
from llm.planner.reader.notes.context import RENDERED, Handler, NoteContext
from llm.planner.reader.resolving.sizes import shape_of_footage, size_of
from llm.planner.reader.slots.draft import FoundValue, LeftOutWords
from studio.plan import Picture

_FIELDS = {
    **{"set": "place.set", "time": "place.time_of_day", "facing": "camera.view"},
    **{name: f"camera.{name}" for name in ("framing", "angle", "lens", "view", "move")},
    **{name: name for name in ("exposure", "quality", "seed", "speed")},
}


def on_field(category: str, note: NoteContext, item: Phrase, value: str) -> bool:
    replaced = note.command == "instead" and item not in note.clause.having(category)[-1:]
    if replaced or (note.denied and note.command == "remove"):
        # "not in the meadow, in the harbour", "replace the meadow with the harbour"
        after = note.words.items[item.place + 1 :]
        if any(one.has(category) for one in after):
            return note.read(item)
    kinds = ("take",) if category in ("speed", "move") else RENDERED
    as_number = {
        "lens": lambda text: round(float(text)),
        "exposure": float,
        "speed": float,
        "seed": lambda text: int(float(text)),
    }
    kept = as_number.get(category, str)(value)
    done = note.each(item, _FIELDS[category], lambda s: kept, *kinds)
    if category == "set" and (time := time_of(value)):
        for shot in note.aimed(*RENDERED):
            if "place.time_of_day" not in shot.fixed:
                note.set(f"{shot.id}.place.time_of_day", time, item)
    return done


def _on_size(category: str, note: NoteContext, item: Phrase, value: str) -> bool:
    word = {category: FoundValue(value, item.start, item.end)}

    def shaped(shot: Picture) -> dict[str, int]:
        usual = (shot.size.width, shot.size.height) if category == "size" else None
        width, height, _ = size_of("picture", word, usual)
        return {"width": width, "height": height}

    done = note.each(item, "size", shaped, "picture")
    if note.film.cut:
        had = note.film.shape
        own = note.film.footage or category == "size"
        size = (had.width, had.height) if own else (0, 0)
        width, height, _ = shape_of_footage(word, *size)
        note.set("film.shape.width", width, item)
        done = note.set("film.shape.height", height, item)
    return done


def _on_music(note: NoteContext, item: Phrase, value: str) -> bool:
    mood = next(iter(note.clause.having("mood")), None)
    usual = note.film.sound.music
    if note.command == "remove":
        return note.set("film.sound.music", None, item)
    if usual and mood is None:
        return True
    if _is_less(note):
        return False
    return note.set("film.sound.music", mood.value("mood") if mood else "cheerful", item)


def _on_mood(note: NoteContext, item: Phrase, value: str) -> bool:
    if note.command == "remove" or _is_less(note):
        return False
    return note.set("film.sound.music", value, item)


def _is_less(note: NoteContext) -> bool:
    """ "Less epic": a mood of music has no degrees."""
    return any(one.value("change") == "less" for one in note.clause.items[: note.at])


def _on_atmosphere(note: NoteContext, item: Phrase, value: str) -> bool:
    place = next((s.place.set for s in note.aimed(*RENDERED)), "seaside_town")
    air = usual_atmosphere(place) if value == "any" else value
    return note.set("film.sound.atmosphere", None if note.command == "remove" else air, item)


def _on_subtitles(note: NoteContext, item: Phrase, value: str) -> bool:
    return note.set("film.subtitles", note.command != "remove", item)


def _on_finish(name: str, note: NoteContext, item: Phrase, value: str) -> bool:
    removed = note.command == "remove"
    if name == "look":
        return note.set("film.finish.look", None if removed else value, item)
    return note.set("film.finish.grain", 0.0 if removed else float(value), item)


def _on_card(name: str, note: NoteContext, item: Phrase, value: str) -> bool:
    """A title or caption: that it goes; its words are read with their quote."""
    if note.command != "remove":
        return bool(note.clause.having("quote"))
    if name == "caption":
        for shot in (s for s in note.aimed() if s.captions):
            note.set(f"{shot.id}.captions", [], item)
        return True
    cards = ("opening", "closing") if name == "title" else (name,)
    told = [one for one in cards if getattr(note.film, one) is not None]
    for one in told:
        note.set(f"film.{one}", None, item)
    if not told and item.norm.endswith((" one", "ultima")):  # "drop the last one" is of shots
        return note.set(note.film.shots[-1].id, None, item, "remove")
    return bool(told)


def _on_quote(note: NoteContext, item: Phrase, value: str) -> bool:
    around = note.clause.items
    cards = note.clause.having("title", "opening", "closing")
    if cards:
        last = any(one.has("closing") or one.value("when") == "end" for one in around)
        return note.set("film.closing" if last else "film.opening", {"text": value[:80]}, item)
    after = [one.norm for one in around[note.at + 1 : note.at + 2]]
    over = after and note.words.listed("over_shots", after[0])
    over = over and not note.clause.having("name")
    if note.clause.having("caption", "wording") or over:
        aimed = note.aimed()
        if not aimed:
            return False
        return note.set(f"{aimed[-1].id}.captions.end", {"text": value[:80]}, item, "insert")
    shots = note.aimed("take", "voice_line")
    if any(value != o.text and value in o.text for shot in shots for o in shot.lines):
        return False  # "a pause after 'Where'": words of a line that is there
    if not shots:
        note.left.append(LeftOutWords(item.start, item.end, "speechless"))
        return True
    quotes = [one.value("quote") for one in note.words.items if one.has("quote")]
    said = [s for s in shots if any(line.text in quotes for line in s.lines)]
    spoken = [s for s in shots if any(one.character in note.who for one in s.lines)]
    seen = [s for s in shots if any(one.character in note.who for one in getattr(s, "cast", ()))]
    return _said(note, item, value, [*shots[-1:], *seen[-1:], *spoken[-1:], *said[-1:]][-1])


def _on_twice(note: NoteContext, item: Phrase, value: str) -> bool:
    """ "He should say it twice": each line once more; a shot is not repeated."""
    says = any("speech" in one.known for one in note.clause.items)
    said = list(note.lines()) if says and value == "twice" else []
    for path, line in said:
        shot = path.split(".")[0]
        note.set(f"{shot}.lines.end", line.model_dump(mode="json"), item, "insert")
    if value == "twice" and not said:
        note.left.append(LeftOutWords(item.start, item.end, "joined"))
    return bool(said)


def _said(note: NoteContext, item: Phrase, text: str, shot: Any) -> bool:
    """Words are said in a shot, after what is said there or in its place."""
    cast = getattr(shot, "cast", [])
    known = [line.character for line in shot.lines[-1:]] + [role.character for role in cast]
    speaker = [*note.who, *known][0]
    language = language_of(text, note.words.book.languages.get(speaker, "en"))
    others = bool(note.who) and all(one.character != speaker for one in shot.lines)
    if (
        shot.lines
        and not others
        and not (
            note.command == "add" or any(o.value("change") == "add" for o in note.clause.items)
        )
    ):
        number = next((n for n, line in enumerate(shot.lines) if line.character == speaker), 0)
        note.set(f"{shot.id}.lines.{number}.language", language, item)
        if shot.lines[number].recording:  # it says other words
            note.set(f"{shot.id}.lines.{number}.recording", None, item)
        return note.set(f"{shot.id}.lines.{number}.text", text[:400], item)
    role = next((role for role in cast if role.character == speaker), None)
    line = {"character": speaker, "text": text[:400], "language": language}
    for own in (one for one in shot.lines if one.character == speaker):
        line |= {"emotion": own.emotion}
    if role is not None:
        line["emotion"] = role.expression
        if role.action == "idle":
            note.set(f"{shot.id}.cast.{speaker}.action", "talk", item)
    first = any(one.value("when") == "start" for one in note.clause.items)
    return note.set(f"{shot.id}.lines.{0 if first else 'end'}", line, item, "insert")


def on_transition(note: NoteContext, item: Phrase, value: str) -> bool:
    kind = "cut" if note.command == "remove" else value
    cut = [s for s in note.film.cut if not note.goes(s.id)]
    meant = [s for s in cut[:-1] if not note.targets or s.id in note.targets]
    moved = [s for s in cut if s.id in note.targets and note.is_moved(s.id)]
    meant = moved or meant or cut[:-1]
    changed = [note.set(f"{shot.id}.transition.kind", kind, item) for shot in meant]
    return any(changed)


def _on_speech(note: NoteContext, item: Phrase, value: str) -> bool:
    """ "whisper it", "let Nico say it"."""
    entry = item.get("speech")
    if not note.clause.having("quote") and entry is not None:
        done = entry.strength != 1 and note.each_line(item, "strength", lambda one: entry.strength)
        if value != "neutral":
            done = note.each_line(item, "emotion", lambda one: value)
        if item.has("voiced"):
            _on_voiced(note, item, item.value("voiced"))
        return done or entry.strength == 1
    return True


def _on_voiced(note: NoteContext, item: Phrase, value: str) -> bool:
    """ "whispering": how the lines that are meant are delivered."""
    if note.clause.having("quote"):
        return True
    return note.each_line(item, "delivery", lambda one: value)


def _on_language(note: NoteContext, item: Phrase, value: str) -> bool:
    if note.clause.having("subtitles"):
        why = "subtitles are in the language that is spoken"
        note.left.append(LeftOutWords(item.start, item.end, why))
        return True
    return note.each_line(item, "language", lambda one: value)


def _on_fps(note: NoteContext, item: Phrase, value: str) -> bool:
    return note.set("film.shape.fps", round(within("film.shape.fps", float(value))), item)


def on_kind(note: NoteContext, item: Phrase, value: str) -> bool:
    """ "without the line": what is said goes; "make it a video": the same as another kind."""
    if note.command == "remove" and not note.targets and value == "voice_line":
        for shot in (s for s in note.aimed("take") if s.lines):
            note.set(f"{shot.id}.lines", [], item)
    if note.command == "now" and value in ("take", "film", "picture"):
        _other_kind(note, item, "picture" if value == "picture" else "take")
    return True


def _other_kind(note: NoteContext, item: Phrase, kind: str) -> None:
    shared = ("title", "length", "captions", "cast", "place", "camera", "exposure", "seed")
    for shot in note.aimed(*RENDERED):
        if shot.kind != kind:
            known = shot.model_dump(mode="json")
            value = {name: known[name] for name in shared} | {"id": f"{shot.id[:24]}_{kind}"}
            value |= {"kind": kind, "separate": kind == "picture"}
            for one in note.clause.having("length") if kind == "take" else ():
                value["length"], one.entries = float(one.value("length")), {}
                note.read(one)
            value["fixed"] = [path for path in known["fixed"] if path.split(".")[0] in shared]
            note.set(f"film.shots.{note.film.shots.index(shot)}", value, item, "insert")
            note.set(shot.id, None, item, "remove")


HANDLERS: dict[str, Handler] = {
    "change": on_change,
    "negation_end": lambda note, item, value: note.over(item),
    "comparative": on_comparative,
    "emotion": on_emotion,
    "action": on_action,
    "length": on_length,
    "name": on_name,
    "pronoun": on_pronoun,
    "music": _on_music,
    "mood": _on_mood,
    "atmosphere": _on_atmosphere,
    "subtitles": _on_subtitles,
    "film_look": partial(_on_finish, "look"),
    "grain": partial(_on_finish, "grain"),
    "quote": _on_quote,
    "list_of": _on_twice,
    "transition": on_transition,
    "kind": on_kind,
    "voiced": _on_voiced,
    "speech": _on_speech,
    "language": _on_language,
    "fps": _on_fps,
    "sequence": on_sequence,
    "ordinal": on_number,
    "number": on_number,
    **{name: partial(on_field, name) for name in _FIELDS},
    **{name: partial(_on_size, name) for name in ("size", "aspect", "resolution")},
    **{name: partial(_on_card, name) for name in ("title", "opening", "closing", "caption")},
}
