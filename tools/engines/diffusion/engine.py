"""The diffusion engine: Stable Diffusion XL on PyTorch, in a warm process of its own."""

import asyncio
import contextlib
import json
import shutil
import subprocess
from collections.abc import AsyncGenerator
from contextvars import ContextVar
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from studio.config_file import read_yaml
from studio.environments import made_of
from studio.settings import ROOT, Settings
from studio.weights.storage import warehouse
from tools.adapters import all_digests
from tools.engines.base import EngineStatus, Progress
from tools.engines.diffusion.card import VARIABLE, Setting, setting_for
from tools.engines.diffusion.memory import MEGAPIXEL, Load, needed, needed_to_train
from tools.engines.diffusion.requests import LetGo, Paint, Train
from tools.engines.diffusion.weights import BASE, CONTROLS, FACE, REFERENCE
from tools.engines.lending import Lend, unshared
from tools.engines.process import ProcessEngine
from tools.engines.registry import engine
from tools.engines.request import Request, Result

TABLE = ROOT / "configs" / "diffusion.yaml"
_held: ContextVar[bool] = ContextVar("the card's memory is held", default=False)
_OPTIONAL = (*CONTROLS.values(), REFERENCE, FACE)
_DRIVER = Path("/proc/driver/nvidia/version")
_SECONDS = 10  # for the driver to tell its card's memory


class DiffusionEngine(ProcessEngine):
    """Ready where there is a graphics card too, or it is allowed to go without one."""

    def __init__(self, settings: Settings):
        super().__init__(
            "diffusion",
            "SDXL on PyTorch, for a graphics card",
            made_of(("torch", "torch-cpu"), settings),
            settings,
            module="tools.engines.diffusion.network.worker",
            weights=(BASE,),
            optional=_OPTIONAL,
            variables={VARIABLE: json.dumps(card_table())},
            depends=lambda: _depends(settings),
        )
        self._settings = settings
        self.lend: Lend = unshared

    def status(self) -> EngineStatus:
        """Who has no card, or has not fetched the weights, does not miss it."""
        if not self._settings.diffusion.on_cpu and not has_card():
            fix = "diffusion.on_cpu in configs/studio.yaml goes without one, slowly"
            return EngineStatus(False, "there is no graphics card", fix, optional=True)
        name, setting = setting_for(card_gib(), card_table()["cards"])
        told = f"{'profile' if has_card() else 'no card, profile'} {name}: {setting.told()}"
        return replace(super().status(), optional=True, setting=told)

    async def run(self, request: Request[Result], progress: Progress) -> Result:
        """One job, with memory of the card that is borrowed for it, or held. Where others use the
        card as well, the weights wait elsewhere afterwards."""
        if has_card() and not _held.get():
            progress(0.0, "waits for memory of the card")
        async with self.held(request):
            return await super().run(request, progress)

    @contextlib.asynccontextmanager
    async def held(self, request: Request[Any]) -> AsyncGenerator[None]:
        """Borrow what this request needs, once for all requests of this task in the block."""
        if _held.get() or not has_card():
            yield
            return
        async with self.lend(await asyncio.to_thread(borrows, request), self.name) as is_shared:
            token = _held.set(True)
            try:
                yield
            finally:
                _held.reset(token)
                if is_shared:
                    await super().run(LetGo(), lambda *_: None)


@engine
def diffusion_engine(settings: Settings) -> DiffusionEngine:
    """Paints what tools/engines/diffusion/requests.py describes."""
    return DiffusionEngine(settings)


def _depends(settings: Settings) -> list[Any]:
    """How pictures are painted, and what steers them or is worn by itself."""
    house = warehouse(settings)
    here = [name for name in _OPTIONAL if not house.missing(name)]
    return [settings.diffusion.model_dump(mode="json"), here, all_digests(settings)]


def card_table() -> dict[str, Any]:
    """configs/diffusion.yaml."""
    return read_yaml(TABLE, "Restore configs/diffusion.yaml.")


def borrows(request: Request[Any]) -> float:
    """GiB of this machine's card that a request borrows."""
    return gib_of(request, card_gib(), card_table())


def gib_of(request: Request[Any], card: float, table: dict[str, Any]) -> float:
    """GiB that a request borrows of a card of so many: as much as it takes at most. Of a card whose
    memory is not known (0): as if nothing had to wait elsewhere."""
    setting = setting_for(card, table["cards"])[1] if card else Setting("float16")
    if isinstance(request, Train):
        megapixels = request.resolution**2 / MEGAPIXEL
        return needed_to_train(setting, megapixels, request.rank, table["memory"])
    load, besides = Load(), 0.0
    if isinstance(request, Paint):
        pixels = request.width * request.height
        controls, loras = len(request.controls), len(request.loras)
        load = Load(controls, loras, pixels / MEGAPIXEL, bool(request.image))
        besides += table["besides"]["reference"] if request.references else 0.0
        besides += table["besides"]["face"] if request.face else 0.0
    return needed(setting, load, table["memory"]) + besides


@cache
def card_gib() -> float:
    """Memory of the first card, as its driver tells; 0 where it does not."""
    ask = ["nvidia-smi", "--query-gpu=memory.total", "--format=csv,noheader,nounits"]
    try:
        said = subprocess.run(ask, capture_output=True, text=True, timeout=_SECONDS, check=True)
        return int(said.stdout.splitlines()[0]) / 1024
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return 0.0


def has_card() -> bool:
    """Whether NVIDIA's driver is here. Cheap: nothing is asked of it."""
    return _DRIVER.exists() or shutil.which("nvidia-smi") is not None
