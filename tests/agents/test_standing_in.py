"""Where none of the coder's programs runs, the studio's own recipe stands in."""

import contextlib
import json

import pytest

from interfaces.langgraph import converse
from interfaces.listener import Silent
from interfaces.produce import produce
from llm.planner.planner import answer as by_rules
from studio.conversation import write_sections
from studio.nouns.brief import Brief
from tests.agents.brain import answer
from tests.agents.endpoint import Endpoint, Reply

BROKEN = json.dumps({"code": "1/0"})
NOBODY = "cannot make this plan either"


def without_a_coder(role, sections):
    return BROKEN if role == "coder" else answer(role, sections)


@pytest.fixture
async def recipe():
    """Another endpoint, whose coder can write programs; and what opens it."""
    async with Endpoint(answer) as running:

        @contextlib.asynccontextmanager
        async def opened():
            yield running.base_url

        yield running, opened


def notices(rig):
    return [event.data["text"] for event in rig.events if event.kind == "notice"]


async def test_the_recipe_makes_what_the_coder_could_not(rig, endpoint, recipe):
    running, opened = recipe
    endpoint.brain = without_a_coder
    crew = rig.crew(endpoint.base_url, stand_in=opened)
    outcome = await crew.produce(Brief(text="a bright card"))
    assert outcome.outcome == "approved", outcome.message
    runs = [event.data["outcome"] for event in rig.events if event.kind == "run"]
    assert runs == ["error"] * rig.settings.budget.program_attempts + ["done"]
    [asked] = running.sections("coder")
    assert not {"PROGRAM", "RUN"} & set(asked)
    assert any("own recipe writes one" in text for text in notices(rig))


async def test_the_coder_is_asked_again_for_the_next_version(rig, endpoint, recipe):
    running, opened = recipe
    endpoint.brain = without_a_coder
    crew = rig.crew(endpoint.base_url, stand_in=opened)
    outcome = await crew.produce(Brief(text="a card"))
    assert outcome.outcome == "approved" and len(outcome.reviews) == 2
    tries = rig.settings.budget.program_attempts
    asked = endpoint.sections("coder")
    assert len(asked) == 2 * tries and "exposure=-2.0" in asked[tries]["PROGRAM"]
    assert len(running.sections("coder")) == 2


@pytest.mark.parametrize("options", [{}, {"converse": converse}], ids=["chat", "graph"])
@pytest.mark.parametrize("last", ["notice", "program"])
async def test_it_goes_on_after_it_was_stopped(rig, endpoint, recipe, last, options):
    _, opened = recipe
    endpoint.brain = without_a_coder

    def on_event(event):
        rig.events.append(event)
        ours = "own recipe writes" in event.data.get("text", "") or "stood_in" in event.data
        if event.kind == last and ours:
            crew.cancel()

    crew = rig.crew(endpoint.base_url, stand_in=opened, on_event=on_event, **options)
    stopped = await crew.produce(Brief(text="a bright card"))
    assert stopped.open and "interrupted" in stopped.message
    again = rig.crew(endpoint.base_url, stand_in=opened, **options)
    outcome = await again.resume(stopped.session)
    assert outcome.outcome == "approved" and len(outcome.deliverables) == 1
    events = rig.sessions.events(stopped.session)
    assert len([one for one in events if "stood_in" in one.data]) == 1
    assert len(endpoint.sections("coder")) == rig.settings.budget.program_attempts


async def test_a_recipe_that_cannot_either_ends_the_session(rig, endpoint, recipe):
    running, opened = recipe
    endpoint.brain = without_a_coder
    running.planned += [Reply(status=400, body='{"error": {"message": "no such shot"}}')]
    crew = rig.crew(endpoint.base_url, stand_in=opened)
    outcome = await crew.produce(Brief(text="a card"))
    assert outcome.exit_code == 1 and "ZeroDivisionError" in outcome.message
    assert any(NOBODY in text and "no such shot" in text for text in notices(rig))
    assert rig.kinds().count("run") == rig.settings.budget.program_attempts


async def test_the_studios_own_recipe_writes_for_a_server_of_ones_own(studio_settings):
    def brain(role, sections):
        return BROKEN if role == "coder" else spoken(role, sections)

    def spoken(role, sections):
        about = {"role": "system", "content": f"You are the {role}."}
        return by_rules([about, {"role": "user", "content": write_sections(sections)}])

    async with Endpoint(brain) as endpoint:
        studio_settings.llm = studio_settings.llm.model_copy(update={"base_url": endpoint.base_url})
        outcome = await produce(
            "Luca says 'Ciao, Giulia!'", settings=studio_settings, listener=Silent()
        )
    assert outcome.deliverables, outcome.message
    assert "speak(" in outcome.program
