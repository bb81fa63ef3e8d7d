"""The LaMa engine: holes in pictures filled by a network on PyTorch, which spandrel loads."""

from studio.settings import Settings
from tools.engines.card.card_process import CardProcess
from tools.engines.registry import engine

WEIGHTS = "big-lama"


@engine
def lama_engine(settings: Settings) -> CardProcess:
    """Fills holes (tools/engines/restoration/requests.py)."""
    return CardProcess(
        "lama",
        "LaMa, which fills holes in pictures, on PyTorch, for a graphics card",
        settings,
        module="tools.engines.spandrel.network.worker",
        weights=(WEIGHTS,),
        gib=lambda _: 4.0,
    )
