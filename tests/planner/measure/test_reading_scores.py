"""The scoring of readers, on plans that are right and on plans that were made wrong on purpose."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.reading.__main__ import measure, summarise, table
from benchmarks.reading.format import HeldOutBrief, load_heldout
from benchmarks.reading.plans import CaptionRead, LineRead, PieceRead, ReadPlan, RoleRead
from benchmarks.reading.readers import PlannerReader
from benchmarks.reading.scoring import score

BRIEFS = [brief for briefs in load_heldout().values() for brief in briefs]
TO_MAKE = [brief for brief in BRIEFS if brief.expected.outcome == "make"]
ROOT = Path(__file__).parents[3]


def one_of(value: Any, field: str = "") -> Any:
    """An expected value as a reader would give it: the first of several, the middle of a range."""
    free = {"text", "opening_title", "closing_title", "written", "ratio"}
    if isinstance(value, dict):
        return {name: one_of(item, name) for name, item in value.items()}
    if isinstance(value, tuple):
        return sum(value) / 2
    if isinstance(value, list):
        return [one_of(item, field) for item in value]
    if isinstance(value, str) and field not in free:
        first = value.split("|")[0]
        return None if first == "none" else first
    return value


def right_plan(brief: HeldOutBrief) -> ReadPlan:
    """The plan that `brief` expects."""
    if brief.expected.outcome == "refuse":
        return ReadPlan(refused=True)
    pieces = [one_of(piece.model_dump()) for piece in brief.expected.pieces]
    return ReadPlan(
        pieces=[PieceRead.model_validate(piece) for piece in pieces],
        left_out=brief.expected.left_out,
        message=" ".join(brief.expected.told),
    )


def brief_of(text: str, *pieces: dict[str, Any], after: str = "", **expected: Any) -> HeldOutBrief:
    wanted = {"pieces": list(pieces), **expected}
    return HeldOutBrief.model_validate(
        {"id": "own", "by": "test", "text": text, "after": after, "expected": wanted}
    )


FILM = brief_of(
    "A 20-second film: Luca runs through the meadow with a goat, then he sits down in the bedroom "
    "at night and says 'What a day', then Giulia cheers in the harbour. Title 'Home'",
    {
        "kind": "film",
        "length": 20,
        "opening_title": "Home",
        "music": "none",
        "shots": [
            {"kind": "take", "cast": ["Luca run"], "set": "meadow", "transition": "dissolve"},
            {
                "kind": "take",
                "cast": ["Luca sit sad|neutral"],
                "set": "bedroom",
                "time_of_day": "night",
                "lines": [["Luca", "What a day", "en"]],
            },
            {"kind": "take", "cast": ["Giulia cheer"], "set": "seaside_town"},
        ],
    },
    left_out=["goat"],
    may_leave_out=["down"],
)


@pytest.mark.parametrize("brief", BRIEFS, ids=lambda brief: brief.id)
def test_the_plan_that_is_expected_has_no_flaw(brief: HeldOutBrief) -> None:
    plan = right_plan(brief)
    found = score(brief, plan, plan if brief.after else None)
    assert (found.wrong, found.drops, found.right) == ([], 0, found.fields)
    assert not found.false_refusal


@pytest.mark.parametrize("brief", TO_MAKE, ids=lambda brief: brief.id)
def test_a_refusal_of_what_can_be_made_has_nothing_right(brief: HeldOutBrief) -> None:
    found = score(brief, ReadPlan(refused=True, message="no"))
    assert found.false_refusal and found.right == 0 and found.drops == 0
    assert found.fields == score(brief, right_plan(brief)).fields


def test_a_plan_for_what_cannot_be_made_is_wrong() -> None:
    hopeless = brief_of("asdf", outcome="refuse")
    found = score(hopeless, right_plan(FILM))
    assert (found.right, found.fields, found.right_refusal, found.drops) == (0, 1, False, 0)
    assert score(hopeless, ReadPlan(refused=True)).right_refusal
    nothing = score(FILM, ReadPlan())
    assert nothing.false_refusal


def shots(plan: ReadPlan) -> list[Any]:
    return plan.pieces[0].shots


def _third_shot_gone(plan: ReadPlan) -> None:
    del shots(plan)[2]


def _separate(plan: ReadPlan) -> None:
    plan.pieces = [PieceRead(shots=[s], length=20, opening_title="Home") for s in shots(plan)]


def _somebody_else(plan: ReadPlan) -> None:
    shots(plan)[0].cast.append(RoleRead(character="Nico"))


def _line_as_caption(plan: ReadPlan) -> None:
    shots(plan)[1].lines = []
    plan.pieces[0].captions = [CaptionRead(text="What a day")]


def _line_too_many(plan: ReadPlan) -> None:
    shots(plan)[2].lines = [LineRead(character="Giulia", text="Home")]


# What is done to the right plan, which fields are wrong then, and how many were dropped unsaid.
PLANTED: list[tuple[Callable[[ReadPlan], Any], set[str], int]] = [
    (lambda p: setattr(shots(p)[0], "set", "bedroom"), {"set"}, 1),
    (lambda p: setattr(shots(p)[1], "time_of_day", "day"), {"time_of_day"}, 1),
    (lambda p: setattr(shots(p)[0].cast[0], "action", "walk"), {"action"}, 1),
    (lambda p: setattr(shots(p)[1].cast[0], "expression", "happy"), {"expression"}, 1),
    (
        lambda p: setattr(shots(p)[0].cast[0], "character", "Nico"),
        {"character", "nobody", "act"},
        0,
    ),
    (lambda p: setattr(shots(p)[1].lines[0], "text", "What a Day"), {"line.text"}, 1),
    (lambda p: setattr(shots(p)[1].lines[0], "language", "it"), {"line.language"}, 1),
    (lambda p: setattr(shots(p)[0], "transition", None), {"transition"}, 1),
    (lambda p: setattr(shots(p)[0], "kind", "picture"), {"kind"}, 0),
    (lambda p: setattr(p.pieces[0], "length", 3), {"length"}, 1),
    (lambda p: setattr(p.pieces[0], "opening_title", None), {"opening_title"}, 1),
    (lambda p: setattr(p.pieces[0], "music", "epic"), {"music"}, 1),
    (lambda p: setattr(p, "left_out", []), {"left out"}, 1),
    (lambda p: p.left_out.append("harbour"), {"nothing else left out"}, 0),
    (_third_shot_gone, {"pieces", "kind", "character", "action", "set"}, 4),
    (_separate, {"pieces"}, 1),
    (_somebody_else, {"nobody"}, 0),
    (_line_as_caption, {"line.", "no other writing"}, 1),
    (_line_too_many, {"no other line"}, 0),
]


@pytest.mark.parametrize(("plant", "fields", "drops"), PLANTED)
def test_what_is_planted_is_found(
    plant: Callable[[ReadPlan], Any], fields: set[str], drops: int
) -> None:
    plan = right_plan(FILM).model_copy(deep=True)
    plant(plan)
    found = score(FILM, plan)
    assert found.wrong and not found.flawless and found.right < found.fields
    unplanned = [w for w in found.wrong if not any(w.startswith(name) for name in fields)]
    unfound = [f for f in fields if not any(w.startswith(f) for w in found.wrong)]
    assert (unplanned, unfound, found.drops) == ([], [], drops)


FOOTAGE = brief_of(
    "Half speed at 2 s, cold look, 'One' from 1 to 2 s, and 'Two' anywhere; a GIF too",
    {
        "kind": "edit",
        "edits": [
            {"kind": "speed", "where": "time", "start": 2, "amount": [0.4, 0.6]},
            {"kind": "grade", "look": "cold"},
        ],
        "captions": [{"text": "One", "start": 1, "end": 2}],
        "written": ["Two"],
        "exports": ["gif"],
    },
)


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("shots.0.edits.0.kind", "shake", "edit.kind"),
        ("shots.0.edits.0.where", "all", "edit.where"),
        ("shots.0.edits.0.start", 3, "edit.start"),
        ("shots.0.edits.0.amount", 0.7, "edit.amount"),
        ("shots.0.edits.1.look", "warm", "edit.look"),
        ("captions.0.start", 0, "caption.start"),
        ("captions.0.end", None, "caption.end"),
        ("captions.0.text", "one", "caption.text"),
        ("written", [], "written"),
        ("exports", [], "exports"),
        ("exports", ["gif", "web"], "no other file"),
        ("shots.0.lines", [{"character": "Luca", "text": "Two"}], "no other line"),
        ("closing_title", "Half", "no other writing"),
    ],
)
def test_what_is_planted_in_an_edit_is_found(path: str, value: Any, field: str) -> None:
    plan = right_plan(FOOTAGE).model_dump()
    *way, last = path.split(".")
    part = plan["pieces"][0]
    for step in way:
        part = part[int(step)] if step.isdigit() else part[step]
    part[last] = value
    found = score(FOOTAGE, ReadPlan.model_validate(plan))
    assert field in {w.split(":")[0] for w in found.wrong}


def test_the_order_of_edits_is_not_asked_and_one_too_many_is_found() -> None:
    plan = right_plan(FOOTAGE)
    edits = plan.pieces[0].shots[0].edits
    edits.reverse()
    assert score(FOOTAGE, plan).flawless
    edits.append(edits[0])
    assert [w.split(":")[0] for w in score(FOOTAGE, plan).wrong] == ["no other edit"]


def test_another_language_may_be_refused_but_not_read_wrong() -> None:
    brief = brief_of("Ein Bild", {"kind": "picture", "set": "meadow"}, outcome="either")
    assert score(brief, ReadPlan(refused=True)).flawless
    plan = right_plan(brief)
    assert score(brief, plan).flawless
    plan.pieces[0].shots[0].set = "bedroom"
    assert not score(brief, plan).flawless and score(brief, plan).drops == 1


def test_the_shots_after_one_too_many_still_count() -> None:
    plan = right_plan(FILM).model_copy(deep=True)
    shots(plan).insert(1, shots(right_plan(FILM))[0])
    found = score(FILM, plan)
    assert [w.split(":")[0] for w in found.wrong] == ["pieces"]


def test_a_word_that_is_reported_is_not_dropped_unsaid_but_wrong() -> None:
    plan = right_plan(FILM).model_copy(deep=True)
    shots(plan)[0].set = "bedroom"
    plan.left_out = ["goat", "through the meadow"]
    found = score(FILM, plan)
    assert found.drops == 0 and any(w.startswith("set") for w in found.wrong)
    plan.left_out = ["goat", "the"]
    assert score(FILM, plan).drops == 1
    plan.left_out = ["a scapegoat"]
    assert score(FILM, plan).drops == 2


def test_a_shape_may_be_a_size_and_a_length_the_sum_of_the_shots() -> None:
    wanted = {"kind": "film", "length": 6, "ratio": "9:16"}
    brief = brief_of("x", wanted | {"shots": [{"kind": "take"}, {"kind": "take"}]})
    plan = right_plan(brief)
    plan.pieces[0].ratio, plan.pieces[0].length = None, None
    assert len(score(brief, plan).wrong) == 2
    plan.pieces[0].width, plan.pieces[0].height = 1080, 1920
    for shot in plan.pieces[0].shots:
        shot.duration = 3
    assert score(brief, plan).flawless
    plan.pieces[0].width = 1920
    assert [w.split(":")[0] for w in score(brief, plan).wrong] == ["ratio"]


def test_a_field_may_be_made_or_its_word_left_out() -> None:
    brief = brief_of(
        "slow waves", {"kind": "take", "speed": [0.1, 0.8]}, or_left_out={"speed": "slow"}
    )
    plan = right_plan(brief)
    assert score(brief, plan).flawless
    plan.pieces[0].shots[0].speed = None
    assert score(brief, plan).drops == 1
    plan.left_out = ["slow"]
    assert score(brief, plan).flawless


def test_a_name_that_was_taken_for_another_is_told() -> None:
    brief = brief_of("Luka", {"kind": "picture", "cast": ["Luca"]}, told=["Luka"])
    plan = right_plan(brief)
    assert score(brief, plan).flawless
    plan.message = ""
    assert [w.split(":")[0] for w in score(brief, plan).wrong] == ["told"]


def _note(changed: list[str]) -> HeldOutBrief:
    pieces = {"shots": [{"kind": "take", "set": s} for s in ("meadow", "bedroom")]}
    return brief_of("note", pieces, after="earlier", changed=changed)


def test_what_a_note_does_not_name_stays() -> None:
    brief = _note(["time_of_day"])
    before, after = right_plan(brief), right_plan(brief)
    after.pieces[0].shots[0].time_of_day = "night"
    assert score(brief, after, before).flawless
    after.pieces[0].music = "epic"
    assert [w.split(":")[0] for w in score(brief, after, before).wrong] == ["all else"]
    after.pieces[0].music = None
    after.pieces[0].shots[1].cast = [RoleRead(character="Nico")]
    assert not score(brief, after, before).flawless


def test_shots_may_be_put_in_another_order_or_taken_away_where_the_note_says_so() -> None:
    after = right_plan(_note([]))
    before = after.model_copy(deep=True)
    before.pieces[0].shots.reverse()
    assert score(_note(["order"]), after, before).flawless
    assert not score(_note([]), after, before).flawless
    before.pieces[0].shots.append(before.pieces[0].shots[0].model_copy(update={"set": "backdrop"}))
    assert score(_note(["shots"]), after, before).flawless
    before.pieces[0].shots[0].camera_move = "orbit"
    assert not score(_note(["shots"]), after, before).flawless


def test_the_sums_of_a_group_and_its_row() -> None:
    own = [FILM, brief_of("asdf", outcome="refuse")]
    scored = measure(PlannerReader(), own)
    found = summarise("own", scored)
    assert (found.briefs, found.to_make, found.to_refuse, found.right_refusals) == (2, 1, 1, 1)
    assert found.fields == sum(s.fields for s, _ in scored)
    assert found.fields_right == sum(s.right for s, _ in scored) and found.flawless >= 1
    row = table([found]).splitlines()[-1]
    assert f"{found.fields_right} of {found.fields}" in row and "| 1 of 1 |" in row


def test_the_benchmark_runs_and_shows_no_single_brief() -> None:
    command = [sys.executable, "-m", "benchmarks.reading", "--group", "refused", "--json"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True
    )
    (group, total) = json.loads(done.stdout)["groups"]
    assert (group["group"], total["group"]) == ("refused", "all")
    assert group["briefs"] == len(load_heldout()["refused"]) == total["briefs"]
    assert not [brief.id for brief in BRIEFS if brief.id in done.stdout]
