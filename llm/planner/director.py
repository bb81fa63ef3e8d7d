"""The director: from a brief to a treatment."""

from typing import Any

from llm.planner.brief.drafts import Deliverable
from llm.planner.brief.reading import Reading, read_brief
from llm.planner.brief.unknown import nearest_word
from llm.planner.criteria import criteria_for
from llm.planner.examples import example
from llm.planner.footage.brief.reading import read_wish
from llm.planner.footage.notes import apply_notes_to_edit
from llm.planner.footage.sources import footage_of, other_media, without_names
from llm.planner.footage.treatment import (
    Material,
    is_edit,
    new_pieces,
    orphaned,
    plan_edits,
    without_footage,
)
from llm.planner.lessons import apply_lessons, read_lessons
from llm.planner.notes import apply_notes, keep_settings, planned_shots, split_notes
from llm.planner.shots import ShotBuilder, gerund, identifier_for
from llm.planner.words.cast import Cast
from studio.nouns.review import Lesson
from studio.nouns.treatment import Shot, Treatment
from studio.nouns.vocabulary import Action, SetName, words

_MOST_NAMED = 8
_MOST_SHOTS, _MOST_CAST, _MOST_LINES, _LONGEST_LINE = 8, 3, 6, 400
_DEEDS = {"idle": "stand", "hands_on_hips": "put their hands on their hips"}
_SETS = {"backdrop": "plain backdrop"}
_KINDS = {"picture": "a picture", "voice_line": "a voice line", "shot": "a shot"}


def _quoted(words: list[str]) -> str:
    return _listed([f"“{word}”" for word in dict.fromkeys(words)], "and")


def _listed(names: list[str], join: str = "or") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {join} {names[-1]}"


def _spaced(word: str) -> str:
    return _DEEDS.get(word, word.replace("_", " "))


def _no_set(places: list[str]) -> str:
    sets = [_SETS.get(name, name.replace("_", " ")) for name in words(SetName)]
    return f"There is no set for {_quoted(places)} (the sets: {_listed(sets, 'and')})"


def _unknown_faults(reading: Reading, cast: Cast) -> list[str]:
    faults = []
    for word in dict.fromkeys(reading.unknown.names):
        known = "There are no characters yet: add one first."
        if cast.misspelt(word):
            known = f"Did you mean {_listed(cast.nearest(word)[:2])}?"
        elif cast.names:
            known = f"The studio knows {_listed(cast.names[:_MOST_NAMED], 'and')}."
        faults.append(f"There is no character named “{word}”. {known}")
    if reading.unknown.things:
        near = [(nearest_word(word), word) for word in reading.unknown.things]
        slips = [f"“{known}” instead of “{word}”" for known, word in near if known]
        hint = f" Did you mean {_listed(slips)}?" if slips else ""
        faults.append(f"The studio cannot show {_quoted(reading.unknown.things)} yet.{hint}")
        if reading.unknown.deeds and not hint:
            faults.append(f"Characters can {_listed([_spaced(a) for a in words(Action)])}.")
    if faults and reading.unknown.places:
        faults.append(_no_set(reading.unknown.places) + ".")
    return faults


def _draft_faults(draft: Deliverable, cast: Cast, described: list[str]) -> list[str]:
    what = _KINDS[draft.kind or "picture"]
    known = _listed(cast.names[:_MOST_NAMED], "and") if cast.names else "nobody yet"
    hint = f" Perhaps {_listed(described)}?" if described else ""
    if not draft.roles:
        return [f"The brief does not name a character for {what}. The studio knows {known}.{hint}"]
    if draft.kind != "voice_line" and len(draft.roles) > _MOST_CAST:
        return [f"At most {_MOST_CAST} characters fit into {what}: leave somebody out."]
    if draft.only_reported:
        return ["To hear words, put them in quotation marks: none are made up from what is told."]
    if draft.kind == "voice_line" and not draft.lines:
        return ["A voice line needs its words, in quotation marks."]
    if any(not line.speaker for line in draft.lines):
        return ["The brief does not say who speaks."]
    if len(draft.lines) > _MOST_LINES:
        return [f"At most {_MOST_LINES} lines fit into {what}: leave some out."]
    if any(len(line.text) > _LONGEST_LINE for line in draft.lines):
        return [f"A line has at most {_LONGEST_LINE} characters: split it."]
    return []


