"""The pieces that a brief names, and the next shot of one."""

from dataclasses import replace
from itertools import pairwise

from llm.planner.reader.language.clause import STRONG, Clause
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.pieces.boundaries import is_series
from llm.planner.reader.pieces.differences import pronouns_of_doers
from llm.planner.reader.slots.context import ReadingContext, found_value
from llm.planner.reader.slots.draft import RoleDraft, ShotDraft
from llm.planner.reader.slots.filling import carry, give_pending

_AGAIN = ("set", "time", "framing", "angle", "emotion", "speed", "view", "move")
WITH_CONTENT = ("name", "pronoun", "action", "quote", "cannot")


def same_piece(context: ReadingContext, clause: Clause, head: Phrase) -> bool:
    """Whether what a kind is told of has been spoken of already: "he jumps, draw him"."""
    shot = context.shot
    if _is_for_each(shot) and clause.boundary in ("colon", "comma") and not context.group.kind:
        return True
    if context.group.kind or shot.lines or clause.boundary in ("also", "then", "line", "item"):
        return False
    if not (shot.roles or shot.captions) or not (
        shot.fields or shot.captions or any(role.fields for role in shot.roles)
    ):
        return True
    return not clause.having("name", "quote")


def spoken_of(context: ReadingContext, clause: Clause) -> ShotDraft | None:
    """The last shot of the one piece that a clause speaks of: "for the still use a low angle"."""
    kinds = [item for item in clause.items[:4] if item.has("kind")]
    before = clause.items[max(0, clause.items.index(kinds[0]) - 1)].norm if kinds else ""
    if not context.words.listed("definite", before) or clause.having(*WITH_CONTENT[:4]):
        return None
    groups = context.draft.groups
    named = [n for n, one in enumerate(groups) if one.kind == _kind_of(kinds[0])]
    if len(groups) < 2 or len(named) != 1 or kinds[0].value("kind") == "film":
        return None
    kinds[0].taken = True
    shots = context.shots_of(named[0])
    return shots[-1] if shots else None


def _is_for_each(shot: ShotDraft) -> bool:
    """Whether a shot only tells for whom there is one each: "for each of Luca and Nico: …"."""
    told = shot.fields.get("separate")
    nothing = shot.fields.keys() == {"separate"} and not any(role.fields for role in shot.roles)
    return bool(told and told.value == "every" and nothing and shot.roles)


def is_first_of_counted(context: ReadingContext, clause: Clause, head: Phrase) -> bool:
    """ "Two pictures of Luca: one where he waves, …": the first of them is told of."""
    shot = context.shot
    names = shot.roles
    counted = context.group.count > 1 and clause.boundary == "colon" and head.has("again")
    return bool(names and counted and not shot.lines)


def differs(context: ReadingContext, head: Phrase) -> bool:
    now = context.group.kind
    return (
        bool(now) and head.value("kind") in ("picture", "voice_line") and now != head.value("kind")
    )


def names_piece(context: ReadingContext, head: Phrase) -> bool:
    """Whether a noun after "then" begins a piece of its own: "then a film"."""
    kind = head.value("kind")
    return kind in ("film", "voice_line") or kind == context.group.kind == "picture"


_OTHER_KINDS = ("picture", "voice_line", "take", "film")


def head_of(context: ReadingContext, clause: Clause) -> Phrase | None:
    """The noun of what is to be made, where the clause names it: "a picture of"."""
    for place, item in enumerate(clause.items):
        if item.has("make") and item.value("make") != "any" and not clause.having("kind"):
            return item if place < 4 else None
        if item.has("again") and context.group.kind and place < 2:
            other = [o for o in clause.items[place + 1 :] if o.value("kind") in _OTHER_KINDS]
            # "the same as a clip"
            return other[0] if other and _kind_of(other[0]) != context.group.kind else item
        if not item.has("kind") or _only_says(context, clause, place):
            continue
        return item
    return None


