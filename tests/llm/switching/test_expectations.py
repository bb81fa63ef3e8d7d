"""Sessions that tell whom they will ask next are waited for a little."""

import asyncio
from pathlib import Path
from typing import Any

from benchmarks.switching import clock
from benchmarks.switching.simulation import Sleeper, three_backends
from llm.backends.backend import State
from llm.backends.settings import Gateway, Switching
from llm.switching.expectations import Errand, Expectations
from llm.switching.policy import Decision, Policy, Queue
from llm.switching.scheduler import Scheduler
from studio.conversation import NEXT_HEADER, SESSION_HEADER
from tests.llm.gateway.conftest import ROLES, external, fake_served, gateway, three_models
from tests.llm.gateway.fake_vllm import FakeVllm
from tests.llm.gateway.test_gateway_failures import until

ORDER = ("reasoning", "code", "vision")


def expected_after(
    *events: tuple[float, str, str], at: float, most: float = 10
) -> dict[str, float]:
    """What is expected `at` a moment. Events: (when a session asks and is answered at once, its
    name, whom it says it will ask next)."""

    async def run() -> dict[str, float]:
        expectations, loop = Expectations(most), asyncio.get_running_loop()
        for when, session, following in events:
            await asyncio.sleep(when - loop.time())
            errand = Errand(session, following)
            expectations.asked(errand)
            expectations.answered(errand)
        await asyncio.sleep(at - loop.time())
        return expectations.until()

    return clock.run(run())


def test_a_session_is_expected_until_it_asks_or_is_overdue() -> None:
    on_its_way = (1, "luca", "vision")
    assert expected_after(on_its_way, at=2) == {"vision": 11}
    assert expected_after(on_its_way, at=11.5) == {}
    assert expected_after(on_its_way, (4, "luca", ""), at=5) == {}
    assert expected_after(on_its_way, (4, "giulia", ""), at=5) == {"vision": 11}
    assert expected_after(on_its_way, (3, "giulia", "vision"), at=5) == {"vision": 13}
    assert expected_after((1, "luca", "vision"), (2, "luca", "code"), at=5) == {"code": 12}


def test_nobody_is_expected_where_most_ways_are_long() -> None:
    """Long renders lie between: each would keep the others waiting for nothing."""
    long, short = [], []
    for number in range(9):
        begun = 100 * number
        long += [(begun, "luca", "vision"), (begun + 60, "luca", "")]
        short += [(begun, "luca", "vision"), (begun + 6, "luca", "")]
    assert expected_after(*long, (900, "luca", "vision"), at=901) == {}
    assert expected_after(*short, (900, "luca", "vision"), at=901) == {"vision": 910}
    assert expected_after(*long, (900, "luca", "code"), at=901) == {"code": 910}


def test_who_asks_before_its_last_answer_was_noted_is_not_expected() -> None:
    async def run() -> dict[str, float]:
        expectations = Expectations(10)
        first, second = Errand("luca", "vision"), Errand("luca", "")
        expectations.asked(first)
        expectations.asked(second)
        expectations.answered(first)
        return expectations.until()

    assert clock.run(run()) == {}


def test_nobody_is_expected_where_the_settings_say_so() -> None:
    assert expected_after((1, "luca", "vision"), at=1, most=0) == {}


def test_forgotten_sessions_are_few() -> None:
    async def run() -> int:
        expectations = Expectations(10)
        for number in range(5000):
            expectations.asked(Errand(str(number), "vision"))
        return len(expectations._ways)

    assert clock.run(run()) == 1024


def test_the_awake_model_waits_for_whom_it_expects_and_no_longer_than_others_have_patience() -> (
    None
):
    policy = Policy(patience=30, linger=0.25, order=ORDER)
    waits = [Queue("reasoning", oldest=0)]

    def decide(now: float, expected: dict[str, float]) -> Decision:
        return policy.decide(now, "vision", False, 0, waits, 0, expected)

    assert decide(5, {}) == Decision("reasoning")
    assert decide(5, {"vision": 12}) == Decision(look_again=7)
    assert decide(5, {"vision": 60}) == Decision(look_again=25)
    assert decide(30, {"vision": 60}) == Decision("reasoning")


def test_the_next_in_order_is_woken_for_whom_it_expects() -> None:
    policy = Policy(patience=30, linger=0.25, order=ORDER)
    waits = [Queue("reasoning", oldest=4)]
    assert policy.decide(5, "code", False, 0, waits) == Decision("reasoning")
    assert policy.decide(5, "code", False, 0, waits, 0, {"vision": 60}) == Decision("vision")
    assert policy.decide(5, "code", False, 0, [], 0, {"vision": 60}) == Decision()


