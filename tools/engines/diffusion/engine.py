"""The diffusion engine: Stable Diffusion XL on PyTorch, in a warm process of its own."""

import json

from studio.config_file import read_yaml
from studio.environments import made_of
from studio.settings import ROOT, Settings
from tools.engines.diffusion.weights import BASE, CONTROLS
from tools.engines.process import ProcessEngine
from tools.engines.registry import engine

TABLE = ROOT / "configs" / "diffusion.yaml"
VARIABLE = "STUDIO_DIFFUSION_CARDS"  # as tools/engines/diffusion/worker.py reads it


@engine
def diffusion_engine(settings: Settings) -> ProcessEngine:
    """Paints what tools/engines/diffusion/requests.py describes."""
    return ProcessEngine(
        "diffusion",
        "SDXL on PyTorch, for a graphics card",
        made_of(("torch", "torch-cpu"), settings),
        settings,
        weights=(BASE,),
        optional=tuple(CONTROLS.values()),
        variables={VARIABLE: json.dumps(read_yaml(TABLE, "Restore configs/diffusion.yaml."))},
    )
