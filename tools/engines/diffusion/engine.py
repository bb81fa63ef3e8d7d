"""The diffusion engine: Stable Diffusion XL on PyTorch, in a warm process of its own."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

from studio.config_file import read_yaml
from studio.environments import made_of
from studio.settings import ROOT, Settings
from tools.engines.base import EngineStatus
from tools.engines.diffusion.weights import BASE, CONTROLS
from tools.engines.process import ProcessEngine
from tools.engines.registry import engine

TABLE = ROOT / "configs" / "diffusion.yaml"
VARIABLE = "STUDIO_DIFFUSION_CARDS"  # as tools/engines/diffusion/worker.py reads it
_DRIVER = Path("/proc/driver/nvidia/version")


class DiffusionEngine(ProcessEngine):
    """Ready where there is a graphics card too, or it is allowed to go without one."""

    def __init__(self, settings: Settings):
        super().__init__(
            "diffusion",
            "SDXL on PyTorch, for a graphics card",
            made_of(("torch", "torch-cpu"), settings),
            settings,
            weights=(BASE,),
            optional=tuple(CONTROLS.values()),
            variables={VARIABLE: json.dumps(read_yaml(TABLE, "Restore configs/diffusion.yaml."))},
        )
        self._on_cpu = settings.diffusion.on_cpu

    def status(self) -> EngineStatus:
        """Who has no card, or has not fetched the weights, does not miss it."""
        if not self._on_cpu and not has_card():
            fix = "diffusion.on_cpu in configs/studio.yaml goes without one, slowly"
            return EngineStatus(False, "there is no graphics card", fix, optional=True)
        return replace(super().status(), optional=True)


@engine
def diffusion_engine(settings: Settings) -> DiffusionEngine:
    """Paints what tools/engines/diffusion/requests.py describes."""
    return DiffusionEngine(settings)


def has_card() -> bool:
    """Whether NVIDIA's driver is here. Cheap: nothing is asked of it."""
    return _DRIVER.exists() or shutil.which("nvidia-smi") is not None
