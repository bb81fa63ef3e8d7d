"""What is written: titles, captions and cards, told from what is spoken."""

from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.context import ReadingContext, found_value
from llm.planner.reader.slots.draft import CaptionDraft, FoundValue
from llm.planner.reader.text.tokens import normal

_WRITTEN = ("opening", "closing", "caption", "title")


def written_by(context: ReadingContext) -> tuple[str, Phrase] | None:
    """Whether the quote is a title or a caption: the item that says so, before or after it."""
    before, items = _before(context), context.words.items
    if before and before[-1].value("kind") in ("film", "picture") and not context.recent:
        return "title", before[-1]  # a film "The Storm", a poster "Summer Camp"
    if before and before[-1].has("make") and context.words.listed("showing", before[-1].norm):
        return "caption", before[-1]
    for item in reversed(before[-7:]):
        if item.has("quote", "speech") and not _is_written_by(context, item):
            break
        if item.has("name") and any(one.norm.endswith(" with") for one in before[-7:]):
            break  # "ends with Luca: 'Bye'"
        led = [one for one in items[max(0, item.place - 2) : item.place] if one.has("speech")]
        led = [one for one in led if not one.has("action")]
        for category in _WRITTEN:
            if item.has(category) and not (led and category == "caption"):
                return category, item
        said = context.clause.having("name", "pronoun", "speech") or context.speech
        unsaid = context.clause.boundary in ("then", "sentence", "also") and not said
        unsaid |= context.clause.boundary == "colon" and item is before[-1] and not said
        # "The title 'Hello', the words 'Bye' at the end"
        heads = item is before[-1] and item is context.clause.items[0] and not said
        unsaid |= heads and any(one.has(*_WRITTEN, "wording") for one in items[: item.place])
        if item.value("wording") == "read":  # "at the end one should read “…”"
            ends = any(one.value("when") == "end" for one in before)
            return ("closing" if ends else "caption"), item
        if item.has("wording") and (context.shot.kind == "picture" or not context.recent or unsaid):
            text = normal(context.clause.items[context.at].value("quote"))
            ends = context.recent and context.words.listed("ending", text)
            after = items[context.clause.items[context.at].place + 1 :][:1]
            ends = ends or (unsaid and heads and any(o.value("when") == "end" for o in after))
            return ("closing" if ends else "caption"), item
    if after := _told_after(context, before):
        return after
    if context.words.captioned and not (context.speech or _said_before(before)):
        return "caption", before[-1] if before else context.clause.items[context.at]
    with_it = before and context.words.listed("company", before[-1].norm)
    if with_it and context.shot.kind == "picture":
        return "caption", before[-1]  # a poster with "SUMMER"
    return None


def _told_after(context: ReadingContext, before: list[Phrase]) -> tuple[str, Phrase] | None:
    """The item after the quote that says that it is written."""
    items = context.words.items
    place = context.clause.items[context.at].place
    following = items[place + 1 : place + 2]
    if following and following[0].norm in (":", "-", "–", "—") and not _said_before(before):
        named = [one.has("name") for one in items[place + 2 : place + 4]]
        acts = named[:1] == [True] and items[place + 3 : place + 4] and context.at == 0
        if following[0].norm == ":" or (acts and items[place + 3].has("action")):
            return "caption", context.clause.items[context.at]  # "Chapter 1": …
    named = items[place + 1 : place + 4] if context.clause.boundary == "start" else []
    made = len(named) == 3 and named[2].value("kind") in ("film", "picture")
    if context.at == 0 and made and context.words.listed("indefinite", named[1].norm):
        return "title", named[2]  # "The Sad Boy", a short film in which …
    token = context.words.tokens[following[0].first] if following else None
    if token and token.opens and token.capital:
        return None  # the next sentence
    aside = [one.norm for one in items[place + 1 : place + 4 : 2]] == ["(", ")"]
    for item in items[place + 1 + aside : place + 6 + aside]:
        if item.is_mark or item.has("quote", "name", "speech", "action"):
            break
        if any(item.has(name) for name in _WRITTEN) and context.leads_to_quote(item):
            break  # "'Hi', and then the caption '…'"
        for category in _WRITTEN:
            if item.has(category):
                return category, item
        if item.has("where"):
            return "caption", item  # "SUMMER" at the top
        alone = context.at == 0 and context.group.film and not context.clause.having("speech")
        if alone and item.has("when"):  # "Fine" at the end
            return ("closing" if item.value("when") == "end" else "opening"), item
    return None


