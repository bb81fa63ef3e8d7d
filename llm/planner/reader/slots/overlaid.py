"""What is written over shots that are told by their number: "Titles: 'A' over the first, 'B' over
the second"."""

from llm.planner.reader.language.words import Words
from llm.planner.reader.slots.draft import CaptionDraft, Draft, LeftOutWords


def written_over(words: Words) -> list[tuple[int, CaptionDraft]]:
    """Each caption with the number of its shot, -1 for the last; its words are read with it."""
    found = []
    for quote in [one for one in words.items if one.has("quote")]:
        after = words.items[quote.place + 1 : quote.place + 5]
        if not after or not words.listed("over_shots", after[0].norm):
            continue
        told = [n for n, one in enumerate(after[:3]) if "ordinal" in one.known]
        if not told:
            continue
        following = after[told[0] + 1 :][:1]
        nouns = [one for one in following if "enumerator" in one.known]
        if any(one.is_content and not one.is_mark for one in following if one not in nouns):
            continue  # "over the first wall"
        number = int(after[told[0]].known["ordinal"].value)
        before = words.items[max(0, quote.place - 1) : quote.place]
        put = [one for one in before if words.listed("inserting", one.norm)]
        read = [*put, quote, *after[: told[0] + 1], *nouns]
        found.append((number, CaptionDraft(quote.value("quote"), read[0].start, read[-1].end)))
        for one in read:
            one.taken, one.entries, one.known = True, {}, {}
    return found


def write_over(draft: Draft, captions: list[tuple[int, CaptionDraft]]) -> None:
    """Give the shots what is written over them. What shots are told of without a kind is a film."""
    if captions and len(draft.shots) > 1 and not any(shot.kind for shot in draft.shots):
        draft.groups[0].film = True
        for shot in draft.shots:
            shot.group = 0
    for number, caption in captions:
        place = number - (number > 0)
        if -len(draft.shots) <= place < len(draft.shots):
            draft.shots[place].captions.append(caption)
        else:
            draft.left.append(LeftOutWords(caption.start, caption.end, "shotless"))