def _only_says(context: ReadingContext, clause: Clause, place: int) -> bool:
    """Whether a noun of a kind only says where or how something is: "in the picture"."""
    item, before = clause.items[place], clause.items[:place]
    following = clause.items[place + 1 : place + 2]
    if following and following[0].has("kind"):
        return True  # "a short audio"
    defined = before and context.words.listed("definite", before[-1].norm)
    if defined and clause.having("transition", "move") and context.shot.touched:
        return True  # "and the picture fades to black"
    collective = before[-1:] == clause.items[:1] and before[-1:] != []
    if collective and (before[0].value("pronoun") == "they" or before[0].norm == "all"):
        return bool(context.shot.touched)  # "Both lines whispered"
    if context.words.is_form and "about" in item.known:
        return True  # "Line: Mina says 'Hello'"
    if any(one.has("negation") for one in before[-2:]):
        return True  # "a clip, no film", "not a film"
    told = any(one.has("speech") or "speech" in one.known for one in before[-2:])
    if told and item.value("kind") == "voice_line" and clause.having("name", "pronoun"):
        return True  # "Nico says a line: 'Hello'"
    if item.has("framing") and context.shot.marked and not context.shot.roles:
        return True  # "Shot 2: wide shot, he runs"
    if before and before[-1].has("number"):
        return False  # "a storyboard of three frames"
    led = [one.norm for one in before if one.has("function")][-2:]
    return any(norm in ("in", "of", "over", "to", "for", "with") for norm in led)


def _kind_of(head: Phrase) -> str:
    kind = head.value("kind") or head.value("make")
    return "take" if kind == "film" else kind


def has_content(clause: Clause, rest: list[Clause]) -> bool:
    """Whether a piece is told of here, not only its kind."""
    if clause.having(*WITH_CONTENT):
        return True
    if clause.having("again") and clause.having(*_AGAIN, "kind"):
        return True
    if (
        clause.having("kind")
        and clause.having("length")
        and clause.boundary in ("also", "sentence")
    ):
        return True
    for other in rest:
        if other.boundary in STRONG - {"also"}:
            return False
        if other.having(*WITH_CONTENT):
            return True
    return False


def joins_kind(context: ReadingContext, clause: Clause, head: Phrase) -> bool:
    """Whether a second kind is told of the same: "a picture and a voice line of Luca"."""
    known = context.group.kind and not (
        context.shot.touched or context.shot.lines or context.shot.roles
    )
    other = head.value("kind") and _kind_of(head) != context.group.kind
    alone = all(one is head or not one.is_content for one in clause.items)
    listed = clause.boundary == "comma" and alone and not context.before.having("negation")
    joined = clause.boundary == "and" or listed
    return bool(known and other and joined and not context.shot.marked)


def add_kind(context: ReadingContext, clause: Clause, head: Phrase) -> None:
    """Note one more kind of what is told next."""
    group = context.group
    first = group.kinds or [(group.kind, group.count or 1)]
    group.kinds = [*first, (_kind_of(head), _count(context, clause, head) or 1)]
    group.count = sum(count for _, count in group.kinds)
    group.listed = group.count > 2
    group.count = group.count if group.listed else 0
    context.shot.kind, head.taken = "", True


def name_group(context: ReadingContext, clause: Clause, head: Phrase) -> None:
    group = context.group
    count = _count(context, clause, head)
    kind = _kind_of(head) or context.draft.groups[max(0, context.shot.group - 1)].kind
    group.kind, group.kinds = kind, []
    group.film = group.film or head.value("kind") == "film"
    group.count = group.count or count
    led = context.words.items[head.place - 1] if head.place else head
    if kind == "take" and context.words.listed("each", led.norm):
        group.film = group.listed = True  # "Every shot three seconds: …"
    parts = context.words.listed("film_parts", context.words.norms[head.last - 1])
    group.film = group.film or (parts and (count > 1 or not count))
    in_order = any(one.value("sequence") == "then" for one in context.words.items)
    several = context.words.norms[head.last - 1].endswith("s") and not in_order
    if count > 1 and several and head.value("kind") == "film":
        group.film = False  # "three teasers"
    plural = context.words.norms[head.last - 1].endswith("s") and not group.film
    group.listed = (
        group.listed or count > 1 or plural or head.has("again") or head.value("sheet") == "list"
    )
    items = clause.items[clause.items.index(head) + 1 :]
    for number, noun in pairwise(items):
        parts = context.words.listed("film_parts", noun.norm)
        if number.has("number") and (parts or (group.film and noun.has("kind"))):
            number.taken = noun.taken = group.listed = group.film = True
            group.count = min(24, int(float(number.value("number"))))
    group.boundary = group.boundary or clause.boundary
    context.shot.kind, context.shot.kind_named = kind, found_value(head, kind)


def _count(context: ReadingContext, clause: Clause, head: Phrase) -> int:
    for item in clause.items[: clause.items.index(head)]:
        if item.has("number"):
            context.group.count_word = found_value(item, item.value("number"))
            return min(24, int(float(item.value("number"))))
    return 0


