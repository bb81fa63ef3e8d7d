"""Whole sessions with everything real: planner over HTTP, sandbox, engines, Chroma, SQLite."""

import pytest

from agents.outcome import Outcome
from interfaces.listener import Silent
from interfaces.produce import produce
from studio.settings import Settings
from tests.made_before import MadeBefore
from tools.engines.registry import engines

NEEDED = ("blender", "voice", "vision")


@pytest.fixture(scope="session", autouse=True)
def embedded_engines(shipped_settings):
    """Skips where an engine of the default install is not there, and says which."""
    found = engines(shipped_settings)
    absent = [
        f"{name}: {found[name].status().reason}"
        for name in NEEDED
        if not found[name].status().ready
    ]
    if absent:
        pytest.skip(f"embedded engines are missing ({'; '.join(absent)}); run make setup")


class Diary(Silent):
    """Remembers the events of one session."""

    def __init__(self, events=()):
        self.events = list(events)

    def on_event(self, event):
        self.events.append(event)

    def of(self, kind):
        """The data of all events of a kind."""
        return [event.data for event in self.events if event.kind == kind]


@pytest.fixture
def studio(studio_settings: Settings, made_before: MadeBefore):
    """Runs briefs one after another in one studio: `await studio(text)` -> (outcome, diary). At
    most `iterations` versions are made of each. A character's voice by which a line is judged may
    have been spoken in another test."""

    async def run(text: str, iterations: int = 1, **options) -> tuple[Outcome, Diary]:
        diary = Diary()
        studio_settings.budget.iterations = iterations
        outcome = await produce(text, settings=studio_settings, listener=diary, **options)
        return outcome, diary

    with made_before.shared_with(studio_settings.paths.data):
        yield run
