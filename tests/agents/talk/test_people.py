"""What a person may do in mid-session: interject, answer at gates, stop."""

import asyncio
import json
import time

import pytest

from studio.nouns.brief import Brief
from tests.agents.brain import answer, plan_for, program_for
from tests.agents.rig import Person


def crew_at_which(rig, endpoint, kind, words):
    """A crew to which a person says `words` when the first event of a kind comes."""

    def on_event(event):
        rig.events.append(event)
        if event.kind == kind and rig.kinds().count(kind) == 1:
            crew.interject(words)

    crew = rig.crew(endpoint.base_url, on_event=on_event)
    return crew


async def test_note_before_anything_is_made_replans_at_once(rig, endpoint):
    crew = crew_at_which(rig, endpoint, "findings", "make it bright")
    outcome = await crew.produce(Brief(text="a card"))
    assert outcome.outcome == "approved" and len(outcome.reviews) == 1
    assert endpoint.sections("director")[1]["NOTES"] == "- make it bright"
    assert endpoint.sections("director")[1]["PLAN"]["shots"][0]["exposure"] == -2
    assert endpoint.sections("coder")[0]["NOTES"] == "- make it bright"
    assert rig.kinds().count("run") == 1


async def test_note_while_it_runs_is_taken_up_after_the_review(rig, endpoint):
    crew = crew_at_which(rig, endpoint, "run", "now bright please")
    outcome = await crew.produce(Brief(text="a card"))
    assert outcome.outcome == "approved" and len(outcome.reviews) == 2
    assert "REVIEW" in endpoint.sections("director")[1]
    order = [kind for kind in rig.kinds() if kind in ("review", "plan")]
    assert order == ["plan", "review", "plan", "review"]


async def test_note_that_is_not_understood_leaves_the_plan(rig, endpoint):
    def on_event(event):
        rig.events.append(event)
        if event.kind == "findings":
            crew.interject("nonsense")

    crew = rig.crew(endpoint.base_url, on_event=on_event)
    outcome = await crew.produce(Brief(text="a bright card"))
    assert outcome.outcome == "approved" and endpoint.roles().count("director") == 2
    assert any("not taken up" in e.data.get("text", "") for e in rig.events)


async def test_gates_ask_and_go_on(rig, endpoint):
    person = Person()
    outcome = await rig.crew(endpoint.base_url, gates=person).produce(Brief(text="a bright card"))
    assert outcome.outcome == "approved"
    assert person.shown == [("plan", "Film"), ("delivery", "Review")]


async def test_refused_plan_with_a_note_is_planned_anew(rig, endpoint):
    person = Person((False, "brighter: bright"))
    outcome = await rig.crew(endpoint.base_url, gates=person).produce(Brief(text="a card"))
    assert outcome.outcome == "approved" and len(outcome.reviews) == 1
    assert [gate for gate, _ in person.shown] == ["plan", "plan", "delivery"]


@pytest.mark.parametrize("answers", [[(False, "")], [(True, ""), (False, "")]])
async def test_refusal_without_a_note_ends_the_session(rig, endpoint, answers):
    outcome = await rig.crew(endpoint.base_url, gates=Person(*answers)).produce(
        Brief(text="a bright card")
    )
    assert outcome.exit_code == 2 and "did not approve" in outcome.message
    assert outcome.deliverables == [] and not outcome.open


async def test_refused_delivery_with_a_note_is_revised(rig, endpoint):
    person = Person((True, ""), (False, "two is better"))

    def hears(role, sections):
        if role == "director" and "two" in sections.get("NOTES", ""):
            return plan_for("two bright").model_dump_json()
        return answer(role, sections)

    endpoint.brain = hears
    outcome = await rig.crew(endpoint.base_url, gates=person).produce(Brief(text="a bright card"))
    assert outcome.outcome == "approved" and len(outcome.deliverables) == 2


def slow(role, sections):
    """The brain, with a program that paints for a minute."""
    if role != "coder":
        return answer(role, sections)
    code = program_for(plan_for("bright")).replace("exposure=0.0", "seconds=60.0")
    return json.dumps({"code": code})


async def start_slow(rig, endpoint):
    """A crew, and its task once a tool runs."""
    endpoint.brain = slow
    running = asyncio.Event()
    crew = rig.crew(endpoint.base_url, on_progress=lambda *_: running.set())
    task = asyncio.create_task(crew.produce(Brief(text="a bright card")))
    await running.wait()
    return crew, task


async def nothing_left(rig):
    """Whether no call of a tool is still running."""
    await asyncio.sleep(0)
    return not [task for task in asyncio.all_tasks() if "Toolbox" in repr(task.get_coro())]


async def test_cancel_ends_the_jobs_and_leaves_the_session_open(rig, endpoint):
    crew, task = await start_slow(rig, endpoint)
    crew.cancel()
    outcome = await task
    assert await nothing_left(rig)
    assert outcome.open and "interrupted at the step 'run'" in outcome.message
    assert "run" in outcome.timings and "end" not in outcome.timings
    assert f"resume {outcome.session}" in outcome.fix


async def test_cancelled_task_ends_soon_and_can_be_resumed(rig, endpoint):
    _, task = await start_slow(rig, endpoint)
    task.cancel()
    started = time.monotonic()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - started < 60  # the job's own length; the promise is 2 s
    assert await nothing_left(rig) and rig.kinds()[-1] == "notice"
    rig.runs.clear()
    [session] = rig.sessions.sessions()
    running = asyncio.Event()
    crew = rig.crew(endpoint.base_url, on_progress=lambda *_: running.set())
    resumed = asyncio.create_task(crew.resume(session.id))
    await running.wait()  # the same program runs again, and no model was asked again
    assert endpoint.roles() == ["director", "analyst", "coder"]
    crew.cancel()
    assert (await resumed).open
