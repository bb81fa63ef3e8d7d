"""A small studio for the crew's tests: real stores, the real sandbox, cheap tools that write real
files, a measure that reads them. The tests' own process and the ones that they kill use it."""

import asyncio
from collections.abc import Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Picture
from typing_extensions import TypedDict

from agents.crew import Crew
from sandbox.embedded.engine import MontySandbox
from sandbox.interface import Interface, Limits
from studio.errors import SheetError, ToolError
from studio.nouns.artifact import Image, MediaFacts
from studio.nouns.brief import Brief
from studio.nouns.review import Lesson, Measurement, Review
from studio.nouns.sheet import CharacterSheet
from studio.plan import Change, Film, Shot
from studio.plan.parts import Character
from studio.settings import Settings
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database
from studio.store.sessions import SessionStore
from tools import toolbox as toolbox_module
from tools.declaration import ToolSpec, declared, tool
from tools.toolbox import Toolbox


class Card(TypedDict):
    """A painted card."""

    image: Image


class Facts(TypedDict):
    """What a picture is like."""

    brightness: float


def declare_tools(runs: list[str]) -> dict[str, ToolSpec]:
    """The rig's tools; the name of each that really runs is added to `runs`."""
    before = dict(declared())
    declared().clear()

    @tool("render")
    async def paint_card(
        ctx, character: Character, exposure: float = 0.0, seed: int = 0, seconds: float = 0.0
    ) -> Card:
        """Paint a noisy grey card; `exposure` in stops, `seconds` is how long that takes."""
        runs.append("paint_card")
        await asyncio.sleep(seconds)
        noise = np.random.default_rng(seed).normal(118, 8, (32, 32)) * 2.0**exposure
        path = ctx.folder / "card.png"
        Picture.fromarray(noise.clip(0, 255).astype(np.uint8)).save(path)
        return {"image": ctx.keep(path, "image", MediaFacts(width=32, height=32))}

    @tool("measure")
    async def probe_media(ctx, media: str) -> Facts:
        """The mean brightness of a picture, 0 to 1."""
        runs.append("probe_media")
        return {"brightness": brightness(ctx.path(media))}

    @tool("measure")
    async def measure_image(ctx, image: Image) -> Facts:
        """The same."""
        runs.append("measure_image")
        return {"brightness": brightness(ctx.path(image))}

    @tool("render")
    async def break_down(ctx) -> Card:
        """Never works."""
        runs.append("break_down")
        raise ToolError("the brush broke.", "Use paint_card.")

    specs = dict(declared())
    declared().clear()
    declared().update(before)
    return specs


def brightness(path: Path) -> float:
    """Mean of a picture's values, 0 to 1."""
    return float(np.asarray(Picture.open(path).convert("L")).mean() / 255)


async def judge_cards(
    film: Film, made: dict[str, list[str]], toolbox: Toolbox, settings: Settings
) -> list[Measurement]:
    """The exposure of each card, from its pixels: a mean of 0.35 to 0.6 passes."""
    return [found for shot in film.shots for found in _judged(shot, made[shot.id], toolbox)]


def _judged(shot: Shot, handles: list[str], toolbox: Toolbox) -> list[Measurement]:
    value = brightness(toolbox.artifacts.path(handles[0]))
    passed = 0.35 <= value <= 0.6
    change = Change(path=f"{shot.id}.exposure", value=0, reason="the mean is off")
    return [
        Measurement(
            shot=shot.id,
            criterion="exposure",
            value=value,
            target="0.35 to 0.6",
            score=9.0 if passed else 3.0,
            passed=passed,
            evidence=f"mean brightness {value:.2f}",
            change=None if passed else change,
        )
    ]


class Book:
    """Sheets of two characters."""

    def __init__(self) -> None:
        self._sheets = {name: CharacterSheet(name=name) for name in ("Mina", "Nico")}

    def get(self, name: str) -> CharacterSheet:
        """By name, in any case."""
        if name.title() not in self._sheets:
            raise SheetError(f"there is no character {name!r}.", "Did you mean Mina or Nico?")
        return self._sheets[name.title()]

    def names(self) -> list[str]:
        """All names."""
        return sorted(self._sheets)

    def all(self) -> list[CharacterSheet]:
        """All sheets."""
        return list(self._sheets.values())


class Lessons:
    """Lessons in a list."""

    def __init__(self) -> None:
        self.kept: list[tuple[Review, Film]] = []

    async def remember(self, review: Review, brief: Brief, film: Film, session: str) -> None:
        """Keep one."""
        self.kept.append((review, film))

    async def recall(self, text: str, limit: int = 4, min_similarity: float = 0.35) -> list[Lesson]:
        """All of them."""
        return [Lesson(text=review.lesson, brief=text) for review, _ in self.kept][:limit]


class Person:
    """Answers at gates from a list, and remembers what was shown."""

    def __init__(self, *answers: tuple[bool, str]) -> None:
        self.answers = list(answers)
        self.shown: list[tuple[str, str]] = []

    async def approve(self, gate: str, subject: Any) -> tuple[bool, str]:
        """The next answer; yes when there is none left."""
        self.shown.append((gate, type(subject).__name__))
        return self.answers.pop(0) if self.answers else (True, "")


class Shelf:
    """The memory of the rig."""

    def __init__(self) -> None:
        self.sheets = Book()
        self.lessons = Lessons()


class Rig:
    """Everything that a crew needs, on `settings`' folders."""

    def __init__(self, settings: Settings, real: Sequence[str] = ()):
        """With the studio's own tools of the names `real` among the cheap ones."""
        self.settings = settings
        self.runs: list[str] = []
        own = {name: toolbox_module.all_tools()[name] for name in real}
        specs = declare_tools(self.runs) | own
        toolbox_module.all_tools = lambda: specs
        self.database = open_database(settings.database_url())
        self.sessions = SessionStore(self.database)
        self.memory = Shelf()
        self.artifacts = ArtifactStore(settings.paths.data / "artifacts", self.database)
        self.toolbox = Toolbox(self.artifacts, self.memory.sheets, settings)
        self.sandbox = MontySandbox(Interface(*self.toolbox.interface()), Limits(calls=20))
        self.events: list[Any] = []

    def crew(self, base_url: str, **options: Any) -> Crew:
        """A crew of this rig."""
        options = {"on_event": self.events.append, "judge": judge_cards} | options
        return Crew(
            settings=self.settings,
            sessions=self.sessions,
            toolbox=self.toolbox,
            sandbox=self.sandbox,
            memory=self.memory,
            base_url=base_url,
            **options,
        )

    def kinds(self) -> list[str]:
        """The kinds of the events so far."""
        return [event.kind for event in self.events]


@asynccontextmanager
async def open_rig(settings: Settings, real: Sequence[str] = ()):
    """A rig, closed at the end."""
    original = toolbox_module.all_tools
    rig = Rig(settings, real)
    try:
        yield rig
    finally:
        await rig.sandbox.close()
        await rig.toolbox.close()
        rig.database.dispose()
        toolbox_module.all_tools = original
