"""The diffusion engine: Stable Diffusion XL on PyTorch, in a warm process of its own."""

import asyncio
import functools
import hashlib
import json
import shutil
import subprocess
from dataclasses import replace
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
from tools.engines.diffusion.weights import BASE, CONTROLS
from tools.engines.lending import Lend, unshared
from tools.engines.process import ProcessEngine
from tools.engines.registry import engine
from tools.engines.request import Request, Result

TABLE = ROOT / "configs" / "diffusion.yaml"
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
            optional=tuple(CONTROLS.values()),
            variables={VARIABLE: json.dumps(_table())},
        )
        self._settings = settings
        self.lend: Lend = unshared

    @property
    def version(self) -> str:
        """Changes with how pictures are painted, and with what steers them or is worn by itself."""
        house = warehouse(self._settings)
        here = [name for name in CONTROLS.values() if not house.missing(name)]
        parts = [
            self._settings.diffusion.model_dump(mode="json"),
            here,
            all_digests(self._settings),
        ]
        mine = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
        return f"{self._digest}-{mine[:8]}"

    @version.setter
    def version(self, digest: str) -> None:
        self._digest = digest

    def status(self) -> EngineStatus:
        """Who has no card, or has not fetched the weights, does not miss it."""
        if not self._settings.diffusion.on_cpu and not has_card():
            fix = "diffusion.on_cpu in configs/studio.yaml goes without one, slowly"
            return EngineStatus(False, "there is no graphics card", fix, optional=True)
        return replace(super().status(), optional=True)

    async def run(self, request: Request[Result], progress: Progress) -> Result:
        """One job, with memory of the card that is borrowed for it. Where others use the card as
        well, the weights wait elsewhere afterwards."""
        if not has_card():
            return await super().run(request, progress)
        progress(0.0, "waits for memory of the card")
        async with self.lend(await asyncio.to_thread(borrows, request), self.name) as is_shared:
            try:
                return await super().run(request, progress)
            finally:
                if is_shared:
                    await super().run(LetGo(), lambda *_: None)


@engine
def diffusion_engine(settings: Settings) -> DiffusionEngine:
    """Paints what tools/engines/diffusion/requests.py describes."""
    return DiffusionEngine(settings)


def _table() -> dict[str, Any]:
    return read_yaml(TABLE, "Restore configs/diffusion.yaml.")


def borrows(request: Request[Any]) -> float:
    """GiB of this machine's card that a request borrows."""
    return gib_of(request, card_gib(), _table())


def gib_of(request: Request[Any], card: float, table: dict[str, Any]) -> float:
    """GiB that a request borrows of a card of so many: as much as it takes at most. Of a card whose
    memory is not known (0): as if nothing had to wait elsewhere."""
    setting = setting_for(card, table["cards"])[1] if card else Setting("float16")
    if isinstance(request, Train):
        megapixels = request.resolution**2 / MEGAPIXEL
        return needed_to_train(setting, megapixels, request.rank, table["memory"])
    load = Load()
    if isinstance(request, Paint):
        pixels = request.width * request.height
        controls, loras = len(request.controls), len(request.loras)
        load = Load(controls, loras, pixels / MEGAPIXEL, bool(request.image))
    return needed(setting, load, table["memory"])


@functools.cache
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
