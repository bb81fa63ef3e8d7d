"""Runs of the crew whose models and servers misbehave by a seed: each ends within its bounds, with
a true outcome. A few seeds always; all of them by `make test-long`."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from agents.outcome import Outcome
from interfaces.listener import Silent
from interfaces.produce import produce_in
from interfaces.workplace import Workplace, open_workplace
from llm.planner import planner
from studio.nouns.brief import Brief
from studio.settings import Settings
from tests.agents.brain import answer
from tests.agents.endpoint import Endpoint, role_of, sections_of
from tests.agents.rig import open_rig
from tests.chaos.checks import check, check_goes_on
from tests.chaos.conftest import ANSWERS, OUTCOMES
from tests.chaos.mischief import Mischief

pytestmark = pytest.mark.usefixtures("impatient")

SHORT = (*range(11), 32)  # in 32 a critic approves what did not pass
LONG, PRODUCT = [seed for seed in range(1000) if seed not in SHORT], range(8)
BRIEFS = ("a card", "a bright card", "two bright cards", "a card, nonsense")
SPOKEN = "Mina says 'Ahoy!' cheerfully"
Good = Callable[[dict[str, Any]], str]


def bounded(settings: Settings, timeout: float) -> Settings:
    """Small bounds, each of which is met by some run."""
    return settings.model_copy(
        update={
            "llm": settings.llm.model_copy(
                update={"timeout": timeout, "repairs": 1, "max_reply_mb": 0.25}
            ),
            "crew": settings.crew.model_copy(update={"stand_in": False}),
            "budget": settings.budget.model_copy(
                update={"iterations": 2, "program_attempts": 2, "tool_calls": 40}
            ),
            "sandbox": settings.sandbox.model_copy(
                update={"engine": "monty", "turn_seconds": 0.3, "seconds": 60, "memory_mb": 64}
            ),
        }
    )


def misbehave(endpoint: Endpoint, seed: int, good: Good) -> Mischief:
    """Every request is answered by a mischief of that seed from now on."""
    mischief = Mischief(seed)
    endpoint.refuses = lambda request: mischief.answer(role_of(request), good(request))
    return mischief


def count(outcome: Outcome, mischief: Mischief) -> None:
    OUTCOMES[outcome.outcome + (" and open" if outcome.open else "")] += 1
    ANSWERS.update(mischief.done)


def of_the_rig(request: dict[str, Any]) -> str:
    return answer(role_of(request), sections_of(request))


async def run_of_the_rig(settings: Settings, seed: int) -> None:
    async with open_rig(bounded(settings, 1)) as rig, Endpoint(answer) as endpoint:
        mischief = misbehave(endpoint, seed, of_the_rig)
        crew = rig.crew(endpoint.base_url)
        outcome = await crew.produce(Brief(text=BRIEFS[seed % len(BRIEFS)]))
        check(outcome, rig.sessions, rig.artifacts, rig.settings)
        count(outcome, mischief)
        if outcome.open:
            endpoint.refuses = None
            again = await check_goes_on(crew, outcome)
            check(again, rig.sessions, rig.artifacts, rig.settings)


@pytest.mark.parametrize("seed", SHORT)
async def test_a_run_ends_truly(studio_settings: Settings, seed: int) -> None:
    await run_of_the_rig(studio_settings, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", LONG)
async def test_each_run_ends_truly(studio_settings: Settings, seed: int) -> None:
    await run_of_the_rig(studio_settings, seed)


def of_the_planner(request: dict[str, Any]) -> str:
    return planner.answer(request["messages"], request.get("response_format"))


async def run_of_the_product(workplace: Workplace, endpoint: Endpoint, seed: int) -> None:
    mischief = misbehave(endpoint, seed, of_the_planner)
    crew = workplace.crew(Silent())
    outcome = await produce_in(workplace, crew, SPOKEN)
    check(outcome, workplace.sessions, workplace.artifacts, workplace.settings)
    count(outcome, mischief)
    folder = workplace.settings.paths.outputs / outcome.session
    assert (folder / "report.html").stat().st_size > 1000
    if outcome.open:
        endpoint.refuses = lambda request: Mischief.right(of_the_planner(request))
        again = await check_goes_on(crew, outcome)
        check(again, workplace.sessions, workplace.artifacts, workplace.settings)


@pytest.mark.long
@pytest.mark.timeout(3600)
async def test_a_spoken_line_with_the_real_tools(studio_settings: Settings) -> None:
    """One workplace for all seeds: what one run leaves behind must not harm the next."""
    async with Endpoint(answer) as endpoint:
        settings = bounded(studio_settings, 20)
        llm = settings.llm.model_copy(update={"base_url": endpoint.base_url})
        settings = settings.model_copy(update={"llm": llm})
        async with open_workplace(settings) as workplace:
            for seed in PRODUCT:
                async with asyncio.timeout(600):
                    await run_of_the_product(workplace, endpoint, seed)
