"""Going about in the tree of pieces: back, again, and on from an earlier one."""

import re

from interfaces.chat.state import Talk
from interfaces.format.text import shortened
from interfaces.references.words import COMMON, KIND, ORDINALS
from studio.errors import InputError
from studio.nouns.conversation import Conversation

_WORD = re.compile(r"\w+")
# "go back to take 2", "back to the first film, at night": where to, then what to change there.
_GO_BACK = re.compile(
    r"(?:please )?(?:go |let'?s go |come |return |torna )?(?:back |indietro )?(?:to|a|al|alla) "
    rf"(?:the |la |il )?(?:{KIND} (?:number |n\.? ?)?(?P<number>\d+)"
    rf"|(?P<ordinal>{'|'.join(ORDINALS)}) {KIND})"
    r"(?:\s*(?:,|;|\.|\band\b|\be\b)\s*(?P<rest>.*))?[.!]?",
    re.IGNORECASE | re.DOTALL,
)


def undo(talk: Talk, _: list[str]) -> None:
    """The piece that this one came from is the one that notes are on again."""
    told(talk, "Back at") if talk.back() else talk.notice("There is no piece before this one.")


def redo(talk: Talk, _: list[str]) -> None:
    """The last /undo is taken back."""
    told(talk, "Again at") if talk.forward() else talk.notice("Nothing was undone.")


def branch(talk: Talk, words: list[str]) -> None:
    """Stand on an earlier piece, by its number, its session's id or words of its brief; without
    any, on the first."""
    try:
        talk.go(found(talk.tree, " ".join(words)) if words else 1)
    except InputError as error:
        talk.notice(str(error))
        return
    told(talk, "Back at")


def show_tree(talk: Talk, _: list[str]) -> None:
    """Every piece below what it came from; the one that notes are on has a star."""
    if not talk.tree.pieces:
        talk.notice("Nothing was made yet.")
    talk.show([_line(talk.tree, number, depth) for number, depth in talk.tree.tree()])


def _line(tree: Conversation, number: int, depth: int) -> str:
    words = " ".join(tree.pieces[number - 1].words.split())
    mark = "*" if number == tree.at else " "
    return f"{mark} {'   ' * depth}{number}  {shortened(words, 70)}"


def told(talk: Talk, how: str) -> None:
    """Say where one stands."""
    if talk.piece:
        said = shortened(talk.piece.brief.text, 100)
        talk.notice(f"{how} “{said}”. What you say next changes that piece.")


def found(tree: Conversation, name: str) -> int:
    """The number of the piece that a number, a session's id or its beginning, or words of a brief
    name: the newest of those that have most of the words. InputError for none."""
    if name.isdecimal():
        return int(name)
    of = [n for n, node in enumerate(tree.pieces, 1) if name and node.session.startswith(name)]
    if of:
        return of[-1]
    wanted = set(_WORD.findall(name.casefold())) - COMMON
    scored = [
        (len(wanted & set(_WORD.findall(node.words.casefold()))), number)
        for number, node in enumerate(tree.pieces, 1)
    ]
    most, number = max(scored, default=(0, 0))
    if not most:
        raise InputError(
            f"no piece of this conversation is called {shortened(name)!r}.",
            "/tree lists the pieces with their numbers.",
        )
    return number


def goes_back(talk: Talk, line: str) -> str | None:
    """Go where a line such as "go back to take 2, at night" says. What is left of it to be made,
    maybe empty; None for a line that says no such thing."""
    said = _GO_BACK.fullmatch(line.strip())
    if said is None or ("back" not in line.casefold() and "torna" not in line.casefold()):
        return None
    number = int(said["number"]) if said["number"] else ORDINALS[said["ordinal"].casefold()]
    try:
        talk.go(number if number > 0 else len(talk.tree.pieces))
    except InputError as error:
        talk.notice(str(error))
        return ""
    told(talk, "Back at")
    return said["rest"] or ""
