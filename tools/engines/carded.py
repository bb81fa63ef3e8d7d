"""What all engines have in common that work on the graphics card, each in a process of its own."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.config_file import read_yaml
from studio.environments import made_of
from studio.settings import ROOT, Settings
from tools.engines.base import EngineStatus, Progress
from tools.engines.diffusion.card import VARIABLE
from tools.engines.diffusion.requests import LetGo
from tools.engines.lending import Lend, unshared
from tools.engines.process import ProcessEngine
from tools.engines.request import Request, Result

TABLE = ROOT / "configs" / "diffusion.yaml"
_DRIVER = Path("/proc/driver/nvidia/version")


class CardEngine(ProcessEngine):
    """Ready where there is a graphics card too, or it is allowed to go without one. Its process has
    PyTorch, and a method that lets go of what it holds; `gib(request, borrows)` says how much of
    the card's memory a job borrows, by the table in configs/diffusion.yaml."""

    def __init__(
        self,
        name: str,
        description: str,
        settings: Settings,
        *,
        module: str,
        weights: Sequence[str],
        optional: Sequence[str],
        gib: Callable[[Any, dict[str, Any]], float],
        depends: Callable[[], Any] | None = None,
    ):
        super().__init__(
            name,
            description,
            made_of(("torch", "torch-cpu"), settings),
            settings,
            module=module,
            weights=weights,
            optional=optional,
            variables={VARIABLE: json.dumps(card_table())},
            depends=depends,
        )
        self._on_cpu = settings.diffusion.on_cpu
        self._gib = gib
        self.lend: Lend = unshared

    def status(self) -> EngineStatus:
        """Who has no card, or has not fetched the weights, does not miss it."""
        if not self._on_cpu and not has_card():
            fix = "diffusion.on_cpu in configs/studio.yaml goes without one, slowly"
            return EngineStatus(False, "there is no graphics card", fix, optional=True)
        return replace(super().status(), optional=True)

    async def run(self, request: Request[Result], progress: Progress) -> Result:
        """One job, with memory of the card that is borrowed for it. Where others use the card as
        well, the weights wait elsewhere afterwards."""
        if not has_card():
            return await super().run(request, progress)
        async with self.lend(self._gib(request, card_table()["borrows"]), self.name) as is_shared:
            try:
                return await super().run(request, progress)
            finally:
                if is_shared:
                    await super().run(LetGo(), lambda *_: None)


def card_table() -> dict[str, Any]:
    """configs/diffusion.yaml."""
    return read_yaml(TABLE, "Restore configs/diffusion.yaml.")


def has_card() -> bool:
    """Whether NVIDIA's driver is here. Cheap: nothing is asked of it."""
    return _DRIVER.exists() or shutil.which("nvidia-smi") is not None
