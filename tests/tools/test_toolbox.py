"""The toolbox with real tools that write real files: validation, cache, sharing, records."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image as Picture
from typing_extensions import TypedDict

from studio.errors import EngineError, EngineMissing, SheetError, ToolError
from studio.nouns.artifact import Image
from studio.nouns.sheet import CharacterSheet
from studio.plan.parts import Character
from tools import toolbox as toolbox_module
from tools.declaration import ToolSpec, declared, tool
from tools.engines.base import EngineStatus, InProcessEngine
from tools.engines.request import Request
from tools.shared_work import SharedWork
from tools.stubs import stub_module
from tools.toolbox import Toolbox


class Painted(TypedDict):
    """A picture."""

    image: Image


class Extra(TypedDict):
    """Someone else in the picture."""

    character: Character


class Book:
    """Two sheets."""

    def __init__(self):
        self.sheets = {name: CharacterSheet(name=name) for name in ("Nico", "Mina")}

    def get(self, name):
        if name not in self.sheets:
            raise SheetError(f"there is no character {name!r}.", "Nearest: Nico.")
        return self.sheets[name]

    def names(self):
        return sorted(self.sheets)


@dataclass(frozen=True, kw_only=True)
class Paint(Request[dict[str, str]]):
    """A plain picture."""

    size: int
    colour: str
    out: Path


def paint(request: Paint, progress):
    """The engine's work: a plain picture."""
    Picture.new("RGB", (request.size, request.size), request.colour).save(request.out)
    progress(0.5, "painted")
    return {"path": str(request.out)}


@pytest.fixture
def box(artifacts, studio_settings, monkeypatch):
    """A toolbox of two tools on one engine; `box.runs` counts the engine's calls."""
    before = dict(declared())
    declared().clear()
    runs: list[Paint] = []

    def counted(request: Paint, progress):
        runs.append(request)
        return paint(request, progress)

    @tool("render", engines=("brush",))
    async def paint_square(
        ctx,
        character: Character,
        size: int = 8,
        colour: str = "red",
        others: list[Extra] = [],  # noqa: B006
    ) -> Painted:
        """Paint a square."""
        out = ctx.folder / "square.png"
        await ctx.engine.run(Paint(size=size, colour=colour, out=out))
        return {"image": ctx.keep(out, "image")}

    @tool("render", engines=("brush",), book=True)
    async def paint_all(ctx, size: int = 8) -> Painted:
        """Paint everybody of the book."""
        out = ctx.folder / "all.png"
        await ctx.engine.run(Paint(size=size, colour="green", out=out))
        return {"image": ctx.keep(out, "image")}

    @tool("render", engines=("laser", "brush"))
    async def etch(ctx, size: int = 8) -> Painted:
        """Better done by a laser."""
        out = ctx.folder / "etched.png"
        await ctx.engine.run(Paint(size=size, colour="blue", out=out))
        return {"image": ctx.keep(out, "image")}

    @tool("render", engines=("laser",))
    async def burn(ctx) -> Painted:
        """Needs what is not here."""

    specs: dict[str, ToolSpec] = dict(declared())
    engines = {
        "brush": InProcessEngine("brush", "1", "paints", [counted]),
        "laser": InProcessEngine(
            "laser", "1", "burns", [counted], lambda: EngineStatus(False, "no laser", "buy one")
        ),
    }
    monkeypatch.setattr(toolbox_module, "all_tools", lambda: specs)
    made = Toolbox(artifacts, Book(), studio_settings, engines=engines)
    made.runs = runs
    yield made
    declared().clear()
    declared().update(before)


async def test_the_second_call_is_stored(box):
    records = []
    first = await box.call("paint_square", {"character": "Nico"}, on_call=records.append)
    second = await box.call("paint_square", {"character": "Nico"}, on_call=records.append)
    assert first == second and len(box.runs) == 1
    assert [record.cached for record in records] == [False, True]
    assert records[0].engine == "brush" and records[0].parameters["size"] == 8
    assert box.artifacts.get(first["image"]).parameters["character"] == "Nico"


async def test_a_changed_sheet_or_parameter_is_another_call(box):
    await box.call("paint_square", {"character": "Nico"})
    await box.call("paint_square", {"character": "Nico", "size": 9})
    await box.call("paint_square", {"character": "Nico", "others": [{"character": "Mina"}]})
    assert len(box.runs) == 3
    looks = box.sheets.sheets["Mina"].looks.model_copy(update={"hair": "#FFFFFF"})
    box.sheets.sheets["Mina"] = box.sheets.sheets["Mina"].model_copy(update={"looks": looks})
    await box.call("paint_square", {"character": "Nico"})
    assert len(box.runs) == 3
    await box.call("paint_square", {"character": "Nico", "others": [{"character": "Mina"}]})
    assert len(box.runs) == 4


