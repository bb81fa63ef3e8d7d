"""Any valid plan becomes a program that type-checks, as a whole and in its simplest form."""

import asyncio

from hypothesis import HealthCheck, given, settings
from pydantic_monty import AsyncMonty, ExternalModule

from studio.nouns.program import RunRecord
from studio.plan import Film
from tests.planner.recipes.plans import films
from tests.planner.recipes.playing import STUBS, written
from tools.registry import all_tools


class _Reached(Exception):
    """A tool was called: the program has been checked."""


async def _refuse(*_: object, **__: object) -> None:
    raise _Reached("checked")


async def _errors(*programs: str) -> list[str]:
    """What the checker finds. No tool is there to run with: the first call ends a program."""
    found = []
    module = ExternalModule(dict.fromkeys(all_tools(), _refuse), stubs=STUBS)
    async with AsyncMonty() as pool:
        for code in programs:
            async with pool.checkout(
                external_modules={"tools": module}, type_check=True
            ) as session:
                try:
                    await session.feed_run(code)
                except Exception as error:
                    if "checked" not in str(error):
                        found.append(f"{error}\n{code}")
    return found


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(films)
def test_any_film_gives_a_program_that_checks(film: Film) -> None:
    code = written(film)
    failed = RunRecord(outcome="timeout", error="It took too long.", line=3)
    simplest = written(film, PROGRAM=code, RUN=failed.model_dump(mode="json"))
    assert simplest.startswith("# ")
    assert asyncio.run(_errors(code, simplest)) == []
