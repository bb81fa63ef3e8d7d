"""How a session that was not approved says why, and what may help."""

from types import SimpleNamespace

import pytest
from staging import PROGRAM, WORDS, film, measured, reviewed

from agents.flow.logbook import Logbook
from agents.stage.ending import end
from studio.nouns.brief import Brief
from studio.plan import Change

BRIGHTER = Change(path="luca_waving.exposure", value=0.9, reason="the face is dark")


@pytest.fixture
def verdict(sessions, studio_settings):
    """Ends a session of so many unapproved takes; returns its last event's data."""

    async def conclude(takes: int, change: Change | None, iterations: int) -> dict:
        logbook = Logbook(sessions, sessions.open(WORDS), lambda event: None)
        logbook.write("brief", "person", Brief(text=WORDS))
        logbook.write("plan", "director", film(0.0))
        dark = measured("exposure", 3.4, "mean luminance of the face 0.11", 0.11)
        late = measured("lip_sync", 5.0, "the mouth opens 190 ms after the sound", 190)
        review = reviewed([dark, late], change).model_copy(update={"approved": False})
        for take in range(1, takes + 1):
            if take > 1:
                logbook.write("plan", "studio", film(0.0))
            number = {"iteration": take, "attempt": 1}
            logbook.write("program", "coder", {"plan": "", "code": PROGRAM} | number)
            logbook.write(
                "run",
                "sandbox",
                {
                    "outcome": "done",
                    "calls": 1,
                    "seconds": 1.0,
                    "result": {"luca_waving": "video:0"},
                }
                | number,
            )
            measurements = [m.model_dump(mode="json") for m in (dark, late)]
            logbook.write("judged", "studio", {"iteration": take, "measurements": measurements})
            logbook.write("review", "critic", review.model_dump(mode="json") | {"iteration": take})
        logbook.write(
            "delivered", "studio", {"deliverables": [], "approved": False, "iteration": takes}
        )
        settings = studio_settings.model_copy(deep=True)
        settings.budget.iterations = iterations
        await end(SimpleNamespace(state=logbook.state, logbook=logbook, settings=settings))
        return logbook.events("ended")[0].data

    return conclude


async def test_every_criterion_that_failed_is_named(verdict):
    told = await verdict(1, None, 3)
    assert told["message"].startswith("Not approved: take 1 has 4.2 of 10.")
    assert "exposure: mean luminance of the face 0.11" in told["message"]
    assert "lip sync: the mouth opens 190 ms" in told["message"]
    assert "--iterations" not in told["fix"] and "word the brief differently" in told["fix"]


async def test_the_flag_is_named_when_the_budget_ended_it(verdict):
    told = await verdict(2, BRIGHTER, 2)
    assert "take 2, the best of 2, has" in told["message"]
    assert "The face is too dark" in told["message"] and "lip sync: " in told["message"]
    assert "exposure: mean" not in told["message"]  # the fault says it already
    assert "`--iterations 4`" in told["fix"]


async def test_the_minutes_are_named_when_they_ended_it(verdict):
    told = await verdict(1, BRIGHTER, 3)
    assert "--iterations" not in told["fix"] and "budget.minutes" in told["fix"]