def name_kind(context: ReadingContext, clause: Clause, head: Phrase) -> None:
    """A kind that is told after what it is of: "…, three audio files"."""
    context.group.count = context.group.count or _count(context, clause, head)
    kind = found_value(head, _kind_of(head))
    film = head.value("kind") == "film"
    context.group.film = context.group.film or film
    context.group.kind = context.group.kind or kind.value
    for shot in context.shots_of(context.shot.group):
        if not shot.kind or (kind.value == "take" and shot.kind != "take" and not shot.kind_named):
            shot.kind, shot.kind_named = kind.value, kind


def is_next_spoken(context: ReadingContext, clause: Clause, whole: Clause) -> bool:
    """Whether a clause tells of the next of several pieces by what is said in it: "a picture of
    Mina, a clip of Luca, and Nico saying 'Done'"."""
    groups = context.draft.groups
    spoken = whole.having("quote") and whole.having("speech") and whole.having("name", "pronoun")
    if not spoken or whole.deeds or not context.shot.touched or clause.boundary == "colon":
        return False
    if context.draft.pieces:
        return 1 < len(groups) < context.draft.pieces
    return clause.boundary == "semicolon" == groups[-1].boundary


def _repeat(context: ReadingContext, clause: Clause, before: ShotDraft, new_group: bool) -> None:
    """What a shot has of the one before it because its words say "the same", or leave it out."""
    named, acting = clause.having("name"), clause.having("action", "speech", "emotion")
    done = before.roles[0].fields.get("action") if before.roles and named and not acting else None
    if done and clause.boundary in ("comma", "and") and clause.having("set"):
        # "Luca runs through the meadow, Giulia through the harbour": she runs as well.
        context.pending.append(("action", replace(done, weak=True, source="carried"), 1.0))
    head = context.shots_of(before.group)[0].kind_named
    framed = before.fields.get("framing")
    several = head is not None and context.words.text[head.start : head.end].endswith("s")
    by_kind = framed and head and framed.start == head.start and several and not new_group
    laughs = any(e.form == "v" for one in clause.having("emotion") for e in one.entries.values())
    felt = clause.having("again") or (context.group.listed and not laughs)
    felt = felt and not (named or clause.having("action", "speech"))
    for role in before.roles if felt and clause.having("emotion") else ():
        if told := role.fields.get("action"):  # "Luca waves twice: once happy, once sad"
            again = replace(told, weak=True, source="carried")
            context.role(role.character).fields["action"] = again
    # "Four portraits: …" are all of one framing.
    if framed and (clause.having("again") or by_kind) and not clause.having("framing"):
        framing = replace(before.fields["framing"], weak=True, source="carried")
        context.shot.fields["framing"] = framing
    same = not (named or acting or clause.having("pronoun")) and clause.having("again", "length")
    plain = not (named or acting or clause.having("pronoun", "quote", "cannot"))
    series = clause.boundary in ("comma", "and") and is_series(context, clause)
    varied = plain and (context.group.listed or series) and clause.having("set", "time")
    marked = clause.boundary == "shot" and clause.having("again")
    varied = varied and (before.kind == "picture" or clause.boundary in ("comma", "and"))
    if ((new_group or marked or clause.having("again")) and same) or varied:
        context.shot.roles = [
            RoleDraft(role.character, fields=dict(role.fields), source="carried")
            for role in before.roles
        ]


def _last_of(context: ReadingContext, names: set[str]) -> ShotDraft | None:
    """The newest shot in which one of them is."""
    shots = reversed(context.draft.shots)
    return next((s for s in shots if names & {role.character for role in s.roles}), None)


def begin_another(
    context: ReadingContext, clause: Clause, new_group: bool, goes_on: bool = True
) -> None:
    """Begin the next shot; what it does not say again goes on."""
    give_pending(context)
    before = context.shot
    last = list(context.subjects) or [role.character for role in before.roles]
    if clause.transition is not None:
        before.transition = found_value(clause.transition, clause.transition.value("transition"))
    kind = "" if new_group else before.kind
    context.next_shot(new_group, kind)
    context.shot.kind, context.shot.earlier = kind, clause.earlier
    if not new_group:
        context.group.film = context.group.film or (
            clause.boundary == "then" and kind in ("", "take")
        )
    named = {item.value("name") for item in clause.having("name")}
    acting = clause.having("action", "speech", "emotion")
    if (goes_on and not (new_group and before.kind != "take")) or clause.having("again"):
        left = _last_of(context, named) if clause.back else None
        carry(context, (left or before).fields)
    same = clause.boundary == "and" and not (new_group or named or context.group.listed)
    context.joined = [*context.joined, before] if same and kind in ("", "take") else []
    _repeat(context, clause, before, new_group)
    if not named and acting and not pronouns_of_doers(context, clause):
        context.subjects = last
    elif not named or new_group:
        context.subjects = []
