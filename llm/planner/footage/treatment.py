"""The treatment of a brief about footage."""

from dataclasses import dataclass
from zlib import crc32

from llm.planner.brief.reading import Reading
from llm.planner.criteria import criteria_for
from llm.planner.footage.brief.drafts import Wish
from llm.planner.footage.fitting import Impossible
from llm.planner.footage.plan import EditBuilder, identifier_for_edit
from llm.planner.footage.sources import Footage
from llm.planner.lessons import apply_lessons
from studio.nouns.review import Lesson
from studio.nouns.treatment import Shot, Treatment
from studio.plan.wording import told_edit

_MOST_SHOTS = 8
# Briefs that work with a video, by the kind of edit that they offer first of all.
_EXAMPLES = {
    "exaggerate": (
        "Create a funny parody of this scene with exaggerated expressions and dramatic slow motion"
    ),
    "grade": "Make this clip black and white, with tense music",
    "speed": "Slow this clip down to half speed",
    "zoom": "A dramatic zoom on the face, and a freeze at the end",
    "trim": "Only the last 2 seconds of this clip, black and white",
}
_LIKE = {"parody": "exaggerate", "freeze": "zoom", "shake": "zoom", "reverse": "speed"}


def example(wish: Wish, text: str) -> str:
    """A brief that works with a video, as near as can be to `text`, the one that did not, or drawn
    by its letters."""
    kinds = ["parody"] * wish.parody + [change.kind for change in wish.changes]
    near = [_LIKE.get(kind, kind) for kind in kinds]
    names = list(_EXAMPLES)
    return _EXAMPLES[near[0] if near else names[crc32(text.encode()) % len(names)]]


def _quoted(parts: list[str]) -> str:
    return ", ".join(f"“{part}”" for part in dict.fromkeys(parts))


def _refused(message: str, wish: Wish, ending: str) -> Treatment:
    room = 400 - len(ending)
    unknown = list(dict.fromkeys([*wish.impossible, *wish.unknown]))
    return Treatment(
        intent="Nothing is made: the brief cannot be fulfilled as it stands.",
        not_understood=[word[:80] for word in unknown[:12]],
        refused=True,
        message=(message if len(message) <= room else message[: room - 1] + "…") + ending,
    )


def without_footage(wish: Wish, edits: list[str], text: str) -> Treatment:
    """The refusal of a brief that edits what did not come with it."""
    what = f" ({_quoted(edits)})" if edits else ""
    refusal = _refused(
        f"This brief edits footage{what}, and no video came with it: give one along"
        " (--media scene.mp4; in the chat: /with scene.mp4).",
        wish,
        f" For example, with a video: “{example(wish, text)}”.",
    )
    unknown = list(dict.fromkeys([*refusal.not_understood, *edits]))
    return refusal.model_copy(update={"not_understood": [word[:80] for word in unknown[:12]]})


def _faults(wish: Wish) -> list[str]:
    if wish.foreign:
        return ["Briefs are read in English."]
    faults = []
    if wish.impossible:
        faults.append(f"No tool does this to footage: {_quoted(wish.impossible)}.")
    if wish.unclear:
        faults.append(f"Not clear enough: {', '.join(dict.fromkeys(wish.unclear))}.")
    if wish.unplaced:
        faults.append(f"Left out: {_quoted(wish.unplaced)}.")
    if wish.unknown:
        faults.append(f"No effect: {_quoted(wish.unknown)}.")
    return faults + list(dict.fromkeys(wish.remarks))


def _nothing(wish: Wish, others: list[str]) -> list[str]:
    """Why there is nothing to make."""
    faults = _faults(wish)
    if others:
        faults.append(_unused(others))
    if wish.without:
        faults.append("Nothing else is asked for, so that there is nothing to make.")
    return faults or ["The brief does not say what to change."]


def _unused(others: list[str]) -> str:
    return f"Only the footage is used, not {', '.join(others)}."


def _chosen(sources: list[Footage], text: str) -> list[Footage]:
    """The videos that the brief names, else all."""
    named = [s for s in sources if s.name and s.name.casefold() in text.casefold()]
    return named or sources


@dataclass(frozen=True)
class Material:
    """What an edit is planned from: the videos, the names of other files, the brief's own words."""

    sources: list[Footage]
    others: list[str]
    text: str
    seed: int


