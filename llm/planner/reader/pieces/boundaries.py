"""Whether a clause tells of another shot: what in it the present one cannot hold."""

from llm.planner.reader.language.clause import STRONG, Clause
from llm.planner.reader.pieces.differences import (
    differences,
    doers,
    has_subject,
    having,
    named_in,
    of_place,
)
from llm.planner.reader.slots.characters import says_again
from llm.planner.reader.slots.context import ReadingContext


def _moves(context: ReadingContext) -> bool:
    """Whether what is told happens one after another, as in a film."""
    if context.group.kind:
        return context.group.kind == "take"
    told = context.shot.lines and "set" in context.shot.fields
    return context.words.happens or bool(told or context.shot.fields.keys() >= {"length", "set"})


def is_piece(context: ReadingContext, clause: Clause) -> bool:
    """Whether another shot is a piece of its own, not a part of the same film."""
    group, named = context.group, context.draft.shots[0].kind_named
    noun = context.words.text[named.start : named.end].lower().split()[-1:] if named else []
    if clause.boundary == "item" and noun and context.words.listed("film_parts", f"{noun[0]}s"):
        return False  # "First, a wide shot of Luca. Second, …"
    if clause.boundary == "item" and group.boundary == "item":
        return True
    if group.film or (clause.boundary == "then" and group.kind in ("", "take")):
        return False
    if group.kind == "voice_line" or (group.kind == "take" and group.count > 1):
        return not group.listed
    if clause.boundary == "item" and _moves(context) and not group.kind:
        return False
    if clause.boundary == "item" or group.kind == "picture":
        return group.kind != "picture" or not group.listed or bool(clause.having("speech"))
    seen = context.shot.lines and (clause.having("pronoun") or "framing" in context.shot.fields)
    return clause.boundary == "also" or not (_moves(context) or seen)


_GOES_ON = frozenset({"sentence", "semicolon", "comma", "and", "then"})


_SERIES = ("set", "time", "action", "emotion")


def is_series(context: ReadingContext, clause: Clause) -> bool:
    """Whether a clause tells of nothing but another place or time, and what is done or felt there:
    "…, through the harbour"."""
    told = [one for one in clause.items if one.is_content]
    before = context.words.items[max(0, clause.items[0].place - 1)]
    chosen = context.words.listed("or", before.norm)
    return bool(told) and not chosen and all(one.has(*_SERIES) for one in told)


_ANEW = ("name", "pronoun", "action", "set", "framing", "move", "angle")


def begins_shot(context: ReadingContext, clause: Clause, whole: Clause) -> bool:
    """Whether a clause tells of another shot than the one that is being filled."""
    shot, group = context.shot, context.group
    if not (shot.touched and clause.items) or (group.single and clause.boundary != "also"):
        return False
    if shot.kind == group.kind == "picture" and _is_spoken(clause):
        return True
    if says_again(context, clause):
        return False
    if _acts_out(context, clause):
        return False
    nobody = not (shot.roles or shot.lines) and clause.boundary in _GOES_ON
    framed = "framing" in shot.fields and clause.having("framing")
    heard = bool(shot.lines) and all("off_screen" in one.fields for one in shot.lines)
    if heard and not shot.fields.keys() & {"set"} and not having(context, "action"):
        return False  # "Mina, off screen: 'He ran.' We see Luca running"
    if nobody and not framed and "place" not in of_place(context, clause):
        return False  # a shot of nobody yet: "a video with the words “Hi” on it; Luca waves"
    timed = clause.boundary == "sentence" and "length" in shot.fields and whole.having("length")
    if timed and shot.roles and group.kind in ("", "take") and clause.having(*_ANEW):
        return True  # "Luca waves, wide shot, 4 s. Push in on his face, 3 s."
    begins = clause.items[0].has("length") and clause.having("name", "pronoun")
    if begins and shot.roles and "length" in shot.fields and group.kind in ("", "take"):
        return True  # "5 s of Luca running, 5 s of Giulia waving"
    if clause.cut:
        told = clause.having("name", "pronoun", "action", "set", "framing", "quote", "emotion")
        return bool(told or any(map(context.is_close_part, clause.items)))
    return _comes_in(context, clause, whole) or _begins_by_boundary(context, clause, whole)


def _begins_by_boundary(context: ReadingContext, clause: Clause, whole: Clause) -> bool:
    """Whether a clause tells of another shot, by what stands before it."""
    match clause.boundary:
        case "item" | "also":
            return bool(clause.having("name", "action", "set", "framing", "quote"))
        case "line":
            return _begins_line(context, clause)
        case "then":
            return _begins_next(context, clause, differences(context, clause))
        case "sentence" | "semicolon":
            return _begins_sentence(context, clause, differences(context, clause), whole)
        case "comma" | "and":
            return _begins_within(context, clause, differences(context, clause))
    return False


