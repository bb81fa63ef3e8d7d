"""The diffusion engine: Stable Diffusion XL on PyTorch, in a warm process of its own."""

from dataclasses import replace
from typing import Any

from studio.settings import Settings
from studio.weights.storage import warehouse
from tools.adapters import all_digests
from tools.engines.base import EngineStatus
from tools.engines.card.card_process import CardProcess
from tools.engines.card.graphics_card import card_gib, card_table, has_card
from tools.engines.diffusion.card import Setting, setting_for
from tools.engines.diffusion.memory import MEGAPIXEL, Load, needed, needed_to_train
from tools.engines.diffusion.requests import Paint, Train
from tools.engines.diffusion.weights import BASE, CONTROLS, FACE, QUICK, REFERENCE
from tools.engines.registry import engine
from tools.engines.request import Request

_OPTIONAL = (*CONTROLS.values(), REFERENCE, FACE, QUICK)


class DiffusionEngine(CardProcess):
    """Paints and trains; its status tells the profile of the card."""

    def __init__(self, settings: Settings):
        super().__init__(
            "diffusion",
            "SDXL on PyTorch, for a graphics card",
            settings,
            module="tools.engines.diffusion.network.worker",
            weights=(BASE,),
            optional=_OPTIONAL,
            gib=borrows,
            depends=lambda: _depends(settings),
        )

    def status(self) -> EngineStatus:
        """As of all engines on the card, and how it runs on this one."""
        if not (has_card() or self._on_cpu):
            return super().status()
        name, setting = setting_for(card_gib(), card_table()["cards"])
        told = f"{'profile' if has_card() else 'no card, profile'} {name}: {setting.told()}"
        return replace(super().status(), setting=told)


@engine
def diffusion_engine(settings: Settings) -> DiffusionEngine:
    """Paints what tools/engines/diffusion/requests.py describes."""
    return DiffusionEngine(settings)


def _depends(settings: Settings) -> list[Any]:
    """How pictures are painted, and what steers them or is worn by itself."""
    house = warehouse(settings)
    here = [name for name in _OPTIONAL if not house.missing(name)]
    return [settings.diffusion.model_dump(mode="json"), here, all_digests(settings)]


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
