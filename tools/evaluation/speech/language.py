"""In which language a line is spoken."""

from studio.nouns.vocabulary import Language
from studio.plan import Line
from tools.evaluation.case import Case


def language_of(case: Case, line: Line) -> Language:
    """The language that a line is spoken in: its own, else the character's."""
    return line.language or case.toolbox.sheets.get(line.character).voice.language
