"""What is said of other pieces: "use take 2's voice", "the same place as in the first film", "the
music of the scene from yesterday". In a chat "take 2" is the piece of that number."""

import re
from datetime import UTC, date, datetime, timedelta

from agents.outcome import Outcome, outcome_of
from interfaces.chat.branches import COMMON, KIND, ORDINALS
from interfaces.chat.state import Talk
from interfaces.format.text import joined, shortened
from studio.errors import InputError
from studio.nouns.brief import Borrowed
from studio.plan.borrowing import PARTS, VOICE, borrowed
from studio.store.sessions import SessionSummary

# What people call the parts.
_CALLED = {
    "place": "place|set|location|scenery|background",
    "time of day": "time of day|hour",
    "light": "light|lighting",
    "camera": "camera|framing|shot size",
    "music": "music|song|tune",
    "atmosphere": "atmosphere|ambience|background sound",
    "look": "look|colou?rs?|grading",
    VOICE: "voice|way of speaking",
}
_PART = "|".join(_CALLED.values())
_PARTS = rf"(?:the )?(?:same )?(?:{_PART})(?:(?:, | and )(?:the )?(?:same )?(?:{_PART}))*"
_DAYS = {"today": 0, "yesterday": 1}
_PIECE = (
    rf"(?:(?:the )?{KIND} (?:number )?\d+|the (?:{'|'.join(ORDINALS)}) {KIND}"
    rf"|the {KIND}(?: (?:with|about) [\w' ]+?)? (?:from|of) (?:{'|'.join(_DAYS)})"
    rf"|(?:{'|'.join(_DAYS)})'s {KIND}|\d{{8}}-\d{{6}}-[\w-]+)"
)
_VERB = r"(?:(?:please )?(?:use|take|keep|give it|put in|have|with|in|at)\s+)?"
_BORROWS = re.compile(
    rf"\b{_VERB}(?:(?P<piece>{_PIECE})(?:'s|’s) (?P<parts>{_PARTS})"
    rf"|(?P<parts2>{_PARTS}) (?:of|from|as in|like in|as|like) (?P<piece2>{_PIECE}))\b",
    re.IGNORECASE,
)
_NO_PART = re.compile(rf"\b(?:as|like) (?:in |on )?(?P<piece>{_PIECE})\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SEARCHED = 500  # sessions, the newest
_NAMED = 4


def borrowed_by(talk: Talk, text: str) -> list[Borrowed]:
    """What a line takes from other pieces, each told with the piece that it is taken from.
    InputError where no piece or several fit, where that piece has no such part, and where no part
    is named."""
    found = []
    into = talk.piece.plan if talk.piece else None
    for said in _BORROWS.finditer(text):
        source = _piece(talk, said["piece"] or said["piece2"])
        assert source.plan
        parts = _parts(said["parts"] or said["parts2"])
        changes = [change for part in parts for change in borrowed(part, source.plan, into)]
        found.append(Borrowed(words=said[0], session=source.session, changes=changes))
        told = shortened(" ".join(source.brief.text.split()), 80)
        talk.notice(f"The {joined(parts)} of “{told}” ({source.session}).")
    rest = _BORROWS.sub(" ", text)
    if unclear := _NO_PART.search(rest):
        raise InputError(
            f"“{unclear[0]}”: what of that piece is wanted?",
            f"Say its {', '.join(PARTS)} or {VOICE}: “the same place as in {unclear['piece']}”.",
        )
    return found


def _parts(words: str) -> list[str]:
    """The parts that are named, in the order of the list."""
    return [
        part for part, called in _CALLED.items() if re.search(rf"\b(?:{called})\b", words, re.I)
    ]


def _piece(talk: Talk, words: str) -> Outcome:
    """The piece that words name, which has a plan."""
    plain = words.casefold()
    day = next((day for day in _DAYS if day in plain), None)
    if day:
        session = _of_day(talk, plain, day)
    elif re.fullmatch(r"\d{8}-\d{6}-[\w-]+", plain):
        session = plain
    else:
        number = re.search(r"\d+", plain)
        ordinal = next((n for word, n in ORDINALS.items() if word in plain.split()), 0)
        last = len(talk.tree.pieces)
        session = talk.session_of(int(number[0]) if number else ordinal if ordinal > 0 else last)
    outcome = outcome_of(talk.workplace.sessions.events(session))
    if outcome.plan is None or outcome.plan.refused:
        raise InputError(f"{words} has no plan to take from.", "/tree lists the pieces.")
    return outcome


def _of_day(talk: Talk, plain: str, day: str) -> str:
    """The one session of a day whose brief has the words that are said of it."""
    sessions = talk.workplace.sessions.sessions(_SEARCHED)
    found = on_day(sessions, plain, datetime.now().astimezone().date() - timedelta(_DAYS[day]))
    if not found:
        raise InputError(f"no piece of {day} is like that.", "`python main.py sessions` lists all.")
    if len(found) > 1:
        told = "; ".join(f"“{shortened(one.brief, 40)}” ({one.id})" for one in found[:_NAMED])
        raise InputError(
            f"{len(found)} pieces of {day} fit: {told}.",
            f"Say which by its id, or by its words: “the film with … from {day}”.",
        )
    return found[0].id


def on_day(sessions: list[SessionSummary], plain: str, day: date) -> list[SessionSummary]:
    """The pieces that were made on a day of this machine's calendar and whose briefs have most of
    the words in `plain`; all of that day where it says none."""
    made = [
        one
        for one in sessions
        if one.outcome in ("approved", "delivered")
        and (one.created if one.created.tzinfo else one.created.replace(tzinfo=UTC))
        .astimezone()
        .date()
        == day
    ]
    wanted = set(_WORD.findall(plain)) - COMMON - set(_DAYS) - {"about", "s", "take", "clip"}
    if not wanted:
        return made
    scored = [(len(wanted & set(_WORD.findall(one.brief.casefold()))), one) for one in made]
    most = max((score for score, _ in scored), default=0)
    return [one for score, one in scored if score == most > 0]
