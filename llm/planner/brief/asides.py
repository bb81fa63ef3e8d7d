"""Stretches of a brief that ask for nothing the studio makes: what somebody wears or holds, and
what is said in reported speech."""

from llm.planner.brief.claims import Claim
from llm.planner.brief.context import Context
from llm.planner.brief.position import words
from llm.planner.words.cast import Cast
from llm.planner.words.lexicon import Entry, grammar

_LONGEST_VERB = 3
_REPORT_WITHIN = 3
_GARMENTS = ("coat", "suit", "hat", "wear", "jacket", "shirt", "dress")
_LED_BY = {"in", "with", "con"}
_JOINS = {"and", "e", "&"}
_OF_A_THING = {"", "style", "structure", "set", "loose", "strength", "quality", "rate"}


def find_asides(context: Context, cast: Cast) -> None:
    """Claim them as "prop" and "reported", in place of whatever their words stand for alone."""
    at = 0
    while at < len(context.tokens):
        end = _prop_end(context, at)
        if end > at:
            named = {c.value for c in context.claims if c.category == "name"}
            theirs = _is_theirs(context, at, end, cast, named or set(cast.names))
            # "the boy with the red scarf": where nobody is named, it tells who is meant.
            if named or not theirs:
                _claim(context, at, end, "structure" if theirs else "prop")
        at = max(at + 1, end)
    for verb in [c for c in context.claims if c.category == "speech" and not c.negated]:
        _report(context, verb)


def _worn(word: str) -> bool:
    return word in words("worn") or (word.endswith(_GARMENTS) and word not in ("that", "what"))


def _category(context: Context, index: int) -> str:
    claim = context.at.get(index)
    return claim.category if claim is not None else ""


def _verb_end(context: Context, at: int) -> int:
    """Where a verb of wearing or holding that begins at `at` ends; `at` if none does."""
    for length in range(_LONGEST_VERB, 0, -1):
        if tuple(context.norm(i) for i in range(at, at + length)) in grammar("holding"):
            return at + length
    return at


def _thing_end(context: Context, begin: int) -> int:
    """Where "a red umbrella" ends, or `begin`."""
    at, found = begin, False
    while at < len(context.tokens) and context.tokens[at].kind == "word":
        word = context.norm(at)
        article = word in words("article")
        if article and found and context.norm(at - 1) != "of":
            break
        category = _category(context, at)
        plain = (word,) not in grammar("stop") and category in _OF_A_THING
        # "a raincoat smiling", "a hat holding", "a raincoat harbour": the thing is over.
        verb = not category and word.endswith("ing") and word not in words("ing_noun")
        if word == "camera":
            return begin  # "hold the camera steady" asks for the camera
        if verb or _verb_end(context, at) > at or (found and category == "set"):
            break
        if not article and not plain and not (found and word == "of"):
            break
        found = found or (plain and category not in ("style", "structure"))
        at += 1
    while at > begin and context.norm(at - 1) in {"of"} | words("article"):
        at -= 1
    return at if found else begin


def _prop_end(context: Context, at: int) -> int:
    """Where "wearing a hat and a red scarf" or "in a raincoat" ends, or `at`."""
    verb = _verb_end(context, at)
    if verb == at:
        if context.norm(at) not in _LED_BY:
            return at
        end = _thing_end(context, at + 1)
        return end if any(_worn(context.norm(i)) for i in range(at + 1, end)) else at
    end = _thing_end(context, verb)
    if end == verb:
        return at
    while context.norm(end) in _JOINS and context.norm(end + 1) in words("article"):
        further = _thing_end(context, end + 1)
        if further == end + 1:
            break
        end = further
    return end


def _is_theirs(context: Context, start: int, end: int, cast: Cast, names: set[str]) -> bool:
    """Whether one of `names` has it by the sheet: Nico wears his red scarf in any case."""
    begin = max(_verb_end(context, start), start + (context.norm(start) in _LED_BY))
    said = {context.norm(i) for i in range(begin, end)} - words("article")
    return any(
        context.norm(end - 1) in cast.traits[name] and said <= cast.about[name]
        for name in names & cast.traits.keys()
    )


def _claim(context: Context, start: int, end: int, category: str) -> None:
    text = " ".join(token.text for token in context.tokens[start:end])
    claim = Claim(start, end, {category: Entry(category, text)}, category)
    # What the words of it stood for, and what of that began before it, is gone.
    gone = [context.at[i] for i in range(start, end) if i in context.at]
    claim.negated = any(c.negated for c in gone)
    kept = [c for c in context.claims if all(c is not other for other in gone)]
    context.claims[:] = sorted([*kept, claim], key=lambda c: c.start)
    for other in gone:
        for i in range(other.start, other.end):
            context.at.pop(i, None)
    context.at.update(dict.fromkeys(range(start, end), claim))


def _report(context: Context, verb: Claim) -> None:
    """ "tells us that the ferry is late": up to where the clause or the sentence ends."""
    for start in range(verb.end, verb.end + _REPORT_WITHIN):
        if context.stops(start) or context.tokens[start].kind in ("quote", "mark"):
            return
        if context.norm(start) in words("reported") and not context.tokens[start].possessive:
            break
    else:
        return
    end = start + 1
    while not context.stops(end) and context.norm(end) != ",":
        if context.tokens[end].kind == "quote":
            return
        end += 1
    if end > start + 1:
        _claim(context, start, end, "reported")
