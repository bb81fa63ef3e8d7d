"""A brief, read into a draft: which shots there are, and what is asked of each."""

from itertools import pairwise

from llm.planner.reader.language.clause import STRONG, Clause
from llm.planner.reader.language.clauses import clauses_of
from llm.planner.reader.language.lexicon import Meaning
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.words import Words
from llm.planner.reader.pieces.boundaries import begins_shot, is_piece
from llm.planner.reader.pieces.choices import choice_of
from llm.planner.reader.pieces.differences import has_subject, looked_at
from llm.planner.reader.pieces.finishing import finish
from llm.planner.reader.pieces.pieces import (
    WITH_CONTENT,
    add_kind,
    begin_another,
    differs,
    has_content,
    head_of,
    is_first_of_counted,
    is_next_spoken,
    joins_kind,
    name_group,
    name_kind,
    names_piece,
    same_piece,
    spoken_of,
)
from llm.planner.reader.slots.context import ReadingContext, found_value
from llm.planner.reader.slots.filling import fill_clause, give_pending
from llm.planner.reader.slots.overlaid import write_over, written_over


def read_draft(words: Words, otherwise: frozenset[int] = frozenset()) -> ReadingContext:
    """The draft of a brief, filled. `otherwise`: the places of it at which a shot begins where the
    rules have none, or none where they have one."""
    context = ReadingContext(words, otherwise=otherwise)
    context.draft.shots.append(context.shot)
    over = written_over(words)
    clauses = clauses_of(words)
    for clause in clauses if over else ():
        spans = [range(one.start, one.end) for _, one in over]
        clause.items = [i for i in clause.items if not any(i.start in span for span in spans)]
    clauses = [one for one in clauses if one.items or one.transition] if over else clauses
    _announce(context, clauses)
    _hold_single(clauses)
    for number, clause in enumerate(clauses):
        context.before, context.clause = context.clause, clause
        _open(context, clause, clauses[number + 1 :])
        if clause.lent:
            context.subjects = [context.role(name).character for name in clause.lent]
            context.recent += clause.lent
        fill_clause(context)
    give_pending(context)
    finish(context)
    write_over(context.draft, over)
    return context


def _hold_single(clauses: list[Clause]) -> None:
    """All that a sentence tells of "in one shot" is in that shot, wherever the words stand."""
    first = 0
    for after in range(1, len(clauses) + 1):
        if after < len(clauses) and clauses[after].boundary in _OF_SENTENCE:
            continue
        sentence, first = clauses[first:after], after
        single = any(one.having("single") for one in sentence)
        if single and not any(one.having("again") for one in sentence):
            for one in [one for one in sentence if one.having(*WITH_CONTENT[:4])][1:]:
                one.goes_on = True


_OF_SENTENCE = ("comma", "and", "then", "semicolon", "colon", "aside")


def _announce(context: ReadingContext, clauses: list[Clause]) -> None:
    """How many there are, where it is told only after them: "Luca happy, sad and angry, three
    pictures"."""
    for clause in clauses[1:]:
        whole = clause is clauses[-1] and not clause.having(*WITH_CONTENT[:4])
        context.group.single |= bool(whole and clause.having("single"))  # "…. All in one shot."
        if clause.values("kind") == {"take"} and [one.norm for one in clause.items[:1]] == ["one"]:
            # "…. One shot, medium, 6 seconds."
            context.group.single |= len(clause.items) == 2 and clause.boundary == "sentence"
        told = [one for one in clause.items if one.is_content and not one.has("separate", "number")]
        if [one.value("export") for one in told] == ["stills"] and not context.words.happens:
            told[0].entries = {"kind": Meaning("kind", "picture")}  # "…, all as stills"
        counts = [
            one
            for one, noun in pairwise(clause.items)
            if one.has("number") and noun.has("kind", "separate")
        ]
        kinds = [one.value("kind") for one in told if one.has("kind")]
        count = min(24, int(float(counts[0].value("number")))) if counts else 0
        last = clause is clauses[-1] and told and told[0].norm.endswith("s")
        alone = all(one.has("kind", "length") for one in told) and not clauses[0].having("kind")
        last = last and not any(one.has("quote") for one in context.words.items)
        alone = alone and not any(context.words.listed("film_parts", one.norm) for one in told)
        if len(kinds) == 1 and kinds[0] in ("picture", "take") and alone and (count > 1 or last):
            if counts:
                context.group.count_word = found_value(counts[0], counts[0].value("number"))
            context.group.count, context.group.kind = count, kinds[0]
            context.group.listed, context.shot.kind = True, kinds[0]
            return
        if kinds or clause.having("make"):
            return


