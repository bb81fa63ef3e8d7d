"""What is said, by whom and how; and what is written instead."""

from llm.planner.reader.frame import CaptionDraft, Held, LineDraft
from llm.planner.reader.lexicon import Entry
from llm.planner.reader.state import State, held
from llm.planner.reader.words import Item

_WRITTEN = ("opening", "closing", "caption", "title")


def on_speech(state: State, item: Item, entry: Entry) -> bool:
    """A verb of speech: whose words come, and the voice that it lends them."""
    if state.ghost:
        return False
    state.speech, state.speech_by = entry, list(state.subjects)
    item.taken, state.listing = True, False
    items = state.words.items
    more = any(one.has("quote") for one in items[item.place + 1 :])
    after_line = state.last_line is not None and (_just_said(state) or not more)
    if after_line and not entry.weak:
        _lend(state.last_line, entry)
        state.speech = None
    state.acted = state.acted or bool(state.subjects)
    return True


def _just_said(state: State) -> bool:
    """Whether the verb tells of the quote before it: "'Hi!' says Luca"."""
    before = state.item(-1)
    if before is None:
        return state.clause.boundary == "comma" and not state.subjects
    if any(one.has("quote") for one in state.clause.items[state.at :]):
        return False
    return before.has("quote") or (
        before.has("name", "pronoun") and state.at == 1 and not state.acted
    )


def _lend(line: LineDraft | None, entry: Entry) -> None:
    if line is not None:
        line.implied = entry.value
        line.force *= entry.strength


def on_quote(state: State, item: Item, entry: Entry) -> bool:
    """Quoted words: spoken, unless the brief says that they are to be read."""
    written = _written(state)
    if written:
        _write(state, item, *written)
        return True
    if state.ghost or (state.shot.kind == "picture" and not state.shot.roles and not state.recent):
        return False
    speakers = _speakers(state)
    if state.shot.kind == "picture":
        return False
    item.taken = True
    if len(speakers) > 1 and state.speech is None:
        # "They talk: 'Are you coming?' 'Not today.'": in turn.
        speakers = [speakers[len(state.shot.lines) % len(speakers)]]
    for speaker in speakers or [""]:
        line = LineDraft(speaker, entry.value, item.start, item.end)
        if state.speech is not None:
            _lend(line, state.speech)
        state.shot.lines.append(line)
        state.last_line = line
    for line in state.shot.lines[-len(speakers or [""]) :]:
        line.fields.update(state.coming)
    state.coming = {}
    pending = [one for one in state.pending if one[0] == "emotion"]
    for _, value, strength in pending:
        for line in state.shot.lines[-len(speakers or [""]) :]:
            line.fields["emotion"] = value
            if strength != 1:
                line.fields["strength"] = Held(f"{strength:g}", value.start, value.end)
    state.pending = [one for one in state.pending if one[0] != "emotion"]
    state.speech_by = []
    state.speech, state.acted_after_line, state.shot.touched = None, False, True
    state.listing, state.acted = False, True
    return True


def _speakers(state: State) -> list[str]:
    """Who says the quote: who was named with a verb of speech, before it or right after it."""
    direct = state.subjects and _named_before(state)
    if state.subjects and direct:
        return list(state.subjects)
    if state.speech is not None and (state.speech_by or state.subjects):
        return list(state.speech_by or state.subjects)
    after = _named_after(state)
    if after:
        return after
    if state.subjects:
        return list(state.subjects)
    if state.shot.roles:
        return [state.shot.roles[-1].character]
    return state.recent[-1:]


def _named_before(state: State) -> bool:
    """Whether a name stands right before the quote: "a line by Luca, 'Hi'"."""
    for item in reversed(state.words.items[: state.clause.items[state.at].place]):
        if not (item.is_mark or item.has("voice", "strength")) or item.is_stop:
            return item.has("name")
    return False


def _named_after(state: State) -> list[str]:
    """The name told after the quote: "'Hi!' says Luca", "'Hi!' by Luca"."""
    items = state.words.items
    place = state.clause.items[state.at].place + 1
    names: list[str] = []
    told = items[place : place + 1] and items[place].norm in ("-", "—", "–")
    for item in items[place : place + 7]:
        if item.has("quote") or (item.is_mark and item.norm in ".;\n"):
            break
        verb = item.has("speech")
        told = told or verb or state.words.listed("by", item.norm)
        if item.has("name") and (told or _verb_follows(state, item) or _voice_of(state, item)):
            names.append(item.value("name"))
        elif (names and not state.words.listed("joins", item.norm)) or (
            item.has("action", "kind") and not verb
        ):
            break
    return names


