"""What is said, by whom and how."""

from itertools import takewhile

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
from llm.planner.reader.slots.draft import FoundValue, LeftOutWords, LineDraft
from llm.planner.reader.slots.writing import has_speaker, write, written_by


def on_speech(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """A verb of speech: whose words come, and the voice that it lends them."""
    if context.ghost:
        return False
    if item.has("cannot"):
        context.draft.left.append(LeftOutWords(item.start, item.end, item.value("cannot")))
    entry = entry._replace(voiced=item.value("voiced"))
    context.speech, context.speech_by = entry, list(context.subjects)
    item.taken, context.listing = True, False
    if not entry.weak and context.last_line is not None and _is_after_line(context, item):
        every = context.spreads()
        for line in context.lines_of_all() if every else [context.last_line]:
            _lend(line, entry)
        context.speech = None
    context.acted = context.acted or bool(context.subjects)
    return True


def _is_after_line(context: ReadingContext, item: Phrase) -> bool:
    """Whether the verb tells of the last quote: no other one comes, or it stands right after it."""
    following = context.words.items[item.place + 1 :]
    if context.clause.boundary == "and" and context.at < 2:
        return False  # "says 'Ciao' and Giulia sighs"
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
    written = None if heard or has_speaker(context) else written_by(context)
    if written:
        write(context, item, *written)
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
    if _goes_on(context):
        return [context.last_line.speaker] if context.last_line else []
    following = context.words.items[context.clause.items[context.at].place + 1 :][:1]
    if following and context.words.listed("by", following[0].norm) and _named_after(context):
        return _named_after(context)  # "a shouted 'Wake up!' by Nico"
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
    return context.recent[-1:]


def _goes_on(context: ReadingContext) -> bool:
    """Whether the quote goes on with the one before: "'I can't,' she says sadly, 'not today.'"."""
    line, place = context.last_line, context.clause.items[context.at].place
    if line is None or line not in context.shot.lines:
        return False
    before = reversed(context.words.items[max(0, place - 8) : place])
    between = list(takewhile(lambda one: one.start >= line.end, before))[::-1]
    told = [one for one in between if not one.is_mark]
    if told and context.words.tokens[told[0].first].opens and line.text[-1:] in ".!?…":
        return False  # "He says 'You came.' She says 'Of course.'"
    who = [one.value("name") or line.speaker for one in told if one.has("name", "pronoun")]
    if not any(one.has("speech") for one in told[:2]) or who != [line.speaker]:
        return False
    joins = any(o.is_stop or o.has("sequence") or o.norm in (":", "and", "e") for o in between)
    return not (joins or _named_after(context))


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
    told = told or items[place - 1].value("quote").endswith(",")  # "'Come,' he says"
    for item in items[place : place + 7]:
        ends = item.is_mark and item.norm in ".;\n"
        if item.has("quote") or ends or context.words.tokens[item.first].line:
            break
        verb = item.has("speech")
        if item.value("pronoun") in ("he", "she") and (told or _verb_follows(context, item)):
            return names or context.meant(item.value("pronoun"))
        told = told or verb or context.words.listed("by", item.norm)
        if told and item.value("pronoun") == "cast":
            return list(context.words.book.names)
        if item.has("name") and (told or _verb_follows(context, item)):
            names.append(item.value("name"))
        elif (names and not context.words.listed("joins", item.norm)) or (
            item.has("action", "kind") and not verb
        ):
            break
    return names


def _verb_follows(context: ReadingContext, item: Phrase) -> bool:
    items = context.words.items
    place = item.place + 1
    nearby = items[place : place + 2]
    quotes = [one for one in items[place : place + 8] if one.has("quote")]
    return any(one.has("speech") for one in nearby) and not quotes


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
