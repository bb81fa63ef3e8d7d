"""What is made out of other pieces: "use take 2's voice", "the same place as in the first film",
"the music of the scene from yesterday"; "yesterday's scene, but at night"."""

import re

from interfaces.chat.branches import ORDINALS, told
from interfaces.chat.earlier import PIECE, piece_named
from interfaces.chat.state import Talk
from interfaces.format.text import joined, shortened
from studio.errors import InputError
from studio.nouns.brief import Borrowed
from studio.plan.borrowing import PARTS, VOICE, borrowed

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
_VERB = r"(?:(?:please )?(?:use|take|keep|give it|put in|have|with|in|at)\s+)?"
_BORROWS = re.compile(
    rf"\b{_VERB}(?:(?P<piece>{PIECE})(?:'s|’s) (?P<parts>{_PARTS})"
    rf"|(?P<parts2>{_PARTS}) (?:of|from|as in|like in|as|like) (?P<piece2>{PIECE}))\b",
    re.IGNORECASE,
)
_NO_PART = re.compile(rf"\b(?:as|like) (?:in |on )?(?P<piece>{PIECE})\b", re.IGNORECASE)
# "yesterday's scene, but at night": which piece to go on from, then what to change there.
_GOES_ON = re.compile(
    r"(?:please |per favore )?(?:(?:take|use|do|make|again|once more|riprendi|rifai) )?"
    rf"(?:the same (?:\w+ )?as (?:in )?|like |as (?:in )?|come )?(?P<piece>{PIECE})"
    r"(?: again| ancora)?\s*[,:;.–-]?\s*(?:but|only|ma|solo|però)\s+(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)

# Which may as well be a shot of the film that one is at.
_OF_A_SHOT = re.compile(
    rf"(?:.*\b(?:{'|'.join(ORDINALS)}) )?(?:scene|picture|clip|one|scena|immagine)(?: \d+)?", re.I
)


def goes_on_from(talk: Talk, line: str) -> str | None:
    """Stand on the piece that a line such as "yesterday's scene, but at night" begins with,
    whatever conversation made it: what is to be changed there, empty where it cannot be found;
    None for another line."""
    said = _GOES_ON.fullmatch(line.strip())
    if said is None or _OF_A_SHOT.fullmatch(said["piece"]):
        return None
    try:
        source = piece_named(talk, said["piece"])
    except InputError as error:
        talk.notice(str(error))
        return ""
    talk.take_up(source)
    told(talk, "On from")
    return said["rest"]


def borrowed_by(talk: Talk, text: str) -> list[Borrowed]:
    """What a line takes from other pieces, each told with the piece that it is taken from.
    InputError where no piece or several fit, where that piece has no such part, and where no part
    is named."""
    found = []
    into = talk.piece.plan if talk.piece else None
    for said in _BORROWS.finditer(text):
        source = piece_named(talk, said["piece"] or said["piece2"])
        assert source.plan
        parts = _parts(said["parts"] or said["parts2"])
        changes = [change for part in parts for change in borrowed(part, source.plan, into)]
        found.append(Borrowed(words=said[0], session=source.session, changes=changes))
        brief = shortened(" ".join(source.brief.text.split()), 80)
        talk.notice(f"The {joined(parts)} of “{brief}” ({source.session}).")
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
