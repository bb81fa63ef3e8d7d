"""In which order a note wants the shots: "Nico first, then Luca"."""

from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.words import Words
from llm.planner.reader.notes.context import NoteContext
from studio.plan import Film

_LEADS = ("sequence", "after_it", "name", "change")


def order_told(words: Words, film: Film) -> list[Phrase]:
    """The names of a note that says nothing but who comes first and next, each of somebody who is
    in one shot alone; none where it says anything else."""
    told = [one for one in words.items if one.is_content]
    first = [one for one in told if "first" in (one.value("sequence"), one.value("change"))]
    names = [one for one in told if one.has("name")]
    changes = [one for one in told if one.has("change") and one not in first]
    if len(first) != 1 or changes or not all(one.has(*_LEADS) for one in told):
        return []
    return names if all(len(_shots_of(film, one)) == 1 for one in names) else []


def _shots_of(film: Film, name: Phrase) -> list[str]:
    who = name.value("name")
    return [
        shot.id
        for shot in film.shots
        if any(
            one.character == who
            for one in [*getattr(shot, "cast", []), *getattr(shot, "lines", [])]
        )
    ]


def put_in_order(note: NoteContext, names: list[Phrase]) -> range:
    """Move the shots of those who are named to the front, in their order: the note's place."""
    now = [shot.id for shot in note.film.shots]
    for place, name in enumerate(names):
        identifier = _shots_of(note.film, name)[0]
        if now[place] == identifier:
            note.read(name)
            continue
        now.remove(identifier)
        now.insert(place, identifier)
        note.set(identifier, place, name, "move")
    for item in note.words.items:
        note.read(item)
    return range(len(note.words.text))
