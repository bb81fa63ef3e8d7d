"""The scheduler as it is, in simulated time: who waits how long, and what a workload costs."""

import asyncio
import itertools
import random
from collections.abc import Sequence

import pytest

from benchmarks.switching import clock
from benchmarks.switching.bound import fewest_switches
from benchmarks.switching.simulation import (
    FirstComeFirstServed,
    Sleeper,
    Turns,
    simulate,
    three_backends,
)
from benchmarks.switching.workload import MODELS, Session, Step, drawn, load
from llm.backends.settings import Gateway, Switching
from llm.switching.expectations import Errand
from llm.switching.policy import Decision, Policy, Queue
from llm.switching.scheduler import Scheduler


def test_patience_grows_with_what_a_switch_takes() -> None:
    policy = Policy(patience=10, linger=1, patience_switches=2)
    late, other = Queue("late", oldest=0), Queue("other", oldest=2)
    assert policy.decide(11, "awake", True, 0, [late, other], 0) == Decision("late")
    assert policy.decide(11, "awake", True, 0, [late, other], 6) == Decision(look_again=11)
    assert policy.decide(22, "awake", True, 0, [late, other], 6) == Decision("late")


def served(
    arrivals: list[tuple[float, str, float]],
    cost: float,
    switching: Switching | None,
    hints: Sequence[str] = (),
) -> tuple[list[tuple[float, str, float]], int]:
    """Requests (when, model, seconds) as they were let in: (when, model, wait); and switches. After
    each its session says that one of `hints` is next, and never comes."""

    async def run() -> tuple[list[tuple[float, str, float]], int]:
        backends, sleeper = three_backends(), Sleeper(cost)
        log: list[tuple[float, str, float]] = []
        turns: Turns = FirstComeFirstServed(backends, sleeper)
        tasks = []
        if switching:
            turns = scheduler = Scheduler(backends, sleeper, Gateway(), switching)
            tasks.append(asyncio.create_task(scheduler.run()))
        loop = asyncio.get_running_loop()

        async def request(when: float, model: str, seconds: float) -> None:
            await asyncio.sleep(when)
            async with turns.turn(backends.by_key[model]):
                log.append((loop.time(), model, loop.time() - when))
                await asyncio.sleep(seconds)
            if hints and isinstance(turns, Scheduler):
                errand = Errand(str(len(log)), hints[len(log) % len(hints)])
                turns.expectations.asked(errand)
                turns.expectations.answered(errand)

        await asyncio.gather(*(request(*arrival) for arrival in arrivals))
        for task in tasks:
            task.cancel()
        return log, turns.switches

    return clock.run(run())


@pytest.mark.parametrize("hints", [(), ("vision",), ("vision", "code", "reasoning")])
@pytest.mark.parametrize("cost", [0.5, 6.0])
@pytest.mark.parametrize("seed", range(4))
def test_no_request_waits_longer_than_the_bound(cost, seed, hints) -> None:
    """Three models, far more work for one of them than it can do before the others are due; and
    sessions that say they will come, and do not."""
    draw = random.Random(seed)
    patience, longest = 5.0, 4.0
    arrivals = [
        (
            draw.uniform(0, 300),
            draw.choices(list(MODELS.values()), [1, 20, 1, 20])[0],
            draw.uniform(0.1, longest),
        )
        for _ in range(600)
    ]
    switching = Switching(patience_seconds=patience, patience_switches=2)
    log, switches = served(arrivals, cost, switching, hints)
    assert len(log) == 600 and switches
    bound = patience + 2 * cost + 2 * (longest + cost)
    assert max(wait for *_, wait in log) <= bound + 0.01
    assert max(wait for *_, wait in log) > patience, "the bound was never tried"


def test_a_repair_finds_its_model_awake() -> None:
    arrivals = [(0.0, "reasoning", 5.0), (1.0, "vision", 1.0), (5.1, "reasoning", 5.0)]
    log, switches = served(arrivals, 2.0, Switching())
    assert [(round(when, 2), model) for when, model, _ in log] == [
        (0.0, "reasoning"),
        (5.1, "reasoning"),
        (12.35, "vision"),
    ]
    assert switches == 1
    log, switches = served(arrivals, 2.0, None)
    assert [model for _, model, _ in log] == ["reasoning", "vision", "reasoning"]
    assert switches == 2, "first come, first served"


def test_first_come_first_served_lets_neighbours_in_together() -> None:
    arrivals = [
        (0.0, "reasoning", 10.0),
        (1.0, "reasoning", 10.0),
        (2.0, "code", 1.0),
        (3.0, "code", 1.0),
        (4.0, "reasoning", 1.0),
    ]
    log, switches = served(arrivals, 2.0, None)
    assert [when for when, *_ in log] == [0.0, 1.0, 13.0, 13.0, 16.0] and switches == 2


@pytest.mark.parametrize("seed", range(5))
def test_the_fewest_switches_are_those_of_trying_every_order(seed: int) -> None:
    draw = random.Random(seed)
    sessions = [[draw.choice("abc") for _ in range(draw.randint(1, 4))] for _ in range(3)]

    def tried(places: tuple[int, ...], awake: str) -> int:
        costs = [
            tried((*places[:i], place + 1, *places[i + 1 :]), session[place])
            + (session[place] != awake)
            for i, (session, place) in enumerate(zip(sessions, places, strict=True))
            if place < len(session)
        ]
        return min(costs, default=0)

    assert fewest_switches(sessions, "a") == tried((0, 0, 0), "a")


def test_one_session_alone_takes_as_long_as_its_parts() -> None:
    steps = (Step("reasoning", 1.0, 2500, 0), Step("vision", 2.0, 5000, 0))
    pool = [Session("", "approved", steps)]
    ours, plain = (simulate(pool, 1, 1, 3.0, 0, how) for how in (Switching(), None))
    assert plain.whole.minutes * 60 == pytest.approx(1 + 1 + 2 + 3 + 2)
    assert ours.whole.minutes == pytest.approx(plain.whole.minutes)
    assert ours.whole.switches == plain.whole.switches == 1
    assert plain.waits == pytest.approx([0, 3]) and plain.together == plain.whole


def test_what_people_share_is_counted_until_the_first_is_done() -> None:
    short = Session("", "approved", (Step("reasoning", 0.0, 2500, 0),))
    long = Session("", "approved", (*short.steps, Step("code", 100.0, 2500, 0)))
    seed = next(s for s in range(9) if len({len(w) for w in drawn([short, long], 2, 1, s)}) == 2)
    ran = simulate([short, long], 2, 1, 3.0, seed, None)
    assert (ran.together.requests, ran.together.switches) in ((1, 0), (2, 0))
    assert (ran.whole.requests, ran.whole.switches) == (3, 1)
    assert ran.together.minutes * 60 < 10 < 100 < ran.whole.minutes * 60


def test_the_recording_holds_whole_sessions_of_the_crew() -> None:
    levels = load()
    follow = {("reasoning", "code"), ("code", "vision"), ("vision", "code")}
    for sessions in levels.values():
        assert len({one.brief for one in sessions}) == len(sessions) >= 24
        for one in sessions:
            models = [step.model for step in one.steps]
            turns = {pair for pair in itertools.pairwise(models) if len(set(pair)) == 2}
            assert models[0] == "reasoning" and turns <= follow
            assert all(step.pause >= 0 < step.read for step in one.steps)
    lengths = [sum(len(one.steps) for one in sessions) for sessions in levels.values()]
    assert lengths == sorted(lengths), "more mistakes, more requests"