def plan_edits(
    wish: Wish,
    material: Material,
    lessons: list[Lesson],
    planned: list[Shot],
    faults: list[str],
) -> Treatment:
    """One edit for each video, or a refusal that says why not. `faults` are reasons for a refusal
    that are known already."""
    ending = f" For example: “{example(wish, material.text)}”."
    sources, others, seed = _chosen(material.sources, material.text), material.others, material.seed
    if faults:
        return _refused(" ".join(faults), wish, ending)
    if wish.foreign:
        wish.impossible, wish.unplaced, wish.unknown = [], [], [material.text]
    if wish.foreign or not wish.asks:
        message = " ".join(_nothing(wish, others))
        wish.unknown += [] if wish.foreign else [*wish.unplaced, *others]
        return _refused(message, wish, ending)
    if len(sources) > _MOST_SHOTS:
        return _refused(f"At most {_MOST_SHOTS} videos fit into one brief.", wish, ending)
    shots: list[Shot] = []
    notes: list[str] = []
    learnt: list[str] = []
    for source in sources:
        builder = EditBuilder(wish, source, seed)
        try:
            shot = builder.build(identifier_for_edit(wish, source, {s.id for s in shots}))
        except Impossible as impossible:
            return _refused(str(impossible), wish, ending)
        if not (shot.edits or shot.music or shot.title):
            because = " ".join(builder.notes) or "Nothing is left to change."
            return _refused(because, wish, ending)
        asked = set(shot.fixed)
        if len(shots) < len(planned):
            shot = _keep(shot, planned[len(shots)], asked)
        shot, applied = apply_lessons(shot, lessons, asked)
        criteria = criteria_for(shot, asked, builder.lasts)
        shots.append(shot.model_copy(update={"criteria": criteria}))
        wish.unplaced += [said for said in builder.left_out if said not in wish.unplaced]
        learnt += applied
        notes += [note for note in builder.notes if note not in notes]
    notes += _faults(wish)
    if others:
        notes.append(_unused(others))
    unknown = list(dict.fromkeys([*wish.impossible, *wish.unplaced, *wish.unknown, *others]))
    return Treatment(
        intent=_intent(wish, shots, sources),
        shots=shots,
        lessons_applied=learnt[:6],
        not_understood=[word[:80] for word in unknown[:12] if word.strip()],
        message=" ".join(notes)[:400],
    )


def _keep(shot: Shot, planned: Shot, asked: set[str]) -> Shot:
    """`shot` with the amounts that the critic's changes set in the plan so far."""
    known = {(e.kind, e.where, e.start): e.amount for e in planned.edits}
    edits = [
        edit
        if edit.kind in asked
        else edit.model_copy(
            update={"amount": known.get((edit.kind, edit.where, edit.start), edit.amount)}
        )
        for edit in shot.edits
    ]
    return shot.model_copy(update={"edits": edits})


def _intent(wish: Wish, shots: list[Shot], sources: list[Footage]) -> str:
    """ "A parody of scene.mp4: faces exaggerated 2 times, 4 times slower at the peak"."""
    parts = []
    for shot, source in zip(shots, sources, strict=True):
        told = [told_edit(edit) for edit in shot.edits]
        told += [f"{shot.music} music"] if shot.music else []
        told += [f"the title “{shot.title}”"] if shot.title else []
        kind = "parody" if wish.parody else "edit"
        article = "a" if wish.parody else "an"
        parts.append(f"{article} {kind} of {source.name}: {', '.join(told)}")
    text = "; ".join(parts)
    text = text[:1].upper() + text[1:]
    return text if len(text) <= 399 else text[:398] + "…"


def is_edit(wish: Wish, reading: Reading) -> bool:
    """Whether a brief that came with a video is about that video."""
    if wish.inserts or (wish.refers and wish.concerns_footage):
        return True
    if reading.edits or wish.parody:
        return True
    roles = [role for draft in reading.deliverables for role in draft.roles if role.character]
    if not roles:
        return True
    acts = any(role.action for role in roles) or any(
        draft.lines or "set" in draft.fields for draft in reading.deliverables
    )
    return wish.concerns_footage and not reading.new and not acts


def new_pieces(reading: Reading) -> list[str]:
    """Pictures that a brief asks for besides its edit: each needs a brief of its own."""
    return [
        f"a picture of {draft.roles[0].character}"
        for draft in reading.deliverables
        if reading.new and draft.kind == "picture" and draft.roles and draft.roles[0].action
    ]


def orphaned(wish: Wish, reading: Reading) -> bool:
    """Whether a brief without a video asks for an edit."""
    if reading.edits:
        return True
    nobody = not any(draft.roles or draft.lines for draft in reading.deliverables)
    asked = wish.changes or (wish.parody and wish.refers)
    piece = reading.new and not wish.refers
    return nobody and bool(asked) and not piece and not _elsewhere(wish, reading)


def _elsewhere(wish: Wish, reading: Reading) -> bool:
    """Whether the brief asks for a piece of the studio's own, in words that an edit lacks."""
    strange = [word for word in reading.unknown.things if word in wish.unknown]
    return bool(reading.unknown.names or strange) or any(
        {"set", "time", "view", "angle"} & draft.fields.keys() for draft in reading.deliverables
    )
