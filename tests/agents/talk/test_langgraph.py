"""The crew as a LangGraph graph, by the real library: it does what the group chat does."""

import asyncio
import sys

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

import interfaces
from agents.flow.steps import Step
from agents.outcome import outcome_of
from interfaces.framework import conversation_of
from interfaces.langgraph import Interrupts, converse, crew_graph, drawing
from studio.errors import InputError
from studio.nouns.brief import Brief

YES = Command(resume={"approved": True, "note": ""})


def told(outcome):
    """What came of a session, without what is its own."""
    shots = [(one.shot, one.handle) for one in outcome.deliverables]
    return outcome.outcome, outcome.program, shots, len(outcome.reviews)


@pytest.mark.parametrize("text", ["two cards", "a bright card", "nonsense"])
async def test_a_brief_ends_alike_in_the_chat_and_in_the_graph(rig, endpoint, text):
    ends, kinds = [], []
    for options in ({}, {"converse": converse}):
        rig.events.clear()
        rig.memory.lessons.kept.clear()
        ends.append(await rig.crew(endpoint.base_url, **options).produce(Brief(text=text)))
        kinds.append(rig.kinds())
    assert told(ends[0]) == told(ends[1])
    assert kinds[0] == kinds[1] and "ended" in kinds[0]


async def test_a_graph_that_was_stopped_goes_on_where_its_events_end(rig, endpoint):
    def on_event(event):
        rig.events.append(event)
        if event.kind == "program":
            crew.cancel()

    crew = rig.crew(endpoint.base_url, converse=converse, on_event=on_event)
    stopped = await crew.produce(Brief(text="two cards"))
    assert stopped.open and "interrupted" in stopped.message
    before = [event.kind for event in rig.sessions.events(stopped.session)]
    outcome = await rig.crew(endpoint.base_url, converse=converse).resume(stopped.session)
    assert outcome.outcome == "approved" and len(outcome.deliverables) == 2
    after = [event.kind for event in rig.sessions.events(stopped.session)]
    assert after[: len(before)] == before and after.count("plan") == 2  # the second revises


async def test_a_person_is_asked_by_an_interrupt_and_may_answer_days_later(rig, endpoint):
    graph = crew_graph(InMemorySaver())
    thread = {"configurable": {"thread_id": "1"}, "recursion_limit": 200}
    crew = rig.crew(endpoint.base_url, gates=Interrupts())
    async with crew.at_work(Brief(text="a bright card")) as production:
        asked = await graph.ainvoke({}, thread, context=production)
        session = production.logbook.session
    [question] = asked["__interrupt__"]
    assert question.value["gate"] == "plan" and question.value["subject"]["shots"]
    assert outcome_of(rig.sessions.events(session)).open
    later = rig.crew(endpoint.base_url, gates=Interrupts())
    async with later.at_work(session) as production:
        asked = await graph.ainvoke(YES, thread, context=production)
        assert asked["__interrupt__"][0].value["gate"] == "delivery"
        ended = await graph.ainvoke(YES, thread, context=production)
    assert ended["outcome"] == "approved" and ended["session"] == session
    gates = [e.data for e in rig.sessions.events(session) if e.kind == "gate"]
    assert [(one["gate"], one["approved"]) for one in gates] == [("plan", True), ("delivery", True)]


async def test_a_fault_ends_the_graph_and_is_told(rig, endpoint):
    crew = rig.crew(endpoint.base_url, converse=converse)
    task = asyncio.create_task(crew.produce(Brief(text="two cards")))
    await endpoint.__aexit__(None, None, None)
    outcome = await task
    assert outcome.open and outcome.exit_code != 0 and outcome.message


def test_the_drawing_shows_every_step():
    drawn = drawing()
    assert all(step.value.replace(" ", "_") in drawn for step in Step)
    assert "review -.-> revise" in drawn.replace("&nbsp;", " ")


def test_without_the_library_it_is_said_how_to_get_it(studio_settings, monkeypatch):
    studio_settings.crew.framework = "langgraph"
    assert conversation_of(studio_settings) is converse
    monkeypatch.delitem(sys.modules, "interfaces.langgraph")
    monkeypatch.delattr(interfaces, "langgraph")
    monkeypatch.setitem(sys.modules, "langgraph.errors", None)
    with pytest.raises(InputError, match="LangGraph is not installed") as told:
        conversation_of(studio_settings)
    assert "requirements/langgraph.lock" in told.value.fix
