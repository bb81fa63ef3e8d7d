"""A brief read: its deliverables, and what found no place."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import pairwise

from llm.planner.brief.asides import find_asides
from llm.planner.brief.claims import Claim, find_claims
from llm.planner.brief.context import Context
from llm.planner.brief.drafts import Deliverable, RoleDraft
from llm.planner.brief.performance import Performance
from llm.planner.brief.position import looks
from llm.planner.brief.segments import Segment, split
from llm.planner.brief.speech import Speech, unquoted
from llm.planner.brief.unknown import Unknown, unknown_words
from llm.planner.words.cast import Cast
from llm.planner.words.lexicon import grammar
from llm.planner.words.quotes import empty_quotes
from llm.planner.words.tokens import tokenize
from studio.nouns.vocabulary import Pose, words

_FIELDS = (
    "set",
    "time",
    "framing",
    "angle",
    "view",
    "move",
    "exposure",
    "duration",
    "size",
    "aspect",
    "resolution",
    "fps",
    "quality",
    "seed",
    "mood",
    "language",
)
_VISUAL = {
    "set",
    "time",
    "framing",
    "angle",
    "view",
    "move",
    "duration",
    "size",
    "aspect",
    "resolution",
    "fps",
}
_MOTION = {"duration", "move", "fps", "mood"}
_ADDING = {"also", "add", "another", "additionally", "plus"}
_SAME_PLACE = {"place", "setting", "background", "location", "set", "spot"}


@dataclass
class Reading:
    """What a brief asks for. `edits` are words that ask to edit footage, `new` whether something
    is named that is to be made, `assumed` says whom it was taken to be about, `action` and
    `feeling` are the first ones named, of whomever."""

    deliverables: list[Deliverable] = field(default_factory=list)
    unknown: Unknown = field(default_factory=Unknown)
    edits: list[str] = field(default_factory=list)
    new: bool = False
    described: list[str] = field(default_factory=list)
    assumed: str = ""
    action: str = ""
    feeling: str = ""
    empty_quotes: bool = False


def _fill(draft: Deliverable, claims: list[Claim], context: Context) -> None:
    """Everything that belongs to the deliverable and not to a character."""
    weak: set[str] = set()
    draft.without = {c.category for c in claims if c.negated}
    for claim in (c for c in claims if not c.negated):
        category = claim.category
        if category in _FIELDS and not claim.attached:
            if category not in draft.fields or (category in weak and not claim.weak):
                draft.fields[category] = claim.value
                weak.discard(category)
                if claim.weak:
                    weak.add(category)
        elif category == "pass":
            wanted = (
                ["depth", "normal", "edge", "mask", "openpose"]
                if claim.value == "all"
                else [claim.value]
            )
            draft.passes += [p for p in wanted if p not in draft.passes]
        elif category in ("music", "subtitles", "transparent", "silent", "dialogue", "separate"):
            setattr(draft, category, True)
        elif category == "kind":
            # A portrait is a picture, and a close one; a portrait video is an upright one.
            for name in {"framing", "aspect"} & claim.readings.keys() - draft.fields.keys():
                draft.fields[name] = claim.readings[name].value
                weak.add(name)
        draft.moving |= category == "framing" and _is_shot(claim, context)
    said = [context.norm(c) for c in range(claims[0].start, claims[-1].end)] if claims else []
    draft.same_place = any(a == "same" and b in _SAME_PLACE for a, b in pairwise(said))


def _is_shot(claim: Claim, context: Context) -> bool:
    """Whether "wide shot" asks for a shot; in a list, ", wide shot, ...", it only frames."""
    named = "shot" in [context.norm(i) for i in range(claim.start, claim.end)]
    listed = context.norm(claim.start - 1) == context.norm(claim.end) == ","
    return named and not listed


def _kind(draft: Deliverable, claims: list[Claim]) -> str:
    """What is to be made: as the nouns say, else the verb, else what there is to see and hear."""
    nouns = [c.value for c in claims if c.category == "kind" and not c.negated]
    verbs = [c.value for c in claims if c.category == "make" and c.value != "any"]
    actions = any(r.action for r in draft.roles)
    visual = (
        actions
        or draft.moving
        or draft.transparent
        or bool(draft.passes or draft.fields.keys() & _VISUAL)
    )
    if nouns:
        return nouns[0]
    if verbs and not (verbs[0] == "voice_line" and not draft.lines):
        return "shot" if verbs[0] == "picture" and draft.lines else verbs[0]
    if draft.lines:
        return "shot" if visual else "voice_line"
    in_stills = {*words(Pose), None}
    moving = any(r.action not in in_stills for r in draft.roles)
    moving = (
        moving or draft.moving or draft.music or draft.silent or bool(draft.fields.keys() & _MOTION)
    )
    return "shot" if moving or verbs else "picture"


def _read_one(
    context: Context, tokens: list[int], text: str, cast: Cast, heirs: list[str]
) -> Deliverable:
    draft = Deliverable()
    inside = [context.at[i] for i in tokens if i in context.at]
    claims = list({id(c): c for c in inside}.values())
    if all(c.category != "quote" for c in claims) and (spoken := unquoted(context, claims, text)):
        covered = range(spoken.start, spoken.end)
        claims = sorted(
            [c for c in claims if c.start not in covered] + [spoken], key=lambda c: c.start
        )
        context.at.update(dict.fromkeys(covered, spoken))
        context.claims = [c for c in context.claims if c.start not in covered] + [spoken]
    heirs = _inherited(context, tokens, cast, heirs)
    Speech(context, claims, draft, cast, heirs).read()
    Performance(context, tokens, claims, draft, cast).read(heirs)
    _fill(draft, claims, context)
    draft.kind = _kind(draft, claims)
    draft.only_reported = _only_reported(draft, claims)
    return draft


def _only_reported(draft: Deliverable, claims: list[Claim]) -> bool:
    """ "Mina tells us that the ferry is late", and not a word of what to make or to see."""
    asks = {"kind", "action", "emotion"}
    shown = draft.lines or draft.fields or any(c.category in asks for c in claims)
    made = any(c.category == "make" and c.value != "any" for c in claims)
    return not shown and not made and any(c.category == "reported" for c in claims)


def _inherited(context: Context, tokens: list[int], cast: Cast, heirs: list[str]) -> list[str]:
    """Whom a deliverable without names is about: the cast of the one before, or whom a pronoun
    picks from it."""
    words = {(context.norm(i),) for i in tokens}
    for gender, more in (("he", ("his",)), ("she", ("hers",))):
        matching = [name for name in heirs if cast.gender(name) == gender]
        if words & (grammar(gender) | {more}) and matching:
            return matching[-1:]
    return heirs


def _merged(segments: list[Segment]) -> list[tuple[Segment, list[int]]]:
    """Segments with the tokens they share: "Two pictures of Luca: one happy, one sad"."""
    shared = [i for s in segments if s.for_all for i in s.tokens]
    merged: list[tuple[Segment, list[int]]] = []
    template: Segment | None = None
    own = [s for s in segments if not s.for_all]
    for segment, following in zip(own, [*own[1:], None], strict=True):
        if segment.repeats_kind and template:
            merged.append((segment, [*template.tokens, *segment.tokens, *shared]))
        elif segment.count > 1 and following is not None and following.repeats_kind:
            template = segment
        else:
            template = None if not segment.repeats_kind else template
            merged.append((segment, [*segment.tokens, *shared]))
    return merged


def _varied(draft: Deliverable) -> list[Deliverable]:
    """ "Three pictures of Giulia: happy, sad and angry": one more for each further word."""
    others, draft.others, draft.unplaced = draft.others, [], []
    varied = []
    for category, value, strength in others:
        one = deepcopy(draft)
        if category == "emotion":
            one.roles[0].expression, one.roles[0].strength = value, strength
        else:
            one.roles[0].action = value
        varied.append(one)
    return varied


def _expanded(draft: Deliverable, segment: Segment, colon: bool) -> list[Deliverable]:
    """One deliverable per character, or several of the same, where a number or "each" says so."""
    names = [r.character for r in draft.roles]
    # "Pictures of Luca and Giulia" are two, "a picture of Luca and Giulia" is one.
    plural = segment.head is not None and segment.head.plural and segment.count == 1
    if len(names) > 1 and (draft.separate or plural or (segment.count == len(names) and colon)):
        alone = []
        for role in draft.roles:
            single = deepcopy(draft)
            single.roles = [deepcopy(role)]
            single.lines = [line for line in single.lines if line.speaker == role.character]
            alone.append(single)
        return alone
    if draft.kind == "voice_line" and len(draft.lines) > 1 and not draft.dialogue:
        singles = []
        for line in draft.lines:
            single = deepcopy(draft)
            single.lines = [deepcopy(line)]
            single.roles = [r for r in single.roles if r.character == line.speaker] or [
                RoleDraft(line.speaker)
            ]
            singles.append(single)
        return singles
    kinds = {category for category, _, _ in draft.others}
    if len(names) == 1 and segment.count == len(draft.others) + 1 > 1 and len(kinds) == 1:
        return [draft, *_varied(draft)]
    draft.count = segment.count
    return [draft]


def _first(context: Context, category: str) -> str:
    wanted = (c.value for c in context.claims if c.category == category and not c.negated)
    return next(wanted, "")


def read_brief(text: str, cast: Cast, heirs: Sequence[str] = ()) -> Reading:
    """Read `text`; never fails: what is not understood is in the result. `heirs`: whom it is about
    where it names nobody."""
    tokens = tokenize(text)
    context = Context(tokens, find_claims(tokens, cast))
    context.settle()
    find_asides(context, cast)
    reading = Reading()
    heirs = list(heirs)
    meant = cast.unmistakable(looks(context))
    if meant and not heirs and all(c.category != "name" for c in context.claims):
        heirs = [meant]
        reading.assumed = f"By the description this is {meant}."
    before: Deliverable | None = None
    for segment, inside in _merged(split(context)):
        draft = _read_one(context, inside, text, cast, heirs)
        draft.added = (
            bool({context.norm(i) for i in inside[:4]} & _ADDING) and segment.head is not None
        )
        if (
            segment.repeats_kind
            and before is not None
            and not any((c := context.at.get(i)) and c.category == "kind" for i in inside)
        ):
            draft.kind = before.kind
        if draft.same_place and before is not None:
            for name in ("set", "time"):
                if name in before.fields:
                    draft.fields.setdefault(name, before.fields[name])
        colon = any(context.norm(i) == ":" for i in inside)
        reading.deliverables += _expanded(draft, segment, colon)
        heirs, before = [r.character for r in draft.roles] or heirs, draft
    reading.unknown = unknown_words(context, cast)
    reading.edits = [
        " ".join(t.text for t in tokens[c.start : c.end])
        for c in context.claims
        # "a thumbnail for my video" edits nothing.
        if c.category == "edit" and not c.negated and context.norm(c.start - 1) != "for"
    ]
    reading.new = any(
        c.category == "kind" or (c.category == "make" and c.value != "any")
        for c in context.claims
        if not c.negated
    )
    reading.action = _first(context, "action")
    reading.feeling = _first(context, "emotion")
    reading.empty_quotes = empty_quotes(text)
    reading.described = cast.described_by(looks(context))
    return reading
