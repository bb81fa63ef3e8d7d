"""What is in doubt in a note on a piece."""

from llm.planner.doubts.doubt import Doubt
from llm.planner.reader import CharacterIndex, read_note
from llm.planner.reader.language.detection import brief_language
from llm.planner.reader.language.lexicon import table
from llm.planner.reader.language.words import Words
from studio.plan import Change, Film, OpenQuestion
from studio.plan.film import MOST_CHOICES

_ONE = {"he": "he", "she": "she", "her": "she"}


def doubt_in_note(text: str, film: Film, book: CharacterIndex) -> Doubt | None:
    """Whom a note means by he or she, where it names nobody and changes several who can be meant;
    None where that is no question."""
    words = Words(text, book, brief_language(text, "notes")[0], "notes")
    meant = _one_meant(words)
    if meant is None or any(one.has("name") for one in words.items):
        return None
    start, end, who = meant
    changed = _changed(read_note(text, film, book).changes, film)
    fitting = [name for name in changed if book.gender(name) in (who, "")]
    if len(fitting) < 2:
        return None
    return _doubt(text, start, end, fitting)


def _one_meant(words: Words) -> tuple[int, int, str] | None:
    """The place of the first words that mean one without a name, and "he" or "she"; those within a
    phrase of other meaning ("make him") too."""
    found = [(i.start, i.end, i.value("pronoun")) for i in words.items if i.has("pronoun")]
    told = table(words.language, "grammar")["pronouns"]
    known = {spelling: who for who in _ONE for spelling in told.get(who, ())}
    found += [(t.start, t.end, known[t.norm]) for t in words.tokens if t.norm in known]
    return next(((start, end, _ONE[who]) for start, end, who in sorted(found) if who in _ONE), None)


def _changed(changes: list[Change], film: Film) -> list[str]:
    """The characters whom changes are of, in the film's order."""
    parts = [change.path.split(".") for change in changes]
    of = {path[2] for path in parts if len(path) > 2 and path[1] == "cast"}
    return [name for name in film.characters if name in of]


def _doubt(note: str, start: int, end: int, fitting: list[str]) -> Doubt:
    everybody = " and ".join(fitting)
    choices = [*fitting[: MOST_CHOICES - 1], everybody[:80]]
    said = note[start:end]
    text = f"Who is “{said}”: {' or '.join(fitting)}?"
    question = OpenQuestion(text=text[:160], words=said[:80], choices=choices)
    return Doubt(question, start, end, fitting[0])
