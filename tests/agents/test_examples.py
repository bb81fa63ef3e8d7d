"""The examples in the prompts are what the studio itself takes for right."""

import pytest
from pydantic_monty import AsyncMonty

from agents.examples import analyst, coder, critic, director
from agents.prompting import EXAMPLES, NOUNS
from agents.rules.asking import with_places
from agents.rules.checking import check_plan
from agents.rules.deliverables import check_result
from agents.rules.replacing import whole
from agents.rules.review_check import checked_review
from agents.turns.making import how_made, tools_in
from agents.turns.stubs import imported_by
from llm.planner.reader import with_criteria
from studio.conversation import bare
from studio.nouns.program import RunRecord
from studio.nouns.review import Measurement
from studio.plan import Change, Film, apply_changes
from tests.measure.conftest import ShippedBook
from tests.planner.recipes.playing import Table, play, written

ALL = [(role, one) for role, several in EXAMPLES.items() for one in several]
PLANS = [(one, one.reply) for one in director.EXAMPLES]


@pytest.mark.parametrize(("role", "example"), ALL)
def test_a_reply_is_read_as_what_it_was(role, example):
    assert issubclass(type(example.reply), NOUNS[role])
    assert type(example.reply).model_validate(bare(example.reply)) == example.reply


@pytest.mark.parametrize(("example", "film"), PLANS)
def test_a_plan_can_be_made_of_the_characters_and_the_video_that_are_there(example, film):
    cast = ShippedBook()
    footage = {one["handle"]: 8.0 for one in example.sent["BRIEF"].get("media", [])}
    assert check_plan(film, cast, footage) == film


@pytest.mark.parametrize(("example", "film"), PLANS)
def test_what_a_plan_says_of_the_brief_stands_there(example, film):
    text = example.sent["BRIEF"]["text"]
    placed = with_places(film, text)
    assert [one.words for one in placed.asked] == [one.words for one in film.asked]
    assert all(one.end > one.start for one in [*placed.asked, *placed.left_out])
    assert {shot.seed for shot in film.shots} == {example.sent["BRIEF"].get("seed", 0)}


@pytest.mark.parametrize(("example", "film"), PLANS)
def test_the_paths_of_a_plan_lead_somewhere(example, film):
    paths = [one.path for one in film.asked]
    paths += [f"{shot.id}.{path}" for shot in film.shots for path in shot.fixed]
    paths += [f"film.{path}" for path in film.fixed]
    for path in paths:
        done = apply_changes(film, [Change(path=path, value=None)], keep_fixed=False)
        assert not done.refused or "nothing at" not in done.refused[0][1], path
    fixed = {(one.path.partition(".")[0], one.path.partition(".")[2]) for one in film.asked}
    named = {(shot.id, path) for shot in film.shots for path in shot.fixed}
    assert fixed == named | {("film", path) for path in film.fixed}


@pytest.mark.parametrize(("example", "film"), PLANS)
def test_a_plan_is_judged_by_what_the_rules_judge_it_by(example, film):
    ruled = with_criteria(film)
    for mine, theirs in zip([film, *film.shots], [ruled, *ruled.shots], strict=True):
        told = {(one.name, one.target) for one in mine.criteria}
        assert told == {(one.name, one.target) for one in theirs.criteria}


@pytest.mark.parametrize(("plan", "example"), [*zip(PLANS[1:], coder.FIRST, strict=True)])
async def test_a_program_runs_and_hands_over_all_that_its_plan_wants(plan, example):
    film: Film = plan[1]
    sent = Film.model_validate(bare(example.sent["PLAN"]))
    assert [shot.id for shot in sent.shots] == [shot.id for shot in film.shots]
    table = Table()
    async with AsyncMonty() as pool:
        result = await play(pool, example.reply.code, table)
    record = RunRecord(outcome="done", result=result, held=list(map(str, _handles(result))))
    assert check_result(record, film).outcome == "done", check_result(record, film).error
    used = {tool for tool, _ in table.calls}
    assert used == set(imported_by(example.reply.code)) == set(imported_by(written(film)))
    assert used <= set(tools_in(how_made(film)))


async def test_a_program_is_changed_so_that_its_plan_is_made():
    sent = coder.AGAIN.sent
    reply = whole(coder.AGAIN.reply, sent["PROGRAM"])
    table = Table()
    async with AsyncMonty() as pool:
        await play(pool, sent["PROGRAM"], table)
        await play(pool, reply.code, table)
    (_, before), (_, after) = table.calls
    role = Film.model_validate(bare(sent["PLAN"])).shots[0].cast[0]
    assert before["first"] == after["first"] and before["cast"] != after["cast"]
    assert after["cast"] == [bare(role)]


def _handles(result):
    values = [value if isinstance(value, list) else [value] for value in result.values()]
    return [handle for several in values for handle in several]


@pytest.mark.parametrize("example", analyst.EXAMPLES)
def test_findings_are_of_what_was_measured(example):
    subjects = {one["subject"] for one in example.sent["MEASUREMENTS"]}
    lengths = [one["facts"].get("duration", 0) for one in example.sent["MEASUREMENTS"]]
    assert {one.subject for one in example.reply.findings} == subjects
    assert all(one.start <= one.end <= max(lengths) for one in example.reply.findings)


@pytest.mark.parametrize("example", critic.EXAMPLES)
def test_a_review_needs_no_correction_and_its_changes_can_be_made(example):
    film: Film = director.PICTURE
    measured = [Measurement.model_validate(bare(one)) for one in example.sent["MEASUREMENTS"]]
    measured = measured or [_passed()]
    seen = {one["shot"] for one in example.sent.get("PICTURES", [])}
    review, notes = checked_review(example.reply, measured, film, seen)
    assert not notes and review.approved == example.reply.approved
    changes = [fault.change for fault in example.reply.faults]
    assert apply_changes(film, changes).made == changes


def _passed() -> Measurement:
    return Measurement(
        shot="mina_waving", criterion="sharpness", value=1.7, score=9, passed=True, evidence="1.7"
    )
