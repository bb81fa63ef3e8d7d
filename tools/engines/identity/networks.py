"""The networks that tell whose face it is: their weights, and what engines of them do."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, update_wrapper
from pathlib import Path
from typing import Any

from studio.settings import Settings
from studio.weights.storage import pull_command, warehouse
from tools.engines.base import EngineStatus, Handler, Progress
from tools.engines.identity.requests import CompareFaces, Likenesses
from tools.engines.process import refused
from tools.engines.version import digest_of

ARCFACE, SFACE, FACES = "arcface", "sface", "mediapipe"  # of configs/weights.yaml
_FILES = {
    ARCFACE: "glintr100.onnx",
    SFACE: "models/face_recognition_sface/face_recognition_sface_2021dec.onnx",
}
_PIXELS = {ARCFACE: (127.5, 127.5), SFACE: (0.0, 1.0)}  # the middle and the scale


@dataclass(frozen=True)
class FaceNetwork:
    """A network that reads faces of 112 pixels: its `file`, and that it is given each pixel, of 0
    to 255, as (pixel - `middle`) / `scale`."""

    file: Path
    middle: float
    scale: float


def network_of(settings: Settings, weights: str) -> FaceNetwork:
    """The network of these weights."""
    file = warehouse(settings).folder_of(weights) / _FILES[weights]
    return FaceNetwork(file, *_PIXELS[weights])


def faces_of(settings: Settings) -> Path:
    """Where the networks lie that find faces."""
    return warehouse(settings).folder_of(FACES)


def comparing(settings: Settings, weights: str) -> Handler:
    """The handler of CompareFaces by the network of these weights."""
    return with_networks(_compare, settings, weights)


def with_networks(handler: Callable[..., Any], settings: Settings, weights: str) -> Handler:
    """A handler that is given the `network` of these weights, and where those lie that find
    `faces`."""
    given = partial(handler, network=network_of(settings, weights), faces=faces_of(settings))
    return update_wrapper(given, handler)


def _compare(
    request: CompareFaces, progress: Progress, network: FaceNetwork, faces: Path
) -> Likenesses:
    from tools.engines.identity.compare import compare_faces  # its runtime takes long to load

    return compare_faces(request, network, faces)


def version_of(engine: str, weights: str) -> str:
    """The version of the engine, a module, that runs these weights."""
    packages = ("onnxruntime", "opencv-python-headless", "ai-edge-litert", "numpy")
    return digest_of(engine, packages=packages, weights=[weights, FACES])


def status(settings: Settings, weights: str) -> EngineStatus:
    """Whether an engine of these weights is ready."""
    house = warehouse(settings)
    if told := refused(house, [weights]):
        return told
    lacking = tuple(name for name in (weights, FACES) if house.missing(name))
    if lacking:
        told = f"its weights ({', '.join(lacking)}) are not here"
        return EngineStatus(False, told, pull_command(" ".join(lacking)), lacking, True)
    return EngineStatus(True)
