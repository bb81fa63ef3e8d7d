"""The comparison of a plan with the expected one, field by field."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.reading.format import ExpectedReading
from benchmarks.reading.matching import align, fits, length_of, ratio_fits, tokens
from benchmarks.reading.plans import LineRead, PieceRead, ReadPlan, RoleRead, ShotRead

# That the plan says what it read as a shot: see llm/planner/reader/pieces/choices.py.
_TOLD_SHOTS = re.compile(r"Read “.+” as .*\bshots?\b")
SHOT_FIELDS = ("set", "time_of_day", "framing", "angle", "view", "camera_move", "speed")
PIECE_FIELDS = (
    *("width", "height", "fps", "quality", "transparent", "music", "atmosphere", "subtitles"),
    *("look", "opening_title", "closing_title"),
)


@dataclass(frozen=True)
class Check:
    """One field compared. `content`: the brief says it, so it may not be lost unsaid."""

    field: str
    right: bool
    wanted: Any = None
    content: bool = True


def plan_checks(expected: ExpectedReading, plan: ReadPlan) -> list[Check]:
    """A check for every field that the brief determines, and for what it did not ask for."""
    wanted = [shot for piece in expected.pieces for shot in piece.shots]
    owners = [piece for piece in plan.pieces for _ in piece.shots]
    shots = [shot for piece in plan.pieces for shot in piece.shots]
    pairs = align(wanted, shots, lambda w, f: sum(c.right for c in _shot_checks(w, f)))
    shape = [len(piece.shots) for piece in expected.pieces]
    as_many = shape == [len(piece.shots) for piece in plan.pieces]
    checks = [Check("pieces", as_many, content=not _TOLD_SHOTS.search(plan.message))]
    at = 0
    for piece in expected.pieces:
        mine = pairs[at : at + len(piece.shots)]
        at += len(piece.shots)
        for shot, index in zip(piece.shots, mine, strict=True):
            found = ShotRead(kind="") if index is None else shots[index]
            alone = (
                length_of(owners[index]) if index is not None and len(piece.shots) == 1 else None
            )
            checks += _shot_checks(shot, found, alone)
        index = next((i for i in mine if i is not None), None)
        nothing = PieceRead(shots=[ShotRead(kind="")])
        checks += _piece_checks(piece, nothing if index is None else owners[index])
    checks = [_or_left_out(check, expected, plan) for check in checks]
    return checks + list(_report_checks(expected, plan))


def _or_left_out(check: Check, expected: ExpectedReading, plan: ReadPlan) -> Check:
    """A field whose word may be reported in place of it is right where that is done."""
    word = expected.or_left_out.get(check.field.rsplit(".", 1)[-1], "")
    if not check.right and tokens([word]) & tokens(plan.left_out):
        return replace(check, right=True)
    return check


def _report_checks(expected: ExpectedReading, plan: ReadPlan) -> Iterator[Check]:
    reported = tokens(plan.left_out)
    for word in expected.left_out:
        yield Check("left out", tokens([word]) <= reported, word)
    for word in expected.told:
        yield Check("told", tokens([word]) <= tokens([plan.message]) | reported, word, False)
    allowed = tokens([*expected.left_out, *expected.may_leave_out, *expected.or_left_out.values()])
    allowed |= tokens(expected.told)
    needless = [phrase for phrase in plan.left_out if not tokens([phrase]) & allowed]
    yield Check("nothing else left out", not needless, content=False)


def _shot_checks(wanted: ShotRead, found: ShotRead, alone: float | None = None) -> list[Check]:
    """`alone`: the length of the piece, where the shot is all of it."""
    checks = [Check("kind", fits("kind", wanted.kind, found.kind), wanted.kind)]
    if wanted.cast is not None:
        checks += _cast_checks(wanted.cast, found.cast or [])
    checks += _line_checks(wanted.lines, found.lines)
    for name in SHOT_FIELDS:
        if (value := getattr(wanted, name)) is not None:
            checks.append(Check(name, fits(name, value, getattr(found, name)), value))
    if wanted.transition is not None:  # a plain cut need not be written down
        joined = found.transition or ("cut" if found.kind else "")
        checks.append(
            Check("transition", fits("transition", wanted.transition, joined), wanted.transition)
        )
    if (value := wanted.duration) is not None:
        right = fits("duration", value, found.duration) or fits("duration", value, alone)
        checks.append(Check("duration", right, value))
    return checks + list(_edit_checks(wanted, found))


def _cast_checks(wanted: list[RoleRead], found: list[RoleRead]) -> Iterator[Check]:
    by_name = {role.character: role for role in found}
    for role in wanted:
        yield Check("character", role.character in by_name, role.character)
    if extra := sorted(set(by_name) - {role.character for role in wanted}):
        yield Check(f"nobody else ({', '.join(extra)})", False, content=False)
    for role in wanted:
        actual = by_name.get(role.character)
        for name in ("action", "expression"):
            if (value := getattr(role, name)) is not None:
                yield Check(name, fits(name, value, getattr(actual, name, None)), value)


def _line_checks(wanted: list[LineRead], found: list[LineRead]) -> Iterator[Check]:
    nobody = LineRead(character="", text="")
    for index, line in enumerate(wanted):
        actual = found[index] if index < len(found) else nobody
        yield Check("line.text", fits("text", line.text, actual.text), line.text)
        yield Check("line.character", line.character == actual.character, line.character)
        for name in ("language", "emotion"):
            if (value := getattr(line, name)) is not None:
                yield Check(f"line.{name}", fits(name, value, getattr(actual, name)), value)
    if len(found) > len(wanted):
        yield Check("no other line", False, content=False)


def _edit_checks(wanted: ShotRead, found: ShotRead) -> Iterator[Check]:
    left = list(found.edits)
    for edit in wanted.edits:
        actual = next((other for other in left if other.kind == edit.kind), None)
        yield Check("edit.kind", actual is not None, edit.kind)
        if actual is not None:
            left.remove(actual)
        for name in [one for one in type(edit).model_fields if one != "kind"]:
            if (value := getattr(edit, name)) is not None:
                yield Check(f"edit.{name}", fits(name, value, getattr(actual, name, None)), value)
    if left:
        yield Check("no other edit", False, content=False)


def _piece_checks(wanted: PieceRead, found: PieceRead) -> Iterator[Check]:
    for name in PIECE_FIELDS:
        if (value := getattr(wanted, name)) is not None:
            yield Check(name, fits(name, value, getattr(found, name)), value)
    if wanted.length is not None:
        yield Check("length", fits("length", wanted.length, length_of(found)), wanted.length)
    if wanted.ratio is not None:
        yield Check("ratio", ratio_fits(wanted.ratio, found), wanted.ratio)
    for purpose in wanted.exports:
        yield Check("exports", purpose in found.exports, purpose)
    if wanted.exports and set(found.exports) - set(wanted.exports):
        yield Check("no other file", False, content=False)
    yield from _writing_checks(wanted, found)


def _writing_checks(wanted: PieceRead, found: PieceRead) -> Iterator[Check]:
    captions = {caption.text: caption for caption in found.captions}
    shown = {*captions, found.opening_title, found.closing_title, *found.written} - {None, ""}
    asked = {wanted.opening_title, wanted.closing_title, *wanted.written}
    for text in wanted.written:
        yield Check("written", text in shown, text)
    for caption in wanted.captions:
        asked.add(caption.text)
        actual = captions.get(caption.text)
        yield Check("caption.text", actual is not None, caption.text)
        for name in ("start", "end"):
            if (value := getattr(caption, name)) is not None:
                yield Check(
                    f"caption.{name}", fits(name, value, getattr(actual, name, None)), value
                )
    if shown - asked:
        yield Check("no other writing", False, content=False)
