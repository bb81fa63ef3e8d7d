"""The motion engine: AnimateDiff on PyTorch, in a warm process of its own."""

from typing import Any

from studio.settings import Settings
from tools.engines.card.card_process import CardProcess
from tools.engines.card.graphics_card import card_table
from tools.engines.motion.requests import Animate
from tools.engines.motion.weights import FAMILIES
from tools.engines.registry import engine
from tools.engines.request import Request

_USUAL = FAMILIES["sd15"]
_OPTIONAL = (*_USUAL.controls.values(), *FAMILIES["sdxl"].entries)


@engine
def motion_engine(settings: Settings) -> CardProcess:
    """Moves what tools/engines/motion/requests.py describes."""
    return CardProcess(
        "motion",
        "AnimateDiff on PyTorch, for a graphics card",
        settings,
        module="tools.engines.diffusion.network.motion.worker",
        weights=(_USUAL.base, _USUAL.adapter),
        optional=_OPTIONAL,
        gib=_gib,
    )


def _gib(request: Request[Any]) -> float:
    if not isinstance(request, Animate):
        return 0.0
    clip = card_table()["clips"][request.model]
    return clip["base_gib"] + len(request.controls) * clip["control_gib"]
