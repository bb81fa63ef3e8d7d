"""The sface engine: SFace on the faces that MediaPipe finds, in this process."""

from studio.settings import Settings
from tools.engines.base import InProcessEngine
from tools.engines.identity.networks import SFACE, comparing, status, version_of
from tools.engines.registry import engine


@engine
def sface_engine(settings: Settings) -> InProcessEngine:
    """Tells whose face it is, by weights that anybody may use."""
    return InProcessEngine(
        "sface",
        version_of(__name__, SFACE),
        "whose face it is (SFace)",
        [comparing(settings, SFACE)],
        lambda: status(settings, SFACE),
    )
