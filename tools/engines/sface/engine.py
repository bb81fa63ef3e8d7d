"""The sface engine: SFace on the faces that MediaPipe finds."""

from studio.settings import Settings
from tools.engines.identity.networks import SFACE, comparing, status, version_of
from tools.engines.media.confined import ConfinedEngine
from tools.engines.registry import engine


@engine
def sface_engine(settings: Settings) -> ConfinedEngine:
    """Tells whose face it is, by weights that anybody may use."""
    return ConfinedEngine(
        "sface",
        version_of(__name__, SFACE),
        "whose face it is (SFace)",
        [comparing(settings, SFACE)],
        lambda: status(settings, SFACE),
    )
