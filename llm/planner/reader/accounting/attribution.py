"""Whether what is told of somebody was given to somebody else."""

from llm.planner.reader.accounting.standing import Standing
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.draft import LeftOutWords

_DOES_OR_FEELS = ("action", "expression", "emotion")


def given_to_others(standing: Standing) -> list[LeftOutWords]:
    """What is done or felt by somebody who is named right before it, and has gone to others: the
    words, and whom the plan has it of."""
    found = []
    for item in standing.words.items:
        whose = _owner(standing, item) if item.has("action", "emotion") else None
        if whose is None or not (has := _given(standing, item)):
            continue
        shown = set(standing.holding.values(list(standing.holding.shots), "character"))
        if has.isdisjoint(whose) and not shown.isdisjoint(whose):
            reason = f"the plan has it of {' and '.join(sorted(has))} instead"
            found.append(LeftOutWords(item.start, item.end, reason))
    return found


def _given(standing: Standing, item: Phrase) -> set[str]:
    """The characters of whom the plan has what an item tells."""
    found = set()
    for slot in standing.told:
        shot, part, *rest = [*slot.path.split("."), "", ""][:4]
        if slot.start < item.end and item.start < slot.end and rest[1] in _DOES_OR_FEELS:
            if part == "cast":
                found.add(rest[0])
            elif part == "lines":
                found.add(standing.holding.at(shot, ["lines", rest[0], "character"]))
    return found


def _owner(standing: Standing, item: Phrase) -> set[str] | None:
    """Whom an item is told of by the name or pronoun right before it; None where it stands alone
    or after several."""
    before = list(standing.words.items[max(0, item.place - 4) : item.place])
    while before and before[-1].has("strength", "function") and not before[-1].has("pronoun"):
        if standing.words.listed("joins", before.pop().norm):
            return None
    last = before[-1] if before else item
    if last in standing.context.excluded:
        return None
    if last.has("name"):
        return None if item.norm.endswith("ly") else {last.value("name")}
    who, book = last.value("pronoun"), standing.words.book
    if who not in ("he", "she", "her"):
        return None
    gender = "she" if who == "her" else who
    return {name for name in book.names if book.gender(name) in (gender, "")}