async def test_what_reads_the_whole_book_is_another_call_when_any_sheet_changes(box):
    for _ in range(2):
        await box.call("paint_all", {})
    assert len(box.runs) == 1
    box.sheets.sheets["Luca"] = CharacterSheet(name="Luca")
    await box.call("paint_all", {})
    assert len(box.runs) == 2


async def test_equal_calls_at_once_run_once(box):
    results = await asyncio.gather(
        *[box.call("paint_square", {"character": "Nico"}) for _ in range(5)]
    )
    assert len(box.runs) == 1 and len({result["image"] for result in results}) == 1


async def test_work_goes_on_for_who_still_waits_and_a_stopped_one_is_begun_anew():
    shared, begun, ended = SharedWork(), [], []

    async def work():
        begun.append(len(begun))
        try:
            await asyncio.sleep(0.05)
        except asyncio.CancelledError:
            await asyncio.sleep(0.05)  # as an engine that puts its job away
            ended.append("stopped")
            raise
        return "made"

    first, second = (asyncio.create_task(shared.result("one", work)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == "made" and begun == [0] and not ended

    stopped = asyncio.create_task(shared.result("one", work))
    await asyncio.sleep(0.01)
    stopped.cancel()
    await asyncio.sleep(0.01)
    assert await shared.result("one", work) == "made", "not the one that is being stopped"
    with pytest.raises(asyncio.CancelledError):
        await stopped
    assert begun == [0, 1, 2] and ended == ["stopped"]


async def test_a_fallback_is_told_and_its_result_is_not_taken_for_the_first_engines(box):
    records = []
    await box.call("etch", {}, on_call=records.append)
    assert (
        records[0].engine == "brush"
        and records[0].fallback == "by brush instead of laser: no laser (buy one)"
    )
    box.engines["laser"].status = lambda: EngineStatus(True)
    await box.call("etch", {}, on_call=records.append)
    assert records[1].engine == "laser" and not records[1].cached and not records[1].fallback
    assert records[0].cache_key != records[1].cache_key and len(box.runs) == 2


async def test_an_engine_that_nobody_misses_here_is_passed_over_without_a_word(box):
    missing = EngineStatus(False, "no card", "buy one", optional=True)
    box.engines["laser"].status = lambda: missing
    records = []
    await box.call("etch", {}, on_call=records.append)
    assert records[0].engine == "brush" and records[0].fallback == ""
    with pytest.raises(EngineMissing, match=r"laser: no card \(buy one\)") as error:
        await box.call("burn", {})  # but where it is the only one, it is named
    assert error.value.exit_code == 2, "who set the studio up can mend it"


async def test_an_engine_that_does_not_do_what_is_asked_is_named(box):
    @dataclass(frozen=True, kw_only=True)
    class Sing(Request[dict]):
        """Nobody here does."""

    with pytest.raises(EngineError, match=r"brush does not do Sing.*It does Paint"):
        await box.engines["brush"].run(Sing(), lambda *_: None)


async def test_progress_names_the_tool(box):
    steps = []
    await box.call("paint_square", {"character": "Nico"}, on_progress=lambda *s: steps.append(s))
    assert steps == [
        ("paint_square", 0.0, ""),
        ("paint_square", 0.5, "painted"),
        ("paint_square", 1.0, ""),
    ]


async def test_errors_name_the_parameter_the_tool_and_the_engine(box):
    with pytest.raises(ToolError, match=r"size.*paint_square\(character: str, size: int = 8"):
        await box.call("paint_square", {"character": "Nico", "size": "big"})
    with pytest.raises(ToolError, match=r"colour_of"):
        await box.call("paint_square", {"character": "Nico", "colour_of": "x"})
    with pytest.raises(ToolError, match="paint_square"):
        await box.call("sculpt", {})
    with pytest.raises(SheetError, match="Nearest: Nico"):
        await box.call("paint_square", {"character": "Nicko"})
    with pytest.raises(EngineError, match=r"no laser.*buy one"):
        await box.call("burn", {})


async def test_no_cache_runs_again(box, artifacts, studio_settings):
    fresh = Toolbox(artifacts, Book(), studio_settings, use_cache=False, engines=box.engines)
    await fresh.call("paint_square", {"character": "Nico"})
    await fresh.call("paint_square", {"character": "Nico"})
    assert len(box.runs) == 2


def test_the_stub_is_python_that_names_types(box):
    text = stub_module(toolbox_module.all_tools().values())
    compile(text, "tools.pyi", "exec")
    assert "async def paint_square(character: str, size: int = 8" in text
    assert "others: Sequence[Extra] = []" in text and "class Extra(TypedDict):" in text
    assert '"""Paint a square."""' in text