def _open(context: ReadingContext, clause: Clause, rest: list[Clause]) -> None:
    """Decide whether a clause goes on with this shot, begins another, or another piece."""
    if context.varies_line(clause):
        return
    head, whole = head_of(context, clause), clause.whole(rest)
    _aside(context, clause)
    if clause.boundary == "shot":
        _mark(context, clause)
        return
    if head is not None and _is_this_film(context, head):
        name_kind(context, clause, head)
        head.taken, head = True, None  # "Luca waves. The film ends with him in the meadow"
    if told := spoken_of(context, clause):
        give_pending(context)
        context.shot, context.subjects = told, [role.character for role in told.roles]
        return
    if head is not None and _is_framed(context, clause, head, whole):
        begin_another(context, clause, new_group=False)
        context.group.film, context.group.kind = True, context.group.kind or "take"
    elif head is not None and is_first_of_counted(context, clause, head):
        context.group.listed = head.taken = True
    elif head is not None and joins_kind(context, clause, head):
        add_kind(context, clause, head)
    elif (head is not None and not context.shot.touched and not context.shot.lines) or (
        head is not None and same_piece(context, clause, head)
    ):
        name_group(context, clause, head)
    elif head is not None and has_content(clause, rest):
        own = context.group.film and head.value("kind") == "take"
        part = context.words.listed("film_parts", head.norm + "s")  # "Reverse shot: …"
        own = own or (part and context.group.kind == "" and not head.opens and _is_filmed(context))
        beside = clause.boundary in ("and", "comma") and has_subject(clause)
        own = own or (
            head.has("again") and (context.group.count > 1 or (beside and not head.has("kind")))
        )
        begin_another(
            context,
            clause,
            new_group=(not own and (clause.boundary != "then" or names_piece(context, head)))
            or differs(context, head),
        )
        name_group(context, clause, head)
    elif head is not None:
        name_kind(context, clause, head)
    elif _is_of_kind(context, clause, whole) or is_next_spoken(context, clause, whole):
        begin_another(context, clause, new_group=True, goes_on=False)
    elif _ends_with_setting(context, clause, whole, rest) or _is_of_all(context, clause, rest):
        _set_all(context, whole)
    elif _begins_shot(context, looked_at(clause, whole, rest), whole):
        piece = is_piece(context, clause)
        heard = whole.having("quote") and not whole.deeds and clause.boundary == "item"
        begin_another(context, clause, new_group=piece, goes_on=not (piece and heard))
    elif clause.boundary in ("colon",) and context.group.count != 1:
        context.group.listed = context.group.listed or context.group.count > 1
    _begin_sentence(context, clause)


def _begins_shot(context: ReadingContext, clause: Clause, whole: Clause) -> bool:
    """Whether a clause begins another shot; the choice is noted where its words leave one."""
    begins = not clause.goes_on and bool(begins_shot(context, clause, whole))
    in_row = context.shot.marked or context.words.is_list  # of which each has a mark
    told = (
        context.group.single or clause.goes_on or (in_row and clause.boundary in ("comma", "and"))
    )
    if clause.items and context.shot.touched and not told:
        context.draft.places.append(clause.items[0].start)
        begins ^= clause.items[0].start in context.otherwise
    if clause.items and (choice := choice_of(context, clause, begins)):
        context.draft.choices.append(choice)
    return begins


def _is_this_film(context: ReadingContext, head: Phrase) -> bool:
    """Whether "the film" is what has been told of so far."""
    led = context.words.items[max(0, head.place - 1)]
    named = head.value("kind") == "film" and context.words.listed("definite", led.norm)
    one = len(context.draft.groups) == 1 and context.group.kind in ("", "take")
    return bool(named and one and context.shot.touched and context.words.happens)


def _is_filmed(context: ReadingContext) -> bool:
    """Whether what is told so far can only be a shot of a film."""
    return bool(context.shot.lines and "set" in context.shot.fields) or context.words.happens


def _is_of_kind(context: ReadingContext, clause: Clause, whole: Clause) -> bool:
    """Whether a sentence ends with another kind: "Luca waving, picture. Luca waving, 5 s clip."."""
    if clause.boundary not in ("sentence", "line"):
        return False
    last, now = whole.items[-1], context.group.kind
    return bool(now and whole.having("name") and last.has("kind")) and last.value("kind") not in (
        now,
        "film",
    )


def _begin_sentence(context: ReadingContext, clause: Clause) -> None:
    """What was told of the one before ends with it."""
    if clause.boundary in STRONG:
        context.of_all = False
        context.joined = []
        context.acted, context.listing, context.ghost = False, False, False
        if clause.boundary not in ("start", "semicolon") and not has_subject(clause):
            # A sentence without a doer goes on about the last one.
            context.subjects = context.subjects or context.recent[-1:]
    elif clause.boundary == "colon":
        context.listing = False


def _aside(context: ReadingContext, clause: Clause) -> None:
    """What stands in brackets is told of who was named last; after it all is as before."""
    if clause.boundary == "aside" and context.recent and clause.having("emotion", "action"):
        context.main = (context.subjects, context.listing)
        context.subjects, context.listing = context.recent[-1:], False
    elif clause.boundary in STRONG:
        context.main = None
    elif context.main is not None and clause.boundary in ("comma", "and"):
        (context.subjects, context.listing), context.main = context.main, None


