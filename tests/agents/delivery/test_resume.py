"""SIGKILL anywhere, then resume: the session ends well, and repeats no finished tool call."""

import signal

import pytest

from studio.errors import InputError
from tests.agents.doomed import opened_nursery

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
    with opened_nursery() as process:
        yield process


@pytest.mark.parametrize("kind, number", KILLED_AT)
async def test_killed_session_ends_well(rig, endpoint, nursery, tmp_path, kind, number):
    life = (str(tmp_path), endpoint.base_url, "two cards", kind, number)
    assert await nursery.kill(*life) == signal.SIGKILL
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
