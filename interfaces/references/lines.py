"""What is made out of other pieces: "use take 2's voice", "the same place as in the first film",
"the music of the scene from yesterday"; "yesterday's scene, but at night"."""

import re

from agents.outcome import Outcome
from interfaces.format.text import joined, shortened
from interfaces.references.pieces import PIECE, Around, may_name, piece_named
from interfaces.references.words import ORDINALS
from studio.errors import InputError
from studio.nouns.brief import Borrowed
from studio.plan.borrowing import PARTS, VOICE, borrowed

# What people call the parts.
_CALLED = {
    "place": "place|set|location|scenery|background|luogo|posto|sfondo",
    "time of day": "time of day|hour|ora(?: del giorno)?",
    "light": "light|lighting|luce",
    "camera": "camera|framing|shot size|inquadratura",
    "music": "music|song|tune|musica|canzone",
    "atmosphere": "atmosphere|ambience|background sound|atmosfera",
    "look": "look|colou?rs?|grading|aspetto|colori",
    VOICE: "voice|way of speaking|voce",
}
_PART = rf"(?:the |il |la |lo |l'|i )?(?:same |stess[aoi] )?(?:{'|'.join(_CALLED.values())})"
_PARTS = rf"{_PART}(?:(?:, | and | e ){_PART})*"
_VERB = (
    r"(?:(?:please |per favore )?"
    r"(?:use|take|keep|give it|put in|have|with|in|at|"
    r"usa|prendi|metti|tieni|con|nel|nella|nello)\s+)?"
)
_OF = (
    r"(?:(?:of|from|as in|like in|as|like|di|del|della|dal|dalla|"
    r"come (?:in|nel|nella|il|la|quell[ao] d(?:i|el|ella))) |d[ea]ll'|come (?:nel)?l')"
)
_BORROWS = re.compile(
    rf"\b{_VERB}(?:(?P<piece>{PIECE})(?:'s|’s) (?P<parts>{_PARTS})"
    rf"|(?P<parts2>{_PARTS}) {_OF}(?P<piece2>{PIECE}))\b",
    re.IGNORECASE,
)
_NO_PART = re.compile(
    rf"\b(?:(?:as|like) (?:in |on )?|come (?:in |nel |nella )?)(?P<piece>{PIECE})\b", re.IGNORECASE
)
# "yesterday's scene, but at night": which piece to go on from, then what to change there.
_GOES_ON = re.compile(
    r"(?:please |per favore )?(?:(?:take|use|do|make|again|once more|riprendi|rifai) )?"
    rf"(?:the same (?:\w+ )?as (?:in )?|like |as (?:in )?|come )?(?P<piece>{PIECE})"
    r"(?: again| ancora)?\s*[,:;.–-]?\s*(?:but|only|ma|solo|però)\s+(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)

_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|(?<!\w)['‘][^'’]+(?:['’]\w[^'’]*)*['’](?!\w)")
# Which may as well be a shot of the film that one is at.
_OF_A_SHOT = re.compile(
    rf"(?:.*\b(?:{'|'.join(ORDINALS)}) )?(?:scene|picture|clip|one|scena|immagine)(?: \d+)?", re.I
)


def goes_on_from(around: Around, line: str) -> tuple[Outcome, str] | None:
    """The piece that a line such as "yesterday's scene, but at night" begins with, whatever
    conversation made it, and what is to be changed there; None for another line. InputError where
    no piece or several fit."""
    said = _GOES_ON.fullmatch(line.strip())
    if said is None or _OF_A_SHOT.fullmatch(said["piece"]):
        return None
    return piece_named(around, said["piece"]), said["rest"]


def borrowed_by(around: Around, text: str) -> list[Borrowed]:
    """What a line takes from other pieces. InputError where no piece or several fit, where that
    piece has no such part, and where no part is named."""
    found = []
    into = around.piece.plan if around.piece else None
    rest = plain = _unquoted(text)
    for said in _BORROWS.finditer(plain):
        named = said["piece"] or said["piece2"]
        if not may_name(around, named):
            continue
        rest = rest.replace(said[0], " " * len(said[0]), 1)
        source = piece_named(around, named)
        assert source.plan
        parts = _parts(said["parts"] or said["parts2"])
        changes = [change for part in parts for change in borrowed(part, source.plan, into)]
        brief = shortened(" ".join(source.brief.text.split()), 80)
        told = f"The {joined(parts)} of “{brief}” ({source.session})."
        found.append(Borrowed(words=said[0], session=source.session, told=told, changes=changes))
    unclear = _NO_PART.search(rest)
    if unclear and may_name(around, unclear["piece"]):
        raise InputError(
            f"“{unclear[0]}”: what of that piece is wanted?",
            f"Say its {', '.join(PARTS)} or {VOICE}: “the same place as in {unclear['piece']}”.",
        )
    return found


def _unquoted(text: str) -> str:
    """The text with stops in place of what is quoted in it, which speaks of nothing here."""
    return _QUOTED.sub(lambda quoted: "." * len(quoted[0]), text)


def _parts(words: str) -> list[str]:
    """The parts that are named, in the order of the list."""
    return [
        part for part, called in _CALLED.items() if re.search(rf"\b(?:{called})\b", words, re.I)
    ]
