"""The depth engine: how near everything in a picture is, by Depth Anything on PyTorch."""

from studio.settings import Settings
from tools.engines.card.card_process import CardProcess
from tools.engines.registry import engine

WEIGHTS = "depth-anything-v2-small"


@engine
def depth_engine(settings: Settings) -> CardProcess:
    """Estimates depth (tools/engines/restoration/requests.py)."""
    return CardProcess(
        "depth",
        "Depth Anything V2, which sees depth in any picture, on PyTorch",
        settings,
        module="tools.engines.depth.network.worker",
        weights=(WEIGHTS,),
        gib=lambda _: 2.0,
        instead="of a scene rendered here the pass `depth` of render_character() is exact",
    )
