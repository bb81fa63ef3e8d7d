"""The crew with the studio's own endpoint."""

import pytest

from llm.endpoint import LocalEndpoint
from studio.nouns.brief import Brief


@pytest.fixture(scope="module")
def planner():
    endpoint = LocalEndpoint()
    endpoint.start()
    yield endpoint
    endpoint.stop()


async def test_planner_refuses_what_it_does_not_know(rig, planner):
    outcome = await rig.crew(planner.base_url).produce(Brief(text="A picture of Zorblax waving"))
    assert outcome.exit_code == 2 and "Zorblax" in outcome.message


async def test_planner_plans_and_says_which_tool_is_missing(rig, planner):
    """The rig has no tool to render with."""
    outcome = await rig.crew(planner.base_url).produce(Brief(text="A picture of Mina, happy"))
    assert outcome.plan.shots[0].cast[0].character == "Mina"
    assert outcome.open and "render_character" in outcome.message