def _comes_in(context: ReadingContext, clause: Clause, whole: Clause) -> bool:
    """Whether somebody who is not there yet comes in on those who do or feel something."""
    shot, clause = context.shot, whole if clause.boundary in STRONG else clause
    comes = any(context.words.listed("comes_in", one.norm) for one in clause.items)
    comes = comes and not clause.having("length")  # "After 5 seconds Giulia arrives"
    new = named_in(clause) - {role.character for role in shot.roles}
    busy = shot.lines or any(role.fields for role in shot.roles)
    return bool(comes and new and busy and context.group.kind in ("", "take"))


def _begins_line(context: ReadingContext, clause: Clause) -> bool:
    """Whether a line is another shot; the lines of a form are all of the same."""
    shot, quoted = context.shot, bool(clause.having("quote"))
    if context.words.is_form:
        return False
    if context.group.listed and shot.kind == "voice_line" and shot.lines and quoted:
        return True
    setting = shot.fields.keys() <= {"set", "time"} and not of_place(context, clause)
    if (shot.marked or setting) and not (shot.roles or shot.lines):
        return False  # "SCENE 1 - harbour, dawn", and on the next line who is there
    told = clause.having("name", "action", "set", "framing")
    return bool(told) and (bool(clause.deeds) or not quoted)


def _acts_out(context: ReadingContext, clause: Clause) -> bool:
    """Whether a clause tells what those do who were only said to be there: "Luca and Nico at the
    harbour; Luca points while Nico nods"."""
    shot = context.shot
    there = len(shot.roles) > 1 and not shot.lines and not any(r.fields for r in shot.roles)
    named = named_in(clause)
    goes_on = clause.boundary in _GOES_ON and "place" not in of_place(context, clause)
    return bool(there and goes_on and named and named <= {r.character for r in shot.roles})


def _is_spoken(clause: Clause) -> bool:
    by = clause.having("speech") or clause.boundary == "line"
    return bool(clause.having("quote") and by)


def _begins_next(context: ReadingContext, clause: Clause, other: set[str]) -> bool:
    """Whether what comes next in time is another shot."""
    quoted = bool(clause.having("quote"))
    moved = "move" in context.shot.fields and context.before.having("move")
    if moved and not clause.having("name", "pronoun", "action", "set", "framing"):
        return False  # "the camera pulls out and then pans left"
    if "length" in context.shot.fields and clause.having("name", "pronoun", "action", "speech"):
        return True  # "nods for 2 seconds, then says 'Okay'"
    if quoted and _is_one_of_several(context, clause):
        return True  # "Luca and Giulia cheer, then Luca says 'Hi'"
    if quoted and not clause.deeds and "doer" not in other:
        other = other - {"time", "camera"}
    wanted = {"set", "deed", "time", "camera"} | ({"refelt"} if not quoted else set())
    acts = any(e.form == "v" for one in clause.having("emotion") for e in one.entries.values())
    if (acts or having(context, "action")) and not quoted and context.shot.roles:
        wanted.add("feeling")  # "Luca jumps and then laughs", "she walks, then looks scared"
    acted = bool(having(context, "action"))  # "Luca runs. Then Giulia says 'Wait!'"
    return bool(other & wanted) or ("doer" in other and (context.group.film or acted or not quoted))


def _is_one_of_several(context: ReadingContext, clause: Clause) -> bool:
    """Whether one of several who do something together is told of alone."""
    doing = having(context, "action")
    return len(doing) > 1 and bool(named_in(clause)) and named_in(clause) < doing


def _begins_sentence(
    context: ReadingContext, clause: Clause, other: set[str], whole: Clause
) -> bool:
    """Whether a sentence, or a part of one after a semicolon, is another shot."""
    shot, group, moves = context.shot, context.group, _moves(context)
    if not clause.having("name", "pronoun", "action", "quote", "set", "framing", "time"):
        return False  # "Luca - 'Go!' - excited"
    moves = moves or bool(shot.lines and "refelt" in other and has_subject(clause))
    after_semicolon, spoken = clause.boundary == "semicolon", _is_spoken(clause)
    told = clause.having("name", "pronoun") and (clause.deeds or clause.having("cannot"))
    tells_more = bool(shot.lines) or any(role.fields for role in shot.roles)
    if group.kind and _is_counted(context) and (told or spoken) and tells_more:
        return True  # "Four pictures. Luca runs. Luca jumps."
    tells = clause.deeds or (clause.having("speech") and clause.having("quote"))
    tells = tells or (_is_counted_by_semicolons(context) and clause.having("action", "emotion"))
    listed = group.film or _is_counted_by_semicolons(context)
    if after_semicolon and listed and clause.having("name") and tells:
        return True
    if group.listed and (after_semicolon or spoken):
        return bool(other) or bool(shot.lines and spoken)
    if not moves and not shot.kind:
        return "place" in other and bool(clause.having("name"))
    first = next((one for one in clause.items if one.is_content), clause.items[0])
    opens = first.has("framing") and having(context, "action")
    framed = clause.having("framing") and shot.roles and ("framing" in shot.fields or opens)
    if framed and (group.film or moves) and has_subject(clause):
        return True
    refelt = "refelt" in other and has_subject(clause) and not clause.having("quote")
    # "Mina walks. She stops, scared.": what she does cannot be shown, how she feels then can.
    stops = any(one.value("cannot") == "act" for one in clause.having("cannot"))
    acted = having(context, "action") and clause.having("emotion") and has_subject(clause)
    refelt = refelt or bool(stops and acted and not clause.having("quote"))
    speaks = group.film and "doer" in other and clause.having("name") and _is_spoken(whole)
    if speaks and any(role.fields for role in shot.roles) and not shot.lines:
        return True  # "A film: Luca is scared. Giulia says 'Come!'"
    again = bool(refelt and (group.film or shot.lines or stops))
    return moves and (again or bool(other & {"place", "deed"}))


