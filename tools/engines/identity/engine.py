"""The identity engine: ArcFace on the faces that MediaPipe finds, in this process."""

from studio.settings import Settings
from tools.engines.base import InProcessEngine, Progress
from tools.engines.identity.networks import (
    ARCFACE,
    comparing,
    faces_of,
    network_of,
    status,
    version_of,
)
from tools.engines.identity.requests import Identify, Identity
from tools.engines.registry import engine


@engine
def identity_engine(settings: Settings) -> InProcessEngine:
    """Tells whose face it is, and embeds it for InstantID. Its weights are for research alone: it
    is there for who accepts their licence."""

    def handle(request: Identify, progress: Progress) -> Identity:
        from tools.engines.identity.embed import identify  # its runtime takes long to load

        return identify(request, network_of(settings, ARCFACE), faces_of(settings))

    return InProcessEngine(
        "identity",
        version_of(__name__, ARCFACE),
        "whose face it is (ArcFace)",
        [handle, comparing(settings, ARCFACE)],
        lambda: status(settings, ARCFACE),
    )
