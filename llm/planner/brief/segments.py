"""Where one deliverable of a brief ends and the next begins."""

from dataclasses import dataclass, field

from llm.planner.brief.claims import Claim
from llm.planner.brief.context import Context
from llm.planner.words.lexicon import grammar, numbers

_ADJECTIVES = {
    "framing",
    "emotion",
    "size",
    "duration",
    "quality",
    "style",
    "time",
    "aspect",
    "language",
    "resolution",
    "silent",
    "strength",
    "action",
    "set",
    "structure",
    "fps",
    "transparent",
    "angle",
    "exposure",
    "separate",
    "mood",
}
_BOUNDARIES = {
    ",",
    "and",
    "then",
    "plus",
    "&",
    ":",
    "(",
    "also",
    "e",
    "poi",
    "first",
    "second",
    "third",
    "next",
    "finally",
    "lastly",
    "afterwards",
}
_PERSONS = {"him", "her", "them", "all", "both"}
_MORE = {"also", "then", "additionally", "and", "next", "finally"}
# "- ", "2. ": how far into a line its head may begin.
_LIST_MARK = 4
_NOT_HEADS = {"it", "him", "her", "them", "sure", "this", "everything", "all", "both"}


@dataclass
class Segment:
    """The tokens of one deliverable, and how many of it are wanted."""

    tokens: list[int] = field(default_factory=list)
    head: Claim | None = None
    count: int = 1
    repeats_kind: bool = False
    for_all: bool = False


def _is_head(context: Context, claim: Claim) -> bool:
    following = context.norm(claim.end)
    if claim.negated:
        return False
    if claim.category == "make":
        # "Make him wave" goes on; "Also record him" begins something else.
        again = following in _PERSONS and (
            claim.value == "voice_line"
            or (claim.value != "any" and context.norm(claim.start - 1) in _MORE)
        )
        return following not in _NOT_HEADS or again
    if claim.category == "framing" and claim.value == "close_up":
        return following == "of"
    return claim.category == "kind"


def _one_of(context: Context, index: int) -> bool:
    """ "one of Giulia", "another of Luca", "one smiling" after a list's colon or comma."""
    if context.norm(index) not in ("one", "another", "una", "un'altra"):
        return False
    before = context.norm(index - 1)
    if before == "another":
        return False
    if context.norm(index) == "another" and context.norm(index + 1) == "one":
        return context.norm(index + 2) in ("of", "with", "in", "at", "where")
    claim = context.at.get(index + 1)
    follows = context.norm(index + 1) in ("of", "with", "in", "at", "where") or (
        claim is not None
        and claim.category in ("emotion", "action", "time", "set", "framing", "strength", "name")
    )
    return follows and before in (",", "and", ":", ".", ";", "then", "plus")


def _lead(context: Context, start: int) -> tuple[int, int]:
    """Where the words that belong before a head begin, and how many are wanted."""
    count, index = 1, start - 1
    while index >= 0:
        claim, word = context.at.get(index), context.norm(index)
        token = context.tokens[index]
        if (
            (claim and claim.category in _ADJECTIVES and not claim.negated)
            or (claim and claim.category == "name" and token.possessive)
            or (claim and claim.category == "make")
        ):
            index = claim.start - 1
        elif (word,) in numbers() or token.kind == "number":
            value = numbers().get((word,)) or (float(word) if token.kind == "number" else 1)
            count = max(count, int(value)) if value == int(value) else count
            index -= 1
        elif word in ("the", "some", "me", "us", "please", "each", "us", "i", "new") or (
            word,
        ) in grammar("style"):
            index -= 1
        else:
            break
    return index + 1, count


def _one_each(context: Context, starts: dict[int, tuple[Claim | None, int, bool]]) -> list[int]:
    """Where each of "two pictures: Luca at dawn, and Giulia at night" begins: as many names stand
    at the head of a part as pieces are wanted."""
    for head, count, _ in starts.values():
        if head is None or count < 2 or context.norm(head.end) != ":":
            continue
        names = [
            c
            for c in context.claims
            if c.category == "name" and c.start > head.end and not c.negated
        ]
        parts = [_lead(context, name.start)[0] for name in names]
        apart = all(context.norm(p - 1) in _BOUNDARIES | {";", "."} for p in parts)
        if len(parts) == count and apart and not any(p in starts for p in parts):
            return parts
    return []


def _times(context: Context) -> list[tuple[int, int]]:
    """ "3x Giulia waving": where it begins, and how many."""
    return [
        (index, int(token.norm))
        for index, token in enumerate(context.tokens)
        if token.kind == "number"
        and token.norm.isdecimal()
        and context.norm(index + 1) in ("x", "×", "times")
        and (claim := context.at.get(index + 2)) is not None
        and claim.category == "name"
    ]


_BULLETS = {"-", "•", "*", "–"}


def _parts(context: Context, starts: dict[int, tuple[Claim | None, int, bool]]) -> list[int]:
    """Where the parts of a list begin, if each is about somebody: lines with a bullet or a number,
    else, if none says what to make, lines or what semicolons part, each in some place or at some
    time: "Luca bedroom night; Giulia meadow morning"."""
    tokens = context.tokens
    begins = [0, *(i for i, token in enumerate(tokens) if token.line)]
    marked = all(
        i < len(tokens) and (context.norm(i) in _BULLETS or tokens[i].kind == "number")
        for i in begins
    )
    if not marked and len(begins) == 1:
        begins += [i + 1 for i in range(len(tokens)) if context.norm(i) == ";"]
    for begin, end in zip(begins, [*begins[1:], len(tokens)], strict=True):
        inside = {c.category for i in range(begin, end) if (c := context.at.get(i))}
        acts = marked or inside & {"set", "time", "action", "emotion"}
        if "name" not in inside or not acts or (starts and not marked):
            return []
    return begins[1:]


def split(context: Context) -> list[Segment]:
    """The segments of a brief, one per head; a brief without a head is one segment."""
    starts: dict[int, tuple[Claim | None, int, bool]] = {}
    for claim in context.claims:
        if not _is_head(context, claim):
            continue
        start, count = _lead(context, claim.start)
        before = context.norm(start - 1)
        token = context.tokens[start] if start < len(context.tokens) else None
        if (
            start == 0
            or (token and token.opens)
            or context.stops(start - 1)
            or before in _BOUNDARIES
        ):
            known = starts.get(start)
            # "Generate a picture": the noun says what the verb leaves open.
            if known is None or known[0] is None or known[0].category == "make":
                starts[start] = (claim, count, False)
    for index in range(len(context.tokens)):
        if _one_of(context, index) and index not in starts:
            starts[index] = (None, 1, True)
    for index, count in _times(context):
        starts.setdefault(index, (None, count, False))
    parts = _parts(context, starts)
    for index in parts:
        headed = any(i in starts for i in range(index, index + _LIST_MARK))
        if not headed:
            starts[index] = (None, 1, False)
    for place in _one_each(context, starts):
        starts.setdefault(place, (None, 1, True))
    segments = [Segment()]
    for index, token in enumerate(context.tokens):
        opening = starts.get(index)
        said = any(i in context.at for i in segments[-1].tokens)
        if opening and (segments[-1].head or segments[-1].repeats_kind or (parts and said)):
            segments.append(Segment())
        elif (
            token.opens
            and (token.norm,) in grammar("all_of_it")
            and segments[-1].head
            and not opening
        ):
            segments.append(Segment(for_all=True))
        if opening:
            segments[-1].head, segments[-1].count, segments[-1].repeats_kind = opening
            segments[-1].for_all = False
        segments[-1].tokens.append(index)
    return segments
