"""What is said, by whom and how; and what is written instead."""

from dataclasses import replace

from llm.planner.data.ranges import within
from llm.planner.reader.language.lexicon import Meaning
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.recordings import is_recording
from llm.planner.reader.slots.context import (
    Handler,
    ReadingContext,
    felt_fields,
    found_value,
    strength_value,
)
from llm.planner.reader.slots.draft import CaptionDraft, FoundValue, LeftOutWords, LineDraft
from llm.planner.reader.text.tokens import normal

_WRITTEN = ("opening", "closing", "caption", "title")


def on_speech(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """A verb of speech: whose words come, and the voice that it lends them."""
    if context.ghost:
        return False
    if item.has("cannot"):
        context.draft.left.append(LeftOutWords(item.start, item.end, item.value("cannot")))
    entry = replace(entry, voiced=item.value("voiced"))
    context.speech, context.speech_by = entry, list(context.subjects)
    item.taken, context.listing = True, False
    if not entry.weak and context.last_line is not None and _is_after_line(context, item):
        every = context.of_all and not context.clause.having("name")
        for line in context.lines_of_all() if every else [context.last_line]:
            _lend(line, entry)
        context.speech = None
    context.acted = context.acted or bool(context.subjects)
    return True


def _is_after_line(context: ReadingContext, item: Phrase) -> bool:
    """Whether the verb tells of the last quote: no other one comes, or it stands right after it."""
    following = context.words.items[item.place + 1 :]
    return _just_said(context) or not any(one.has("quote") for one in following)


def _just_said(context: ReadingContext) -> bool:
    """Whether the verb tells of the quote before it: "'Hi!' says Luca"."""
    before = context.item(-1)
    if before is None:
        return context.clause.boundary == "comma" and not context.subjects
    rest = context.clause.items[context.at :]
    if any(one.has("quote") for one in rest) or context.leads_to_quote(rest[-1]):
        return False
    return before.has("quote") or (
        before.has("name", "pronoun") and context.at == 1 and not context.acted
    )


def _lend(line: LineDraft | None, entry: Meaning) -> None:
    if line is not None:
        line.implied = entry.value
        line.force *= entry.strength
        line.voiced = entry.voiced or line.voiced


def on_quote(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """Quoted words: spoken, unless the brief says that they are to be read; or a recording."""
    if _goes_with_line(context, item, entry.value):
        return True
    heard = context.shot.kind == context.group.kind == "voice_line"  # "Text: 'Hello'"
    written = None if heard or _has_speaker(context) else _written(context)
    if written:
        _write(context, item, *written)
        return True
    if context.ghost or (
        context.shot.kind == "picture" and not context.shot.roles and not context.recent
    ):
        return False
    speakers = _speakers(context)
    if context.shot.kind == "picture":
        return False
    item.taken = True
    around = [*context.before.items, *context.clause.items]
    by_each = "separate" in context.shot.fields
    by_each |= any(context.words.listed("together", one.norm) for one in around)
    in_turn = context.speech is None and speakers == context.subjects and not by_each
    if len(speakers) > 1 and in_turn:
        # "They talk: 'Are you coming?' 'Not today.'": in turn.
        speakers = [speakers[len(context.shot.lines) % len(speakers)]]
    for speaker in speakers or [""]:
        line = LineDraft(speaker, entry.value, item.start, item.end)
        if is_recording(entry.value):
            line.text, line.recording, line.recorded = "", entry.value, (item.start, item.end)
        if context.speech is not None:
            _lend(line, context.speech)
        context.shot.lines.append(line)
        context.last_line = line
    for line in context.shot.lines[-len(speakers or [""]) :]:
        line.fields.update({**context.shared, **context.coming})
    context.coming = {}
    for _, value, strength in (one for one in context.pending if one[0] == "emotion"):
        for line in context.shot.lines[-len(speakers or [""]) :]:
            line.fields |= felt_fields(value, strength)
    context.pending = [one for one in context.pending if one[0] != "emotion"]
    context.speech_by = []
    context.speech, context.acted_after_line, context.shot.touched = None, False, True
    context.listing, context.acted = False, True
    return True


def _goes_with_line(context: ReadingContext, item: Phrase, said: str) -> bool:
    """A recording of the words that were quoted before it, or the words of one that was named:
    "says 'Silenzio, Bruno!' as in line.wav"."""
    line = context.last_line
    if line is None or line not in context.shot.lines or is_recording(said) == bool(line.recording):
        return False
    if line.recording and line.text:
        return False
    between = [one for one in context.words.items if line.end <= one.start < item.start]
    if any(one.is_stop or one.has("name", "pronoun", "speech", "action") for one in between):
        return False
    item.taken = True
    if is_recording(said):
        line.recording, line.recorded = said, (item.start, item.end)
    else:
        line.text, line.start, line.end = said, item.start, item.end
    return True


def _speakers(context: ReadingContext) -> list[str]:
    """Who says the quote: who was named with a verb of speech, before it or right after it."""
    direct = context.subjects and _named_before(context)
    if context.subjects and direct:
        return list(context.subjects)
    if context.speech is not None and (context.speech_by or context.subjects):
        return list(context.speech_by or context.subjects)
    after = _named_after(context)
    if after:
        return after
    if context.subjects:
        return list(context.subjects)
    if context.shot.roles:
        return [context.shot.roles[-1].character]
    return context.recent[-1:]


def _named_before(context: ReadingContext) -> bool:
    """Whether a name stands right before the quote: "a line by Luca, 'Hi'"."""
    for item in reversed(context.words.items[: context.clause.items[context.at].place]):
        if not (item.is_mark or item.has("voice", "strength")) or item.is_stop:
            return item.has("name")
    return False


def _named_after(context: ReadingContext) -> list[str]:
    """The name told after the quote: "'Hi!' says Luca", "'Hi!' by Luca"."""
    items = context.words.items
    place = context.clause.items[context.at].place + 1
    names: list[str] = []
    dash = items[place : place + 1] and items[place].norm in ("-", "—", "–", "(")
    told = dash and not context.words.tokens[items[place].first].line
    for item in items[place : place + 7]:
        ends = item.is_mark and item.norm in ".;\n"
        if item.has("quote") or ends or context.words.tokens[item.first].line:
            break
        verb = item.has("speech")
        told = told or verb or context.words.listed("by", item.norm)
        if told and item.value("pronoun") == "cast":
            return list(context.words.book.names)
        if item.has("name") and (told or _verb_follows(context, item) or _voice_of(context, item)):
            names.append(item.value("name"))
        elif (names and not context.words.listed("joins", item.norm)) or (
            item.has("action", "kind") and not verb
        ):
            break
    return names


def _voice_of(context: ReadingContext, item: Phrase) -> bool:
    """ "in Luca's voice"."""
    following = context.words.items[item.place + 1 : item.place + 2]
    before = context.words.items[max(0, item.place - 2) : item.place]
    return any(one.has("voice") for one in [*following, *before])


def _verb_follows(context: ReadingContext, item: Phrase) -> bool:
    items = context.words.items
    place = item.place + 1
    nearby = items[place : place + 2]
    quotes = [one for one in items[place : place + 8] if one.has("quote")]
    return any(one.has("speech") for one in nearby) and not quotes


def _written(context: ReadingContext) -> tuple[str, Phrase] | None:
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
        unsaid |= heads and any(one.has(*_WRITTEN) for one in items[: item.place])
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
    if following and following[0].norm == ":" and not _said_before(before):
        return "caption", context.clause.items[context.at]  # "Chapter 1": …
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


def _has_speaker(context: ReadingContext) -> bool:
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


def _write(context: ReadingContext, item: Phrase, category: str, by: Phrase) -> None:
    item.taken = by.taken = True
    text = item.value("quote")
    word = FoundValue(text, item.start, item.end)
    nearby = [*_before(context)[-6:], *context.clause.items[context.at : context.at + 6]]
    when = next((one.value("when") for one in nearby if one.has("when")), "")
    if category in ("title", "caption") and by.has("title"):
        last = context.clause.boundary == "then" and context.shot.kind != "picture"
        ends = last or context.words.listed("ending", normal(text))
        over = bool(context.shot.roles) and ends
        category = {"end": "closing", "start": "opening"}.get(when, "closing" if over else "title")
    named = category == "title" and context.shot.kind == context.group.kind == "picture"
    if named:
        context.draft.fields.setdefault("picture_title", word)
        if context.words.listed("naming", by.norm):
            return  # a picture called "Boy": nobody asks that this be read in it
    if category == "caption" or named:
        caption = CaptionDraft(text, item.start, item.end)
        if named:  # a picture has no card before it: its title stands in it
            caption.fields["where"] = FoundValue("top", source="default")
        for one in nearby:
            if one.has("where"):
                caption.fields["where"] = found_value(one, one.value("where"))
            if one.has("length"):
                caption.fields["seconds"] = found_value(one, one.value("length"))
                led = context.words.items[max(0, one.place - 1)].known.get("ordinal")
                if led and led.value in ("1", "-1"):  # "for the last two seconds"
                    edge = "start" if led.value == "1" else "end"
                    caption.fields["when"] = found_value(one, edge)
            if one.has("when"):
                caption.fields["when"] = found_value(one, one.value("when"))
            if one.has("stretch"):
                first, last = one.value("stretch").split()
                caption.fields["start"] = found_value(one, first)
                caption.fields["seconds"] = found_value(one, f"{float(last) - float(first):g}")
        context.shot.captions.append(caption)
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


def _write_between(context: ReadingContext, card: CaptionDraft) -> bool:
    """A card after the first shots: it is shown at the end of the one before."""
    if context.shot.kind == "picture":
        return False
    if context.shot.roles:
        card.fields["when"] = FoundValue("end", source="default")
    context.shot.captions.append(card)
    context.shot.touched = True
    return True


def on_line(name: str, said: str = "") -> Handler:
    """A quality of what is spoken, `said` or as the word has it: how fast, in which language, who
    is not seen. Where no line is told of, it is told of those that come."""

    def fill(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
        return _fill(context, name, found_value(item, said or entry.value), item)

    return fill


def on_language(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """The language that is spoken, or that subtitles shall have: "subtitles in German"."""
    value = found_value(item, entry.value)
    if _of_subtitles(context, item):
        context.draft.fields.setdefault("subtitles.language", value)
        item.taken = context.draft.fields["subtitles.language"] is value
        return True
    return _fill(context, "language", value, item)


def _of_subtitles(context: ReadingContext, item: Phrase) -> bool:
    """Whether a language is that of the subtitles, perhaps with others: "German and French"."""
    items, lists = context.words.items, context.words.listed
    for step in (1, -1):
        place = item.place + step
        while 0 <= place < len(items) and (
            items[place].has("language")
            or lists("joins", items[place].norm)
            or (step < 0 and items[place].norm == "in")
        ):
            place += step
        if 0 <= place < len(items) and items[place].has("subtitles"):
            return True
    return False


def _fill(context: ReadingContext, name: str, value: FoundValue, item: Phrase) -> bool:
    if not context.tell_line(name, value, item):
        context.shot.fields[name] = value
    return True


def on_rate(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """How fast it is said: "very slowly" is slower than "slowly"."""
    value = found_value(item, entry.value)
    rate = within("lines.*.rate", float(entry.value) ** context.take_degree(value))
    return _fill(context, "rate", strength_value(value, round(rate, 2)), item)


def on_loudness(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """How loud it is said; several words of it go together: "very loudly"."""
    factor, value = float(entry.value), found_value(item, "")
    degree = context.take_degree(value)
    factor = factor * degree if factor > 1 else factor / degree
    if item.has("voiced"):
        _fill(context, "delivery", found_value(item, item.value("voiced")), item)
    return _fill(context, "force", strength_value(value, factor), item)
