"""Whose face it is, of the faces that MediaPipe finds, in this process: ArcFace, and SFace for who
has not accepted ArcFace's licence."""

from collections.abc import Callable
from pathlib import Path

from studio.settings import Settings
from studio.weights.storage import pull_command, warehouse
from tools.engines.base import EngineStatus, InProcessEngine, Progress
from tools.engines.identity.requests import CompareFaces, Identify, Identity, Likenesses
from tools.engines.process import refused
from tools.engines.registry import engine
from tools.engines.version import digest_of

ARCFACE, SFACE, FACES = "arcface", "sface", "mediapipe"  # of configs/weights.yaml
_FILES = {
    ARCFACE: "glintr100.onnx",
    SFACE: "models/face_recognition_sface/face_recognition_sface_2021dec.onnx",
}
_PIXELS = {ARCFACE: (127.5, 127.5), SFACE: (0.0, 1.0)}  # the middle and the scale of FaceNetwork
_PACKAGES = ("onnxruntime", "opencv-python-headless", "ai-edge-litert", "numpy")


@engine
def identity_engine(settings: Settings) -> InProcessEngine:
    """Tells whose face it is, and embeds it for InstantID. Its weights are for research alone: it
    is there for who accepts their licence."""

    def handle(request: Identify, progress: Progress) -> Identity:
        from tools.engines.identity.embed import FaceNetwork, identify  # its runtime loads long

        network = FaceNetwork(*_given(settings, ARCFACE))
        return identify(request, network, _faces(settings))

    return InProcessEngine(
        "identity",
        _version(ARCFACE),
        "whose face it is (ArcFace)",
        [handle, _comparing(settings, ARCFACE)],
        lambda: _status(settings, ARCFACE),
    )


@engine
def sface_engine(settings: Settings) -> InProcessEngine:
    """Tells whose face it is, by weights that anybody may use."""
    return InProcessEngine(
        "sface",
        _version(SFACE),
        "whose face it is (SFace)",
        [_comparing(settings, SFACE)],
        lambda: _status(settings, SFACE),
    )


def _comparing(settings: Settings, weights: str) -> Callable[[CompareFaces, Progress], Likenesses]:
    """The handler of CompareFaces by the network of these weights."""

    def compare(request: CompareFaces, progress: Progress) -> Likenesses:
        from tools.engines.identity.compare import compare_faces
        from tools.engines.identity.embed import FaceNetwork

        network = FaceNetwork(*_given(settings, weights))
        return compare_faces(request, network, _faces(settings))

    return compare


def _given(settings: Settings, weights: str) -> tuple[Path, float, float]:
    return warehouse(settings).folder_of(weights) / _FILES[weights], *_PIXELS[weights]


def _faces(settings: Settings) -> Path:
    return warehouse(settings).folder_of(FACES)


def _version(weights: str) -> str:
    return digest_of(__name__, packages=_PACKAGES, weights=[weights, FACES])


def _status(settings: Settings, weights: str) -> EngineStatus:
    house = warehouse(settings)
    if told := refused(house, [weights]):
        return told
    lacking = tuple(name for name in (weights, FACES) if house.missing(name))
    if lacking:
        told = f"its weights ({', '.join(lacking)}) are not here"
        return EngineStatus(False, told, pull_command(" ".join(lacking)), lacking, True)
    return EngineStatus(True)
