"""The diffusion engine: Stable Diffusion XL on PyTorch, in a warm process of its own."""

from typing import Any

from studio.settings import Settings
from studio.weights.storage import warehouse
from tools.adapters import all_digests
from tools.engines.carded import CardEngine
from tools.engines.diffusion.requests import Paint
from tools.engines.diffusion.weights import BASE, CONTROLS, FACE, REFERENCE
from tools.engines.registry import engine
from tools.engines.request import Request

_OPTIONAL = (*CONTROLS.values(), REFERENCE, FACE)


@engine
def diffusion_engine(settings: Settings) -> CardEngine:
    """Paints what tools/engines/diffusion/requests.py describes."""
    return CardEngine(
        "diffusion",
        "SDXL on PyTorch, for a graphics card",
        settings,
        module="tools.engines.diffusion.network.worker",
        weights=(BASE,),
        optional=_OPTIONAL,
        depends=lambda: _depends(settings),
        gib=_gib,
    )


def _depends(settings: Settings) -> list[Any]:
    """How pictures are painted, and what steers them or is worn by itself."""
    house = warehouse(settings)
    here = [name for name in _OPTIONAL if not house.missing(name)]
    return [settings.diffusion.model_dump(mode="json"), here, all_digests(settings)]


def _gib(request: Request[Any], borrows: dict[str, Any]) -> float:
    if not isinstance(request, Paint):
        return borrows["base_gib"]
    parts = {
        "base_gib": 1,
        "control_gib": len(request.controls),
        "reference_gib": bool(request.references),
        "face_gib": request.face is not None,
    }
    return sum(borrows[part] * count for part, count in parts.items())
