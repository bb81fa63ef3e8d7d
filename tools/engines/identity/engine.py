"""The identity engine: ArcFace on the faces that MediaPipe finds."""

from pathlib import Path

from studio.settings import Settings
from tools.engines.base import Progress
from tools.engines.identity.networks import (
    ARCFACE,
    FaceNetwork,
    comparing,
    status,
    version_of,
    with_networks,
)
from tools.engines.identity.requests import Identify, Identity
from tools.engines.media.confined import ConfinedEngine
from tools.engines.registry import engine


@engine
def identity_engine(settings: Settings) -> ConfinedEngine:
    """Tells whose face it is, and embeds it for InstantID. Its weights are for research alone: it
    is there for who accepts their licence."""
    return ConfinedEngine(
        "identity",
        version_of(__name__, ARCFACE),
        "whose face it is (ArcFace)",
        [with_networks(_identify, settings, ARCFACE), comparing(settings, ARCFACE)],
        lambda: status(settings, ARCFACE),
    )


def _identify(request: Identify, progress: Progress, network: FaceNetwork, faces: Path) -> Identity:
    from tools.engines.identity.embed import identify  # its runtime takes long to load

    return identify(request, network, faces)
