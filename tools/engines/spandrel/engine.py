"""The spandrel engine: Real-ESRGAN on PyTorch, for a graphics card."""

from studio.settings import Settings
from tools.engines.card.card_process import CardProcess
from tools.engines.registry import engine

WEIGHTS = "realesrgan-x4plus"


@engine
def spandrel_engine(settings: Settings) -> CardProcess:
    """Enlarges pictures (tools/engines/restoration/requests.py)."""
    return CardProcess(
        "spandrel",
        "Real-ESRGAN, which enlarges pictures, on PyTorch, for a graphics card",
        settings,
        module="tools.engines.spandrel.network.worker",
        weights=(WEIGHTS,),
        gib=lambda _: 4.0,
    )
