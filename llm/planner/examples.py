"""A brief that works, offered with every refusal."""

from zlib import crc32

from llm.planner.brief.drafts import Deliverable
from llm.planner.brief.reading import Reading
from llm.planner.shots import gerund
from llm.planner.words.cast import Cast

_PLACES = {
    "seaside_town": "in the harbour",
    "meadow": "in the meadow",
    "bedroom": "in the bedroom",
    "night_street": "on a street at night",
    "backdrop": "on a plain background",
}
_TIMES = {"morning": "in the morning", "day": "by day", "sunset": "at sunset", "night": "at night"}
_ACTIONS = ("wave", "point", "jump", "sit", "walk", "cheer")
_FEELINGS = ("happy", "excited", "surprised", "determined", "playful")
_LINES = ("Hurry up!", "Wait for me!", "What a day!", "Look at that!")
_LONGEST_LINE = 40
_MOST_CAST = 3


def _together(names: list[str]) -> str:
    """ "Luca, Giulia and Alberto"."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def example(reading: Reading, cast: Cast, text: str) -> str:
    """A brief that works, as near as can be to `text`, the one that did not. What `text` leaves
    open is drawn by its letters, so that not every refusal offers the same."""
    draft = reading.deliverables[0] if reading.deliverables else Deliverable()
    draw = crc32(text.encode())
    names = [r.character for r in draft.roles if r.character in cast.names]
    near = [n for word in reading.unknown.names for n in cast.nearest(word)[:1]]
    among = names[:1] or near[:1] or reading.described or cast.names or ["Luca"]
    name = among[draw % len(among)]
    role = next((r for r in draft.roles if r.character == name), None)
    feeling = (role.expression if role else reading.feeling) or _FEELINGS[draw % len(_FEELINGS)]
    speechless = reading.empty_quotes or draft.only_reported
    if speechless or draft.kind == "voice_line" or (draft.kind == "picture" and draft.lines):
        own = (line.text for line in draft.lines)
        short = (
            text for text in own if not set('"“”') & set(text) and 0 < len(text) <= _LONGEST_LINE
        )
        words = next(short, _LINES[draw % len(_LINES)])
        return f'Record {name} saying "{words}", {feeling}'
    action = gerund((role.action if role else reading.action) or _ACTIONS[draw % len(_ACTIONS)])
    action = "with " + action.replace("_", " ") if "_" in action else action
    place = draft.fields.get("set") or ("seaside_town", "meadow")[draw // 7 % 2]
    time = draft.fields.get("time") or ("" if place in ("night_street", "backdrop") else "sunset")
    where = _PLACES[place]
    if time and "night" not in where and place != "backdrop":
        where += " " + _TIMES[time]
    name = _together(names[:_MOST_CAST]) or name
    if draft.kind == "shot":
        return f"A three-second shot of {name} {action} {where}, {feeling}"
    return f"A picture of {name} {action} {where}, {feeling}"