def played(
    hints: bool, ways: dict[str, float], lost: str = ""
) -> tuple[list[tuple[str, str]], int]:
    """Sessions that ask for a program, run it for so many seconds and have it reviewed, while one
    asks the director meanwhile. Who was answered by which model, in order; switches."""

    async def run() -> tuple[list[tuple[str, str]], int]:
        backends = three_backends()
        scheduler = Scheduler(backends, Sleeper(1.0), Gateway(), Switching())
        deciding = asyncio.create_task(scheduler.run())
        log: list[tuple[str, str]] = []

        async def ask(session: str, model: str, following: str = "") -> None:
            errand = Errand(session, following if hints else "")
            scheduler.expectations.asked(errand)
            async with scheduler.turn(backends.by_key[model]):
                log.append((session, model))
                await asyncio.sleep(1)
            scheduler.expectations.answered(errand)

        async def person(session: str, seconds: float) -> None:
            await ask(session, "code", "vision")
            await asyncio.sleep(seconds)
            if session != lost:
                await ask(session, "vision")

        async def director() -> None:
            await asyncio.sleep(6)
            await ask("director", "reasoning")

        async with asyncio.timeout(600):
            await asyncio.gather(director(), *(person(*way) for way in ways.items()))
        deciding.cancel()
        return log, scheduler.switches

    return clock.run(run())


def test_who_is_late_is_waited_for_and_two_switches_are_saved() -> None:
    ways = {"luca": 3.0, "giulia": 12.0}
    log, switches = played(False, ways)
    assert log[2:] == [("luca", "vision"), ("director", "reasoning"), ("giulia", "vision")]
    assert switches == 4
    log, switches = played(True, ways)
    assert log[2:] == [("luca", "vision"), ("giulia", "vision"), ("director", "reasoning")]
    assert switches == 3


def test_who_never_comes_keeps_nobody_for_ever() -> None:
    log, switches = played(True, {"luca": 3.0, "giulia": 12.0}, lost="giulia")
    assert log[-1] == ("director", "reasoning") and switches == 3


async def test_the_headers_tell_the_scheduler(tmp_path: Path) -> None:
    async with gateway(three_models(tmp_path)) as gate:
        await gate.ready()
        expectations = gate.studio.scheduler.expectations

        async def ask(role: str, following: str, status: int = 200, **more: Any) -> None:
            reply = await gate.http.post(
                "/v1/chat/completions",
                json={"model": role, "messages": [{"role": "user", "content": "hello"}], **more},
                headers={SESSION_HEADER: "luca", NEXT_HEADER: following},
            )
            assert reply.status_code == status, reply.text

        async def expects(*models: str) -> None:
            # The last byte may come before the gateway has noted that it was sent.
            await until(lambda: tuple(expectations.until()) == models)

        for following in (ROLES[1], "see"):
            await ask(ROLES[2], following)
            await expects("see")
            await ask(ROLES[1], "")
            await expects()
        await ask(ROLES[2], ROLES[1], temperature=0)
        await expects("see")
        await ask(ROLES[2], "", temperature=0)  # answered from the cache
        await expects()
        await ask(ROLES[2], ROLES[1], stream=True)
        await expects("see")
        await ask(ROLES[2], "nobody")
        await expects()
        await ask(ROLES[2], ROLES[1], status=400, messages=[])
        await asyncio.sleep(0.1)
        assert not expectations.until(), "it was not answered"


async def test_the_models_servers_are_not_told(tmp_path: Path) -> None:
    fake = FakeVllm("tiny")
    async with fake_served(fake) as root, gateway(external(tmp_path, root)) as gate:
        told = {SESSION_HEADER: "luca", NEXT_HEADER: ROLES[1], "X-Other": "told"}
        gate.http.headers.update(told)
        assert (await gate.ask()).status_code == 200
    assert fake.headers[-1]["x-other"] == "told"
    assert not {SESSION_HEADER.lower(), NEXT_HEADER.lower()} & set(fake.headers[-1])


def test_a_model_that_is_lost_is_not_woken_for_those_on_their_way() -> None:
    async def run() -> tuple[dict[str, float], dict[str, float]]:
        backends = three_backends()
        scheduler = Scheduler(backends, Sleeper(1.0), Gateway(), Switching())
        errand = Errand("luca", "vision")
        scheduler.expectations.asked(errand)
        scheduler.expectations.answered(errand)
        before = scheduler._expected()
        backends.by_key["vision"].move(State.FAILED)
        return before, scheduler._expected()

    before, after = clock.run(run())
    assert before and not after
