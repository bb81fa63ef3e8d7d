"""The crew as AutoGen's component: written down, loaded by another process, and run there."""

import json
import subprocess
import sys

import pytest
from autogen_agentchat.teams import BaseGroupChat

from interfaces.autogen_team import CrewTeam
from studio.errors import InputError
from studio.settings import ROOT

pytestmark = pytest.mark.usefixtures("own_data")

# What AutoGen Studio does with a team's JSON; then a second team takes up the first one's state.
LOAD_AND_RUN = """
import asyncio, json, sys
from autogen_agentchat.base import TaskResult
from autogen_agentchat.teams import BaseGroupChat

async def main(written):
    team = BaseGroupChat.load_component(written)
    told = []
    async for message in team.run_stream(task="Mina says 'Welcome aboard!' cheerfully"):
        last = isinstance(message, TaskResult)
        told.append([message.stop_reason, ""] if last else [message.source, message.to_text()])
    later = BaseGroupChat.load_component(written)
    await later.load_state(json.loads(json.dumps(await team.save_state())))
    result = await later.run(task="make her sad")
    return told, result.stop_reason, [one.to_text() for one in result.messages]

print(json.dumps(asyncio.run(main(json.load(sys.stdin)))))
"""


def test_the_crew_is_written_down_loaded_and_run_elsewhere(shared_data, call, tmp_path):
    written = call("crew").stdout
    assert str(ROOT) not in written and "lambda" not in written
    members = json.loads(written)["config"]["participants"]
    assert {"director", "analyst", "coder", "critic"} < {one["config"]["name"] for one in members}
    done = subprocess.run(
        [sys.executable, "-c", LOAD_AND_RUN],
        input=written,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    told, ended, later = json.loads(done.stdout.splitlines()[-1])
    assert [who for who, _ in told[:3]] == ["user", "studio", "director"]
    assert told[-1] == ["approved", ""] and ".wav" in told[-2][1], told
    assert ended in ("approved", "delivered") and "make her sad" in later[0]
    assert any("sad" in text for text in later[1:]), later


def test_a_crew_without_one_of_its_members_is_refused():
    written = CrewTeam(iterations=2).dump_component().model_dump()
    assert BaseGroupChat.load_component(written).dump_component().config["iterations"] == 2
    written["config"]["participants"].pop(0)
    with pytest.raises(InputError, match="cannot work"):
        BaseGroupChat.load_component(written)


async def test_no_task_is_the_persons_error():
    with pytest.raises(InputError, match="no task"):
        await CrewTeam().run(task="  ")


def test_the_graph_is_drawn(call):
    pytest.importorskip("langgraph")
    assert "graph TD" in call("crew", "--graph").stdout
