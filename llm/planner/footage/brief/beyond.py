"""What clauses ask for that no tool can do: somebody put into footage, sound that came along."""

from itertools import pairwise

from llm.planner.brief.nearby import Nearby
from llm.planner.footage.brief.amounts import KINDS
from llm.planner.footage.brief.claims import Clause
from llm.planner.words.cast import Cast
from llm.planner.words.lexicon import grammar

_ADDING = {"add", "insert", "paste", "composite"}
_PUTTING = _ADDING | {"put", "place", "drop", "include", "bring", "have", "let"}
_BESIDE = {"beside", "alongside", "behind", "near", "with", "to", "of", "by", "on"}
_THEM = {"him", "her", "it", "them"}
_INTO = {"into", "in", "to"}
_WORKS = {"scene", "clip", "video", "footage", "shot", "film", "movie", "background"}
_OWN = {"this", "that", "my", "our", "attached", "uploaded", "enclosed"}
_SOUNDS = {"music", "song", "sound", "soundtrack", "audio", "recording", "track", "tune"}
# What stands for the name of another file that came along.
OTHER_FILE = "this attachment"
_PLAYED = {"play", "run", "make", "turn", "have", "put", "show", "want", "let"}


def _words(near: Nearby, clause: Clause) -> list[str]:
    return [near.norm(index) for index in range(clause.start, clause.end)]


def inserts(near: Nearby, clause: Clause, cast: Cast) -> bool:
    """Whether somebody or something is to be put into the footage: "put Giulia next to him"."""
    said = _words(near, clause)
    while said and (said[0],) in grammar("stop") and said[0] not in _PUTTING:
        said = said[1:]
    if not said or said[0] not in _PUTTING or clause.of("effect", "music", "title", "look"):
        return False
    if clause.of("quote"):
        return False
    names = [cast.find(said[at : at + 3]) for at in range(1, len(said))]
    named = any(length for length, _ in names)
    beside = any(first in _BESIDE and then in _THEM for first, then in pairwise(said))
    into = any(
        word in _INTO and set(said[at + 1 : at + 3]) & _WORKS for at, word in enumerate(said)
    )
    things = [at for at in range(clause.start, clause.end) if near.at.get(at) is None]
    strange = any((near.norm(at),) not in grammar("stop") | {(said[0],)} for at in things)
    alone = said[0] in _ADDING and bool(names) and names[0][0] == len(said) - 1
    return (named and (beside or into or alone)) or (strange and beside)


def own_sound(near: Nearby, clause: Clause) -> tuple[int, int]:
    """Where the clause names a sound that came with the brief, "this music": its tokens from, to;
    (0, 0) where it names none."""
    for index in range(clause.start, clause.end - 1):
        sound = near.norm(index + 1) in {*_SOUNDS, OTHER_FILE.split()[-1]}
        if near.norm(index) in _OWN and sound and not clause.of("cannot", "remove"):
            return index, index + 2
    return 0, 0


def reverses_part(near: Nearby, clause: Clause) -> bool:
    """Whether a part of the footage is to run backwards within the rest; "the last two seconds,
    backwards" is a cut instead."""
    backwards = [c for c in clause.of("effect") if KINDS[c.value] == "reverse"]
    parts = clause.of("beginning", "end", "range", "from")
    if not backwards or not parts or clause.of("keep", "trim", "remove"):
        return False
    led = bool(set(_words(near, clause)) & _PLAYED)
    return led or backwards[0].start < parts[0].start