def _nothing_asked(reading: Reading) -> bool:
    """A brief that names neither a character nor anything to make."""
    return not any(d.roles or d.lines or d.fields for d in reading.deliverables)


def _refusal(faults: list[str], reading: Reading, cast: Cast, text: str) -> Treatment:
    ending = f" For example: “{example(reading, cast, text)}”."
    message = " ".join(faults)
    room = 400 - len(ending)
    unknown = list(dict.fromkeys(reading.unknown.words()))
    return Treatment(
        intent="Nothing is made: the brief cannot be fulfilled as it stands.",
        not_understood=[word[:80] for word in unknown[:12]],
        refused=True,
        message=(message if len(message) <= room else message[: room - 1] + "…") + ending,
    )


def _intent(shots: list[Shot]) -> str:
    """One sentence about what is made."""
    parts = []
    for shot in shots:
        if shot.kind == "voice_line":
            speakers = " and ".join(dict.fromkeys(line.character for line in shot.lines))
            parts.append(f"{speakers} says “{shot.lines[0].text}” ({shot.lines[0].emotion})")
            continue
        who = " and ".join(
            f"{r.character} {gerund(r.action).replace('_', ' ')}"
            + (f", {r.expression}" if r.expression != "neutral" else "")
            for r in shot.cast
        )
        where = f"{shot.set.replace('_', ' ')}, {shot.time_of_day}"
        parts.append(
            f"{_KINDS[shot.kind]} of {who or 'nobody'} ({where}, {shot.framing.replace('_', ' ')})"
        )
    text = "; ".join(parts)
    text = text[:1].upper() + text[1:]
    return text if len(text) <= 399 else text[:398] + "…"


def plan(sections: dict[str, Any]) -> Treatment:
    """The treatment of the BRIEF, with the CHARACTERS of the studio and past LESSONS."""
    cast = Cast(sections.get("CHARACTERS"))
    brief = sections.get("BRIEF")
    brief = brief if isinstance(brief, dict) else {"text": str(brief or "")}
    text = str(brief.get("text") or "").strip()
    reading = read_brief(text[:4000], cast)
    if (edit := _edit(sections, brief, text[:4000], reading, cast)) is not None:
        return edit
    faults = _unknown_faults(reading, cast)
    if not faults and sections.get("NOTES"):
        reading, faults = apply_notes(reading, split_notes(sections["NOTES"]), cast)
    if not faults and reading.empty_quotes:
        faults = ["There is nothing to say between the quotation marks: put the words there."]
    if not faults and _nothing_asked(reading):
        faults = [
            "There is nothing to make in this brief: say which character, and what is to be seen"
            " or heard."
        ]
    elif not reading.unknown.names:
        faults += [
            f for d in reading.deliverables for f in _draft_faults(d, cast, reading.described)
        ][:1]
    if not faults and sum(d.count for d in reading.deliverables) > _MOST_SHOTS:
        faults = [f"At most {_MOST_SHOTS} pieces can be made from one brief."]
    if faults:
        return _refusal(faults, reading, cast, text)
    planner = _Plan(
        cast, _seed(brief), read_lessons(sections.get("LESSONS")), planned_shots(sections)
    )
    return planner.treatment(reading, bool(brief.get("media")))


