"""The card's memory is borrowed for as long as a picture is painted, and given back."""

import contextlib

import pytest

from studio.errors import EndpointError, EngineError
from tools.engines.base import EngineStatus
from tools.engines.card import card_process
from tools.engines.card.lending import Borrower, held
from tools.engines.diffusion import engine as module
from tools.engines.diffusion.requests import Paint
from tools.engines.process import ProcessEngine

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_picture_borrows_what_it_takes_and_lets_go_where_others_want_it(
    toolbox, paint, steering, monkeypatch
):
    monkeypatch.setattr(card_process, "has_card", lambda: True)
    monkeypatch.setattr(module, "card_gib", lambda: 15.7)
    painter, borrowed, asked = toolbox.engines["diffusion"], [], []
    assert isinstance(painter, Borrower)
    plain_run = ProcessEngine.run

    async def seen(self, request, progress):
        if self is painter:
            asked.append((request.method(), bool(borrowed and borrowed[-1] is not None)))
        return await plain_run(self, request, progress)

    @contextlib.asynccontextmanager
    async def lend(gib, holder):
        borrowed.append((gib, holder))
        yield is_shared
        borrowed.append(None)

    monkeypatch.setattr(ProcessEngine, "run", seen)
    monkeypatch.setattr(painter, "lend", lend)
    is_shared = True
    await paint()
    two = [{"kind": kind, "image": steering} for kind in ("depth", "edge")]
    like = [{"image": steering}]
    first = await paint(controls=two, references=like)
    (plain, who), returned, (steered, _), again = borrowed
    assert (who, returned, again) == ("diffusion", None, None)
    table = module.card_table()
    more = 2 * table["memory"]["weights"]["control"] + table["besides"]["reference"]
    assert steered - plain == pytest.approx(more, abs=0.3)
    assert asked == [("paint", True), ("let_go", True)] * 2
    is_shared = False
    assert (await paint(controls=two, references=like))["image"] == first["image"]
    assert [method for method, _ in asked[4:]] == ["paint"]


async def test_what_is_held_for_a_clip_is_borrowed_once(toolbox, paint, monkeypatch):
    monkeypatch.setattr(card_process, "has_card", lambda: True)
    painter, order = toolbox.engines["diffusion"], []
    plain_run = ProcessEngine.run

    async def seen(self, request, progress):
        order.append(request.method())
        return await plain_run(self, request, progress)

    @contextlib.asynccontextmanager
    async def lend(gib, holder):
        order.append(gib)
        yield True
        order.append("back")

    monkeypatch.setattr(ProcessEngine, "run", seen)
    monkeypatch.setattr(painter, "lend", lend)
    async with held(painter, Paint(prompt="a boat")):
        await paint("a boat")
        await paint("a pier")
    await paint("a hill")
    gib = [one for one in order if isinstance(one, float)]
    assert len(gib) == 2 and min(gib) > 4
    told = [one for one in order if isinstance(one, str)]
    assert told == ["paint", "paint", "let_go", "back", "paint", "let_go", "back"]
    assert order.index(gib[1]) == 5


async def test_memory_that_is_not_lent_is_the_engine_s_error(toolbox, paint, monkeypatch):
    monkeypatch.setattr(card_process, "has_card", lambda: True)

    @contextlib.asynccontextmanager
    async def lend(gib, holder):
        raise EndpointError("the gateway refuses: all is lent.")
        yield

    monkeypatch.setattr(toolbox.engines["diffusion"], "lend", lend)
    with pytest.raises(EngineError, match=r"GiB of the card's memory are not to be had: the gate"):
        await paint()


async def test_without_its_environment_it_says_what_makes_it(tiny_settings, tmp_path):
    paths = tiny_settings.paths.model_copy(update={"environments": tmp_path})
    status = module.diffusion_engine(tiny_settings.model_copy(update={"paths": paths})).status()
    assert isinstance(status, EngineStatus) and not status.ready and status.optional
    assert status.fix == "python main.py env make torch"
