"""The ncnn engine: Real-ESRGAN's networks on any processor, in a warm process of its own."""

from studio.environments import environment
from studio.settings import Settings
from tools.engines.ncnn.weights import REALESRGAN
from tools.engines.process import ProcessEngine
from tools.engines.registry import engine


@engine
def ncnn_engine(settings: Settings) -> ProcessEngine:
    """Enlarges pictures (tools/engines/restoration/requests.py)."""
    return ProcessEngine(
        "ncnn",
        "Real-ESRGAN's networks, which enlarge pictures, on ncnn",
        environment("ncnn", settings),
        settings,
        weights=(REALESRGAN,),
    )