def _edit(
    sections: dict[str, Any], brief: dict[str, Any], text: str, reading: Reading, cast: Cast
) -> Treatment | None:
    """The treatment of a brief that is about footage; None for one that is not."""
    sources = footage_of(brief)
    others = other_media(brief)
    wish = read_wish(without_names(text, sources, others), cast)
    if not sources:
        return without_footage(wish, reading.edits, text) if orphaned(wish, reading) else None
    if not is_edit(wish, reading):
        return None
    faults: list[str] = []
    if beside := new_pieces(reading):
        wish.unplaced += beside
    if sections.get("NOTES"):
        faults = apply_notes_to_edit(wish, split_notes(sections["NOTES"]), cast)
    return plan_edits(
        wish,
        Material(sources, others, text, _seed(brief)),
        read_lessons(sections.get("LESSONS")),
        planned_shots(sections),
        faults,
    )


def _seed(brief: dict[str, Any]) -> int:
    seed = brief.get("seed")
    return seed if isinstance(seed, int) and 0 <= seed < 2**31 else 0


class _Plan:
    """Makes a treatment of a reading without faults."""

    def __init__(self, cast: Cast, seed: int, lessons: list[Lesson], planned: list[Shot]) -> None:
        self.cast, self.seed, self.lessons, self.planned = cast, seed, lessons, planned
        self.shots: list[Shot] = []
        self.learnt: list[str] = []
        self.notes: list[str] = []

    def treatment(self, reading: Reading, with_media: bool) -> Treatment:
        for draft in reading.deliverables:
            for take in range(draft.count):
                self._add(draft, take)
        unplaced = [word for draft in reading.deliverables for word in draft.unplaced]
        unplaced += reading.unknown.later
        unknown = list(dict.fromkeys(reading.unknown.words()))
        places = list(dict.fromkeys(reading.unknown.places))
        if reading.assumed:
            self.notes.append(reading.assumed)
        if unplaced:
            self.notes.append(
                f"One action and one feeling at a time: {_quoted(unplaced)} left out."
            )
        if with_media:
            self.notes.append(
                "The files that came with the brief are not used: this is a new piece."
            )
        if places:
            self.notes.append(self._elsewhere(places, reading))
        if props := list(dict.fromkeys(reading.unknown.props)):
            self.notes.append(
                f"No effect: {_quoted(props)}; clothes are those of the character's sheet, and"
                " hands stay empty."
            )
        if idle := [word for word in unknown if word not in (*places, *props, *unplaced)]:
            self.notes.append(f"No effect: {_quoted(idle)}.")
        return Treatment(
            intent=_intent(self.shots),
            shots=self.shots,
            lessons_applied=self.learnt[:6],
            not_understood=[word[:80] for word in dict.fromkeys([*unknown, *unplaced])][:12],
            message=" ".join(self.notes)[:400],
        )

    def _elsewhere(self, places: list[str], reading: Reading) -> str:
        """What became of places that no set shows."""
        seen = [shot for shot in self.shots if shot.cast]
        if not seen or all("set" in draft.fields for draft in reading.deliverables):
            return f"Left out, for it cannot be shown: {_quoted(places)}."
        sets = dict.fromkeys(shot.set.replace("_", " ") for shot in seen)
        return f"{_no_set(places)}: the {' and the '.join(sets)} stands in."

    def _add(self, draft: Deliverable, take: int) -> None:
        builder = ShotBuilder(draft, self.cast, self.seed)
        shot = builder.build(identifier_for(draft, {s.id for s in self.shots}))
        if take:
            shot = shot.model_copy(update={"seed": (shot.seed + take) % 2**31})
        if len(self.shots) < len(self.planned):
            shot = keep_settings(shot, self.planned[len(self.shots)], builder.asked)
        shot, applied = apply_lessons(shot, self.lessons, builder.asked)
        self.shots.append(shot.model_copy(update={"criteria": criteria_for(shot, builder.asked)}))
        self.learnt += applied
        self.notes += [note for note in builder.notes if note not in self.notes]
