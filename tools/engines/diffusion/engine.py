"""The diffusion engine: Stable Diffusion XL on PyTorch, in a warm process of its own."""

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
from tools.engines.diffusion.card import VARIABLE, setting_for
from tools.engines.diffusion.requests import LetGo, Paint
from tools.engines.diffusion.weights import BASE, CONTROLS, FACE, REFERENCE
from tools.engines.lending import Lend, unshared
from tools.engines.process import ProcessEngine
from tools.engines.registry import engine
from tools.engines.request import Request, Result

TABLE = ROOT / "configs" / "diffusion.yaml"
_held: ContextVar[bool] = ContextVar("the card's memory is held", default=False)
_OPTIONAL = (*CONTROLS.values(), REFERENCE, FACE)
_DRIVER = Path("/proc/driver/nvidia/version")


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
        self._borrows = card_table()["borrows"]
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
        async with self.held(request):
            return await super().run(request, progress)

    @contextlib.asynccontextmanager
    async def held(self, request: Request[Any]) -> AsyncGenerator[None]:
        """Borrow what this request needs, once for all requests of this task in the block."""
        if _held.get() or not has_card():
            yield
            return
        async with self.lend(self._gib(request), self.name) as is_shared:
            token = _held.set(True)
            try:
                yield
            finally:
                _held.reset(token)
                if is_shared:
                    await super().run(LetGo(), lambda *_: None)

    def _gib(self, request: Request[Any]) -> float:
        if not isinstance(request, Paint):
            return self._borrows["base_gib"]
        counts = {
            "base_gib": 1,
            "control_gib": len(request.controls),
            "reference_gib": bool(request.references),
            "face_gib": request.face is not None,
        }
        return sum(self._borrows[part] * count for part, count in counts.items())


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


def has_card() -> bool:
    """Whether NVIDIA's driver is here. Cheap: nothing is asked of it."""
    return _DRIVER.exists() or shutil.which("nvidia-smi") is not None


@cache
def card_gib() -> float:
    """The memory of the first graphics card in GiB, as NVIDIA's tool tells it; 0 without one."""
    command = ["nvidia-smi", "--query-gpu=memory.total", "--format=csv,noheader,nounits"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
        return float(told.stdout.split()[0]) / 1024
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return 0.0
