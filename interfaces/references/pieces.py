"""Pieces that are spoken of: by their number, their session, the day on which they were made, and
what is said of them. In a chat "take 2" is the piece of that number."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from agents.outcome import Outcome, outcome_of
from interfaces.format.text import shortened
from interfaces.references.words import COMMON, KIND, ORDINALS
from interfaces.workplace import Workplace
from studio.errors import InputError
from studio.nouns.conversation import Conversation
from studio.store.sessions import SessionSummary

_WEEKDAYS = {
    word: number
    for number, words in enumerate(
        ("monday lunedì", "tuesday martedì", "wednesday mercoledì", "thursday giovedì",
         "friday venerdì", "saturday sabato", "sunday domenica")
    )
    for word in words.split()
}  # fmt: skip
_DAY = rf"(?:today|yesterday|last week|oggi|ieri|{'|'.join(_WEEKDAYS)})"
_TOLD = r"(?: (?:with|about|of|where|in which|con|su|dove|in cui) [\w'’ ]+?)?"
_END = r"(?=\s*(?:[,;.!?]|$|\b(?:and|but|e|ma)\b))"
# Words that name a piece, for a larger expression.
PIECE = (
    rf"(?:(?:the |la |il )?{KIND} (?:number |n\.? ?)?\d+"
    rf"|(?:the |la |il |l')?(?:{'|'.join(ORDINALS)}) {KIND}"
    rf"|(?:the |la |il |l'|(?<=del )|(?<=dal )|(?<=nel )|(?<=ella )){KIND}{_TOLD} "
    rf"(?:I made |we made )?(?:from |of |on |di |del )?{_DAY}"
    rf"|{_DAY}(?:'s|’s) {KIND}{_TOLD}"
    rf"|(?:the |an? )?(?:earlier|older|old) {KIND}{_TOLD}{_END}"
    r"|\d{8}-\d{6}-[\w-]+)"
)
_SESSION = re.compile(r"\d{8}-\d{6}-[\w-]+")
_ELSEWHERE = re.compile(rf"\b(?:{_DAY}|earlier|older|old)\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_NO_CONTENT = COMMON | {"s", "about", "take", "clip", "where", "which", "earlier", "older", "old"}
_NO_CONTENT |= {"i", "we", "made", "week", "la", "il", "l", "di", "del", "con", "su", "dove", "cui"}
_NO_CONTENT |= {"today", "yesterday", "oggi", "ieri", *ORDINALS, *_WEEKDAYS, *KIND[3:-1].split("|")}
_SEARCHED = 500  # sessions, the newest
_COMPARED = 100  # of those by meaning
_NAMED = 4
# Cosine of words and brief from which they may mean the same, and by which one is plainly nearest.
_ALIKE, _NEARER = 0.33, 0.05
_FIX = "Say which by its id, or by its words: “the film with … from yesterday”."

# Two texts' likeness of meaning: of words to each of several texts, -1 to 1.
Alike = Callable[[str, Sequence[str]], Sequence[float]]


@dataclass(frozen=True)
class Around:
    """Where words that name pieces are looked up: the pieces of a conversation, and all that were
    ever made here. `piece` is the one that is spoken of."""

    workplace: Workplace
    piece: Outcome | None = None
    tree: Conversation = field(default_factory=Conversation)


def around_piece(workplace: Workplace, piece: Outcome | None) -> Around:
    """For words that are said outside of a conversation: the pieces that `piece` came from, the
    oldest first, stand for one."""
    line = [piece] if piece else []
    while line and (before := line[0].brief.earlier):
        line.insert(0, outcome_of(workplace.sessions.events(before.session)))
    tree = Conversation()
    for one in line:
        came_from = one.brief.earlier.session if one.brief.earlier else ""
        tree.add(one.session, one.brief.text, came_from)
    return Around(workplace, piece, tree)


def may_name(around: Around, words: str) -> bool:
    """Whether words can mean a piece here: a number or an ordinal does so in a conversation alone,
    else it is of a scene of the film that is asked for."""
    return bool(around.tree.pieces or _ELSEWHERE.search(words) or _SESSION.fullmatch(words))


def piece_named(around: Around, words: str) -> Outcome:
    """The piece that words name, which has a plan. InputError where none or several fit."""
    plain = words.casefold()
    if _ELSEWHERE.search(plain):
        session = _recalled(around, plain)
    elif _SESSION.fullmatch(plain):
        session = plain
    else:
        number = re.search(r"\d+", plain)
        ordinal = next((n for word, n in ORDINALS.items() if word in plain.split()), 0)
        last = len(around.tree.pieces)
        session = around.tree.session_of(
            int(number[0]) if number else ordinal if ordinal > 0 else last
        )
    outcome = outcome_of(around.workplace.sessions.events(session))
    if outcome.plan is None or outcome.plan.refused:
        raise InputError(f"{words} has no plan to take from.", "/tree lists the pieces.")
    return outcome


def _recalled(around: Around, plain: str) -> str:
    """The session of the one piece that was made then and is like what is said of it."""
    sessions = around.workplace.sessions.sessions(_SEARCHED)
    first, last = days_of(plain, datetime.now().astimezone().date())
    found = like(made_on(sessions, first, last), plain, around.workplace.memory.alike)
    then = re.search(_DAY, plain)
    when = f" of {then[0]}" if then else ""
    if not found:
        raise InputError(f"no piece{when} is like that.", "`python main.py sessions` lists all.")
    if len(found) > 1:
        told = "; ".join(f"“{shortened(one.brief, 40)}” ({one.id})" for one in found[:_NAMED])
        raise InputError(f"{len(found)} pieces{when} fit: {told}.", _FIX)
    return found[0].id


def days_of(plain: str, today: date) -> tuple[date, date]:
    """The first and the last day of a time that is told; any day up to now where none is."""
    words = plain.replace("’", "'").split()
    said = {word.removesuffix("'s") for word in words}
    if "week" in said:
        monday = today - timedelta(today.weekday() + 7)
        return monday, monday + timedelta(6)
    back = {"today": 0, "oggi": 0, "yesterday": 1, "ieri": 1}
    back |= {name: (today.weekday() - day - 1) % 7 + 1 for name, day in _WEEKDAYS.items()}
    told = [days for word, days in back.items() if word in said]
    if not told:
        return date.min, today
    return today - timedelta(told[0]), today - timedelta(told[0])


def made_on(sessions: list[SessionSummary], first: date, last: date) -> list[SessionSummary]:
    """The pieces that were made on these days of this machine's calendar."""
    return [
        one
        for one in sessions
        if one.outcome in ("approved", "delivered")
        and first
        <= (one.created if one.created.tzinfo else one.created.replace(tzinfo=UTC))
        .astimezone()
        .date()
        <= last
    ]


def like(made: list[SessionSummary], plain: str, alike: Alike) -> list[SessionSummary]:
    """Those whose briefs have most of the words of `plain`; where none has any, the one whose
    brief means most nearly the same; all where nothing is said of it."""
    wanted = [word for word in _WORD.findall(plain) if word not in _NO_CONTENT]
    if not wanted:
        return made
    scored = [(len(set(wanted) & set(_WORD.findall(one.brief.casefold()))), one) for one in made]
    most = max((score for score, _ in scored), default=0)
    if most:
        return [one for score, one in scored if score == most]
    near = made[:_COMPARED]
    means = alike(" ".join(wanted), [one.brief for one in near]) if near else []
    best = max(means, default=0.0)
    if best < _ALIKE:
        return []
    pairs = zip(means, near, strict=True)
    return [one for likeness, one in pairs if likeness > best - _NEARER]