def _mark(context: ReadingContext, clause: Clause) -> None:
    """`Shot 2:` begins that shot, or goes back to it; `Film 2:` a piece."""
    if clause.marked == "film":
        return _mark_film(context, clause)
    shots = context.shots_of(context.shot.group)
    same = [shot for shot in shots if shot.marked == clause.number]
    if not same and clause.number == "-1" and len(shots) > 1 and not _own_subject(clause):
        same = shots[-1:]
    if not same and clause.number.isdigit():
        place = int(clause.number) - 1
        if 0 <= place < len(shots) and len(shots) > 1 and not shots[place].marked:
            same = [shots[place]]
    if same:
        give_pending(context)
        context.shot = same[0]
        context.subjects = [role.character for role in context.shot.roles]
    elif (context.shot.roles or context.shot.lines or context.shot.marked) and not _heads(context):
        begin_another(context, clause, new_group=False)
    context.shot.marked = clause.number
    if clause.marked in ("picture", "voice_line") and context.group.kind in ("", clause.marked):
        context.group.kind = context.shot.kind = clause.marked
        context.group.film = False
    if context.group.kind in ("", "take"):
        context.group.film, context.group.kind = True, context.group.kind or "take"
    context.group.listed = False
    context.acted, context.listing, context.ghost = False, False, False


def _mark_film(context: ReadingContext, clause: Clause) -> None:
    """ "Spot B: Mina walks, then she waves"."""
    if context.shot.touched or context.shot.lines:
        begin_another(context, clause, new_group=True, goes_on=False)
    context.group.kind, context.group.film = "take", True
    context.group.count, context.group.count_word, context.group.listed = 0, None, False
    context.shot.kind = "take"
    context.shot.kind_named = found_value(clause.marks[0], "take")
    context.shot.kind_named.end = clause.marks[-1].end
    context.acted, context.listing, context.ghost = False, False, False


def _heads(context: ReadingContext) -> bool:
    """Whether what is told so far is of all that are counted: "Two pictures: picture 1 …"."""
    shot = context.shot
    told = shot.marked or shot.lines or any(role.fields for role in shot.roles)
    return context.group.count > 1 and not told


def _is_framed(context: ReadingContext, clause: Clause, head: Phrase, whole: Clause) -> bool:
    """ "Wide shot of the street, Luca runs": the next shot by its framing."""
    told = context.shot.roles and {"framing", "set"} & context.shot.fields.keys()
    return bool(
        head.has("framing")
        and told
        and clause.boundary in ("sentence", "line")
        and whole.having("name", "pronoun", "action", "set")
        and context.group.kind in ("", "take")
    )


def _own_subject(clause: Clause) -> bool:
    return bool(clause.having("name", "action"))


def _ends_with_setting(
    context: ReadingContext, clause: Clause, whole: Clause, rest: list[Clause]
) -> bool:
    """Whether the last sentence tells of nothing but how all is seen: where, when, how near."""
    shots = context.draft.shots
    ends = len(whole.items) == sum(len(one.items) for one in [clause, *rest])
    if clause.boundary not in ("sentence", "line", "item") or not ends:
        return False
    told = [name for name in _SEEN if whole.having(name)]
    named = any(
        (word := shot.fields.get(name)) and word.source == "brief" and word.value not in values
        for shot in shots
        for name, values in ((name, whole.values(name)) for name in told)
    )
    return bool(told) and not named and not whole.having(*WITH_CONTENT, "emotion")


def _is_of_all(context: ReadingContext, clause: Clause, rest: list[Clause]) -> bool:
    """ "All in the meadow.": a sentence of where or when all shots are; "…, close-ups"."""
    whole, several = clause.whole(rest), len(context.draft.shots) > 1
    framed = [one for one in clause.items if one.is_content]
    if several and not rest and framed and all(one.has("framing") for one in framed):
        return framed[-1].norm.endswith("s")
    led = clause.items and context.words.listed("whole", clause.items[0].norm)
    acts = whole.having("action", "quote", "cannot", "emotion", "speech", "framing", "kind")
    of_them = whole.items[:1] == whole.having("name", "pronoun") and not (acts or rest)
    if several and of_them and whole.values("pronoun") == {"they"} and whole.having("set"):
        whole.items[0].taken = True
        return True  # "Both in the bedroom."
    told = whole.having(*_SEEN) and not whole.having(*WITH_CONTENT, "emotion")
    ends = clause.boundary in STRONG or (clause.boundary == "comma" and not rest)
    return bool(led and told and ends and several)


_SEEN = ("set", "time", "framing", "angle", "view", "size", "aspect", "quality")


def _set_all(context: ReadingContext, whole: Clause) -> None:
    for item in whole.having(*_SEEN):
        for shot in context.draft.shots:
            if item.has("view"):
                shot.views = shot.views or [found_value(item, item.value("view"))]
            for name in set(_SEEN) - {"view"}:
                if item.has(name):
                    shot.fields.setdefault(name, found_value(item, item.value(name)))