def _said_before(before: list[Phrase]) -> bool:
    """Whether a verb of speech leads to a quote."""
    return any(one.has("speech") for one in before[-3:])


def _is_written_by(context: ReadingContext, verb: Phrase) -> bool:
    """ "the end title reads …"."""
    led = context.words.items[max(0, verb.place - 1)]
    return verb.has("speech") and led.has(*_WRITTEN)


def has_speaker(context: ReadingContext) -> bool:
    """Whether who is named says the quote: "Mina says 'Join us!' and the end title reads …"."""
    last, led = context.item(-1), context.item(-2)
    if context.at == 0 and context.clause.boundary == "colon" and context.before.items:
        last, led = context.before.items[-1], None
        return last.has("speech") and not last.has(*_WRITTEN)
    spoken = last is not None and last.has("speech") and not last.has(*_WRITTEN)
    # "Alberto, close-up, says 'Hi'"
    by = led.has("name", "pronoun") if led is not None else context.clause.boundary == "comma"
    return spoken and by


def _before(context: ReadingContext) -> list[Phrase]:
    """The items before the quote; where it stands at the beginning, those of the clause before."""
    items = context.clause.items[: context.at]
    if context.clause.boundary in ("colon", "comma", "aside") and context.at < 2:
        return [*context.before.items, *items]
    return items


def write(context: ReadingContext, item: Phrase, category: str, by: Phrase) -> None:
    item.taken = by.taken = True
    text = item.value("quote")
    word = FoundValue(text, item.start, item.end)
    nearby = [*_before(context)[-6:], *context.clause.items[context.at : context.at + 6]]
    when = next((one.value("when") for one in nearby if one.has("when")), "")
    if category in ("title", "caption") and by.has("title"):
        alone = context.before.boundary == "then" and not context.before.having("name", "action")
        last = context.clause.boundary == "then" or (alone and context.clause.boundary == "comma")
        last = last and context.shot.kind != "picture"
        ends = last or context.words.listed("ending", normal(text))
        over = bool(context.shot.roles) and ends
        category = {"end": "closing", "start": "opening"}.get(when, "closing" if over else "title")
    named = category == "title" and context.shot.kind == context.group.kind == "picture"
    if named:
        context.draft.fields.setdefault("picture_title", word)
        if context.words.listed("naming", by.norm):
            return  # a picture called "Boy": nobody asks that this be read in it
    if category == "caption" or named:
        context.shot.captions.append(_caption(context, word, nearby, named))
        context.shot.touched = True
        return
    if category in context.draft.fields:  # one title of a kind: the next is a card between shots
        item.taken = _write_between(context, CaptionDraft(text, item.start, item.end))
        return
    context.written = category
    own = context.clause.items
    for one in nearby:
        before = context.words.items[max(0, one.place - 1)]
        lasts = one in own and (category != "title" or context.words.listed("lasting", before.norm))
        if one.has("when"):
            one.taken = True
        elif one.has("length") and lasts:
            card = "opening" if category == "title" else category
            context.draft.fields[f"{card}.seconds"] = found_value(one, one.value("length"))
    context.draft.fields[category] = word


def _caption(
    context: ReadingContext, word: FoundValue, nearby: list[Phrase], named: bool
) -> CaptionDraft:
    """A caption, with where and when the items near it have it; a picture has no card before it, so
    what it is named stands in it."""
    caption = CaptionDraft(word.value, word.start, word.end)
    if named:
        caption.fields["where"] = FoundValue("top", source="default")
    for one in nearby:
        for name in ("where", "when"):
            if one.has(name):
                caption.fields[name] = found_value(one, one.value(name))
        if one.has("length"):
            caption.fields["seconds"] = found_value(one, one.value("length"))
            led = context.words.items[max(0, one.place - 1)].known.get("ordinal")
            if led and led.value in ("1", "-1"):  # "for the last two seconds"
                edge = "start" if led.value == "1" else "end"
                caption.fields["when"] = found_value(one, edge)
        if one.has("stretch"):
            first, last = one.value("stretch").split()
            caption.fields["start"] = found_value(one, first)
            caption.fields["seconds"] = found_value(one, f"{float(last) - float(first):g}")
    return caption


def _write_between(context: ReadingContext, card: CaptionDraft) -> bool:
    """A card after the first shots: it is shown at the end of the one before."""
    if context.shot.kind == "picture":
        return False
    if context.shot.roles:
        card.fields["when"] = FoundValue("end", source="default")
    context.shot.captions.append(card)
    context.shot.touched = True
    return True
