"""What a person says of a planned edit in between: "slower", "no zoom", "more exaggerated"."""

from dataclasses import replace

from llm.planner.data import table
from llm.planner.footage.brief.amounts import within
from llm.planner.footage.brief.drafts import Change, Wish
from llm.planner.footage.brief.reading import read_wish
from llm.planner.words.cast import Cast


def _step(change: Change, more: float) -> None:
    """Make `change` stronger (`more` 1) or weaker (-1): twice as slow, half a factor more."""
    if change.kind == "speed":
        stronger = (more > 0) == (change.amount < 1)
        change.amount = change.amount / 2 if stronger else min(change.amount * 2, 20.0)
        if not stronger and abs(change.amount - 1) < 0.01:
            change.amount = 0.75 if more < 0 else 1.5
    elif change.kind == "freeze":
        usual = float(table("defaults")["hold_seconds"])
        change.amount = (change.amount or usual) * (1.5 if more > 0 else 0.5)
    elif change.kind == "grade":
        change.amount = 0.5 if more < 0 else 0.0
    elif change.kind in ("exaggerate", "zoom"):
        change.amount = 1 + (change.amount - 1) * (1.5 if more > 0 else 0.5)
    elif change.kind == "shake":
        change.amount *= 1.5 if more > 0 else 0.5
    if change.kind in ("exaggerate", "zoom", "shake", "speed"):
        change.amount = within(change.kind, change.amount)
    change.measured = True


def _spell_out(wish: Wish) -> None:
    """A parody's own effects as changes, so that a note can speak of one of them."""
    if not wish.parody or any(c.kind not in ("trim", "grade") for c in wish.changes):
        return
    for kind, amount in table("defaults")["parody"].items():
        if kind not in wish.without:
            where = "all" if kind == "exaggerate" else "peak"
            wish.changes.append(Change(kind, float(amount), where))


def _overlay(wish: Wish, note: Wish) -> None:
    _spell_out(wish)
    gone = note.without - {c.kind for c in note.changes}
    wish.changes = [c for c in wish.changes if c.kind not in gone]
    wish.without = (wish.without | gone) - {c.kind for c in note.changes}
    for change in note.changes:
        known = next((c for c in wish.changes if c.kind == change.kind), None)
        if known is None:
            wish.changes.append(replace(change))
            continue
        if change.kind in ("trim", "grade"):
            wish.changes[wish.changes.index(known)] = replace(change)
            continue
        same_way = change.kind != "speed" or (change.amount < 1) == (known.amount < 1)
        if note.relative and not change.measured and same_way:
            _step(known, note.relative)
        elif change.amount and (change.measured or not same_way):
            known.amount, known.measured = change.amount, True
        elif same_way and change.where in (None, "all") and change.kind == "speed":
            _step(known, 1.0)  # "make it slower"
        if change.where is not None and change.where != "all":
            known.where, known.start, known.seconds = change.where, change.start, change.seconds
    if note.relative and not note.changes:
        for change in wish.changes:
            if change.kind in ("exaggerate", "zoom", "shake", "speed"):
                _step(change, note.relative)
    placed = [c for c in wish.changes if c.where == "time" and c.kind != "trim"]
    if note.moved is not None and len(placed) == 1:
        placed[0].start = note.moved
    wish.title = "" if "title" in note.without else note.title or wish.title
    wish.music = (wish.music or note.music) and "music" not in note.without
    wish.mood = note.mood or wish.mood
    wish.parody |= note.parody
    wish.length = note.length or wish.length
    wish.seed = wish.seed if note.seed is None else note.seed
    wish.quality = note.quality or wish.quality
    for name in ("impossible", "unplaced", "unclear", "unknown"):
        getattr(wish, name).extend(getattr(note, name))


def apply_notes_to_edit(wish: Wish, notes: list[str], cast: Cast) -> list[str]:
    """Change `wish` as the notes say, the newest last; returns what was not understood."""
    faults = []
    for text in notes:
        note = read_wish(text, cast)
        said = note.asks or note.without or note.relative or note.quality
        if not (said or note.seed is not None or note.moved is not None):
            faults.append(f"I do not understand the note “{text[:120]}”.")
            continue
        _overlay(wish, note)
    return faults