def _begins_within(context: ReadingContext, clause: Clause, other: set[str]) -> bool:
    """Whether a part of a sentence is another shot."""
    shot, group = context.shot, context.group
    in_line = shot.marked or (context.words.is_list and not group.listed)
    if in_line and not clause.having("name", "pronoun", "quote"):
        return False  # "1. Luca sits, thinking": the next shot has a mark of its own
    elsewhere_alone = clause.having("again") or is_series(context, clause)
    if elsewhere_alone and "place" in other and shot.roles and not shot.lines:
        return True
    if group.listed:
        return _next_of_list(context, clause, other)
    if _same_again(context, clause, other):
        return True
    elsewhere = "place" in other
    by_another = "doer" in other or (group.film and has_subject(clause))
    # "She is on the pier, he is in the meadow"
    by_another |= has_subject(clause) and doers(context, clause).isdisjoint(context.subjects)
    if elsewhere and by_another and not clause.having("facing"):
        return True
    said = context.before if context.before.boundary == "aside" else None
    acts = group.film and has_subject(clause) and clause.deeds
    if said and acts and said.having("framing", "length", "angle", "caption"):
        return True  # "Luca waves (close-up), Giulia waves (wide)"
    told = _follows_bracket(context, clause) or clause.having("length")
    if told and "length" in shot.fields and clause.items[0].has("name"):
        return True  # "Luca sits (2 s), Luca stands up (1 s)"
    spoken = bool(shot.lines and clause.having("quote"))
    if spoken and "framing" in shot.fields and clause.having("framing") and has_subject(clause):
        return True  # "Nico says 'One' in a close-up, Mina says 'Two' in a close-up"
    timed = "length" in shot.fields and "deed" in other and clause.having("length")
    return _moves(context) and (
        timed or "again" in other or (elsewhere and (spoken or bool(clause.deeds)))
    )


def _follows_bracket(context: ReadingContext, clause: Clause) -> bool:
    before = context.words.items[max(0, clause.items[0].place - 3) : clause.items[0].place]
    return any(one.norm == ")" for one in before)


def _same_again(context: ReadingContext, clause: Clause, other: set[str]) -> bool:
    """Whether the same character is told of once more, otherwise: "Luca happy and Luca sad"."""
    shown = named_in(clause) & {role.character for role in context.shot.roles}
    refelt = clause.having("emotion") and shown & having(context, "expression")
    return context.group.kind in ("", "picture") and bool(shown and ("place" in other or refelt))


def _next_of_list(context: ReadingContext, clause: Clause, other: set[str]) -> bool:
    """Whether a clause tells of the next of several pictures or shots."""
    made = len(context.shots_of(context.shot.group))
    if context.group.count and made >= context.group.count:
        return False
    if _is_named_again(context, clause) and context.group.count:
        return True
    told = clause.deeds or clause.having("emotion", "set", "time", "speech")
    if named_in(clause) - {r.character for r in context.shot.roles} and context.group.count:
        told = told or [one for one in clause.items if one.value("cannot") == "act"]
        acted = having(context, "action") | having(context, "expression")
        if told and not clause.deeds and acted:
            return True  # "Luca nodding, Nico shrugging"
    if _goes_with_deed(context, clause):
        return False
    acted = bool(having(context, "action") | having(context, "expression"))
    refelt = acted and "feeling" in other and not clause.having("quote")
    return bool(other & {"deed", "place", "again"}) or refelt


def _goes_with_deed(context: ReadingContext, clause: Clause) -> bool:
    """Whether a clause tells how what was told before is done: "Mina sits, thinking"."""
    if has_subject(clause) or clause.boundary != "comma":
        return False
    told = any(map(context.words.is_finite, context.before.having("action")))
    return told and not any(map(context.words.is_finite, clause.having("action")))


def _is_counted(context: ReadingContext) -> bool:
    """Whether the piece has more shots by its number than are told so far."""
    return len(context.shots_of(context.shot.group)) < context.group.count


def _is_counted_by_semicolons(context: ReadingContext) -> bool:
    """Whether semicolons have parted shots of this piece before: "Luca runs; Mina waves; …"."""
    return context.clause.boundary == "semicolon" and len(context.shots_of(context.shot.group)) > 1


def _is_named_again(context: ReadingContext, clause: Clause) -> bool:
    """ "in three acts: Luca waits, Luca cries, Luca cheers"."""
    shown = {role.character for role in context.shot.roles}
    opens = clause.items[:1] and clause.items[0].has("name")
    more = clause.having("action", "emotion", "cannot")
    return bool(opens and more and named_in(clause) <= shown)
