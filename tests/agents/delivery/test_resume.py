"""SIGKILL anywhere, then resume: the session ends well, and repeats no finished tool call."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from studio.errors import InputError

KILLED_AT = [
    ("brief", 1),
    ("reply", 1),
    ("plan", 1),
    ("program", 1),
    ("paint_card 0.0", 2),
    ("tool", 1),
    ("run", 1),
    ("judged", 1),
    ("review", 1),
    ("plan", 2),
    ("run", 2),
    ("delivered", 1),
    ("ended", 1),
]


@pytest.fixture(scope="module")
def nursery():
    """The process that forks the doomed ones."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.agents.doomed"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    ) as process:
        yield process
        process.stdin.close()


async def die(nursery, *life):
    """A child that begins to make two cards, and dies."""
    nursery.stdin.write(json.dumps(life) + "\n")
    nursery.stdin.flush()
    answer = await asyncio.to_thread(nursery.stdout.readline)
    assert answer.split() == [str(int(signal.SIGKILL)), "0"]  # and left no process behind


@pytest.mark.parametrize("kind, number", KILLED_AT)
async def test_killed_session_ends_well(rig, endpoint, nursery, tmp_path, kind, number):
    await die(nursery, str(tmp_path), endpoint.base_url, "two cards", kind, number)
    [session] = rig.sessions.sessions()
    before = rig.sessions.events(session.id)
    assert (before[-1].kind == kind) or " " in kind
    asked = len(endpoint.requests)

    outcome = await rig.crew(endpoint.base_url).resume(session.id)

    assert outcome.outcome == "approved" and len(outcome.reviews) == 2
    assert len(outcome.deliverables) == 2 and not outcome.open
    finished = [e for e in before if e.kind == "tool"]
    assert len(rig.runs) == 4 - len(finished)  # two cards, twice; nothing finished is repeated
    events = rig.sessions.events(session.id)
    assert [e.number for e in events] == list(range(1, len(events) + 1))
    kinds = [e.kind for e in events]
    assert kinds.count("review") == 2 and kinds.count("delivered") == kinds.count("ended") == 1
    assert rig.sessions.sessions()[0].outcome == "approved"
    repeated = 1 if before[-1].kind == "reply" else 0  # its noun was not yet written down
    # The critic is asked of each of the two dark cards, then once of what passes.
    assert len(endpoint.requests) == 7 + repeated and asked <= 7


async def test_unknown_session(rig, endpoint):
    with pytest.raises(InputError, match="no session 'nowhere'"):
        await rig.crew(endpoint.base_url).resume("nowhere")


async def test_session_without_a_brief(rig, endpoint):
    session = rig.sessions.open("never written")
    with pytest.raises(InputError, match="no brief"):
        await rig.crew(endpoint.base_url).resume(session)