def _voice_of(state: State, item: Item) -> bool:
    """ "in Luca's voice"."""
    following = state.words.items[item.place + 1 : item.place + 2]
    before = state.words.items[max(0, item.place - 2) : item.place]
    if any(one.has("quote") for one in state.words.items[item.place : item.place + 4]):
        return False
    return any(one.has("voice") for one in [*following, *before])


def _verb_follows(state: State, item: Item) -> bool:
    items = state.words.items
    place = item.place + 1
    nearby = items[place : place + 2]
    quotes = [one for one in items[place : place + 8] if one.has("quote")]
    return any(one.has("speech") for one in nearby) and not quotes


def _written(state: State) -> tuple[str, Item] | None:
    """Whether the quote is a title or a caption: the item that says so, before or after it."""
    before = _before(state)
    if before and before[-1].value("kind") in ("film", "picture") and not state.recent:
        return "title", before[-1]  # a film "The Storm", a poster "Summer Camp"
    if before and before[-1].has("make") and state.words.listed("showing", before[-1].norm):
        return "caption", before[-1]
    for item in reversed(before[-7:]):
        if item.has("quote", "speech"):
            break
        for category in _WRITTEN:
            if item.has(category):
                return category, item
        if item.has("wording") and (state.shot.kind == "picture" or not state.recent):
            return "caption", item
    step = 1
    while step < 6 and (item := state.item(step)):
        if item.has("quote", "name", "speech", "action"):
            break
        for category in _WRITTEN:
            if item.has(category):
                return category, item
        step += 1
    return None


def _before(state: State) -> list[Item]:
    """The items before the quote; where it stands at the beginning, those of the clause before."""
    items = state.clause.items[: state.at]
    if state.clause.boundary in ("colon", "comma", "aside") and state.at < 2:
        return [*state.before.items, *items]
    return items


def _write(state: State, item: Item, category: str, by: Item) -> None:
    item.taken = by.taken = True
    text = item.value("quote")
    word = Held(text, item.start, item.end)
    nearby = [*_before(state)[-6:], *state.clause.items[state.at : state.at + 6]]
    when = next((one.value("when") for one in nearby if one.has("when")), "")
    if category in ("title", "caption") and by.has("title"):
        category = {"end": "closing", "start": "opening"}.get(when, "title")
    if category == "caption":
        caption = CaptionDraft(text, item.start, item.end)
        for one in nearby:
            if one.has("where"):
                caption.fields["where"] = held(one, one.value("where"))
            if one.has("length"):
                caption.fields["seconds"] = held(one, one.value("length"))
            if one.has("when"):
                caption.fields["when"] = held(one, one.value("when"))
            if one.has("stretch"):
                first, last = one.value("stretch").split()
                caption.fields["start"] = held(one, first)
                caption.fields["seconds"] = held(one, f"{float(last) - float(first):g}")
        state.shot.captions.append(caption)
        state.shot.touched = True
        return
    if category in state.draft.fields:
        item.taken = False  # one title of a kind
        return
    state.written = category
    for one in nearby:
        if one.has("when") or (one.has("length") and category != "title"):
            one.taken = True
            if one.has("length"):
                state.draft.fields[f"{category}.seconds"] = held(one, one.value("length"))
    state.draft.fields[category] = word


def on_rate(state: State, item: Item, entry: Entry) -> bool:
    """How fast it is said."""
    value = held(item, entry.value)
    if not state.tell_line("rate", value, item):
        state.shot.fields["rate"] = value
    return True


def on_loudness(state: State, item: Item, entry: Entry) -> bool:
    """How loud it is said; several words of it go together: "very loudly"."""
    factor = float(entry.value)
    if state.degree:
        degree, state.degree = state.degree[0], None
        factor = factor * degree if factor > 1 else factor / degree
    value = held(item, f"{factor:g}")
    if not state.tell_line("force", value, item):
        state.shot.fields["force"] = value
    return True


def on_language(state: State, item: Item, entry: Entry) -> bool:
    """The language in which it is said."""
    value = held(item, entry.value)
    if not state.tell_line("language", value, item):
        state.shot.fields["language"] = value
    return True


def on_voice_over(state: State, item: Item, entry: Entry) -> bool:
    """Who speaks is not seen."""
    value = held(item, "yes")
    if not state.tell_line("off_screen", value, item):
        state.shot.fields["off_screen"] = value
    return True
