"""SIGKILL at every boundary of an event and at random times, then resume: the same files as of
an undisturbed run, no finished call made again, no half-written file, no process left behind.

A seeded few always; all boundaries and 200 random times by `make test-long`."""

import random
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from interfaces.report.build import write_report
from studio.errors import InputError
from studio.nouns.artifact import sha256_of
from studio.nouns.brief import Brief
from studio.settings import Settings
from studio.store.schema import CallRow
from tests.agents.brain import asking_first
from tests.agents.doomed import AFTER, BEFORE, SECONDS, Nursery, opened_nursery
from tests.agents.endpoint import Endpoint
from tests.agents.rig import Rig, open_rig
from tests.crash.conftest import KILLED

BRIEF = "two cards"
CALLS = 6  # each of the two cards is painted dark, measured for the critic, then painted bright
SEED, FEW, TIMES = 20, 4, 200


@pytest.fixture(scope="module")
def nursery():
    """The process that forks the runs."""
    with opened_nursery() as process:
        yield process


def within(settings: Settings, folder: Path) -> Settings:
    """The settings of a studio in `folder`, as the doomed process has them."""
    paths = settings.paths.model_copy(
        update={"data": folder / "data", "outputs": folder / "outputs"}
    )
    return settings.model_copy(update={"paths": paths}, deep=True)


def delivered(rig: Rig, session: str) -> dict[str, str]:
    """The SHA-256 of every file of a session's folder by its name; the report, which tells times,
    is only there."""
    folder = rig.settings.paths.outputs / session
    page = write_report(rig.sessions.events(session), rig.artifacts, rig.settings.paths.outputs)
    files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    assert files.pop(page.name).read_text().endswith("</html>"), "half a report"
    return {name: sha256_of(path) for name, path in files.items()}


def finished_calls(rig: Rig) -> int:
    """How many calls the store holds as finished."""
    with Session(rig.database) as session:
        return session.scalar(select(func.count()).select_from(CallRow)) or 0


async def undisturbed(settings: Settings, folder: Path) -> tuple[dict[str, str], int]:
    """What a run delivers, and its number of events."""
    async with open_rig(within(settings, folder)) as rig, Endpoint(asking_first) as endpoint:
        outcome = await rig.crew(endpoint.base_url).produce(Brief(text=BRIEF))
        assert outcome.outcome == "approved" and len(rig.runs) == CALLS
        return delivered(rig, outcome.session), len(rig.events)


async def lifetime(settings: Settings, folder: Path, nursery: Nursery, events: int) -> float:
    """The seconds from the start of a process to its last event."""
    async with (
        open_rig(within(settings, folder / "first")) as _,
        Endpoint(asking_first) as endpoint,
    ):
        # The nursery imports everything before its first: that is no part of a life.
        await nursery.kill(str(folder / "first"), endpoint.base_url, BRIEF, AFTER, 1)
    async with open_rig(within(settings, folder)) as rig, Endpoint(asking_first) as endpoint:
        started = datetime.now(UTC)
        await nursery.kill(str(folder), endpoint.base_url, BRIEF, AFTER, events)
        [session] = rig.sessions.sessions()
        ended = rig.sessions.events(session.id)[-1].time.replace(tzinfo=UTC)
        return (ended - started).total_seconds()


async def killed(
    settings: Settings,
    folder: Path,
    nursery: Nursery,
    kind: str,
    at: float,
    expected: dict[str, str],
) -> str:
    """Kill a run, resume it, and hold its files against the `expected`; what it had come to."""
    async with open_rig(within(settings, folder)) as rig, Endpoint(asking_first) as endpoint:
        ended = await nursery.kill(str(folder), endpoint.base_url, BRIEF, kind, at)
        if kind != SECONDS:
            assert ended == signal.SIGKILL
        sessions = rig.sessions.sessions()
        if not sessions:
            return "before it had begun"
        [session] = sessions
        if not session.events:
            with pytest.raises(InputError, match="holds no brief"):
                await rig.crew(endpoint.base_url).resume(session.id)
            return "before the brief was written"
        finished, was_over = finished_calls(rig), bool(session.outcome)
        await rig.crew(endpoint.base_url).resume(session.id)
        assert len(rig.runs) == CALLS - finished, "a finished call was made again"
        assert rig.sessions.sessions()[0].outcome == "approved"
        events = rig.sessions.events(session.id)
        assert [event.number for event in events] == list(range(1, len(events) + 1))
        calls = [event.data for event in events if event.kind == "tool"]
        made = [call["cache_key"] for call in calls if not call["cached"]]
        assert len(made) == len(set(made)), "the record tells a call twice"
        assert delivered(rig, session.id) == expected
        return "after its end" if was_over else "in the middle"


async def all_of(settings, folder: Path, nursery: Nursery, choose) -> None:
    """Kill a run at each place that `choose` names of a run of so many events and seconds."""
    expected, events = await undisturbed(settings, folder / "undisturbed")
    seconds = await lifetime(settings, folder / "timed", nursery, events)
    for number, (kind, at) in enumerate(choose(events, seconds)):
        try:
            came = await killed(settings, folder / str(number), nursery, kind, at, expected)
        except AssertionError as error:
            raise AssertionError(f"killed at {kind} {at}: {error}") from error
        KILLED[f"{'at a random time' if kind == SECONDS else kind + ' an event'}, {came}"] += 1


def boundaries(events: int) -> list[tuple[str, float]]:
    return [(side, number) for number in range(1, events + 1) for side in (BEFORE, AFTER)]


def times(seconds: float, count: int) -> list[tuple[str, float]]:
    """Uniform over the life of a process, and a little after it."""
    chance = random.Random(SEED)
    return [(SECONDS, chance.uniform(0, 1.1 * seconds)) for _ in range(count)]


async def test_a_few_kills_lose_nothing(studio_settings, tmp_path, nursery):
    chance = random.Random(SEED)
    await all_of(
        studio_settings,
        tmp_path,
        nursery,
        lambda events, seconds: chance.sample(boundaries(events), FEW) + times(seconds, FEW),
    )


@pytest.mark.long
@pytest.mark.timeout(3600)
async def test_a_kill_at_each_boundary_loses_nothing(studio_settings, tmp_path, nursery):
    await all_of(studio_settings, tmp_path, nursery, lambda events, _: boundaries(events))


@pytest.mark.long
@pytest.mark.timeout(3600)
async def test_kills_at_random_times_lose_nothing(studio_settings, tmp_path, nursery):
    await all_of(studio_settings, tmp_path, nursery, lambda _, seconds: times(seconds, TIMES))
