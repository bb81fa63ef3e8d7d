"""The identity engine: ArcFace on the faces that MediaPipe finds, in this process."""

from pathlib import Path

from studio.settings import Settings
from studio.weights.storage import pull_command, warehouse
from tools.engines.base import EngineStatus, InProcessEngine, Progress
from tools.engines.identity.requests import CompareFaces, Identify, Identity, Likenesses
from tools.engines.process import refused
from tools.engines.registry import engine
from tools.engines.version import digest_of

WEIGHTS, FACES = "arcface", "mediapipe"  # of configs/weights.yaml
FILE = "glintr100.onnx"


@engine
def identity_engine(settings: Settings) -> InProcessEngine:
    """Tells whose face it is. Its weights are for research alone: it is there for who accepts
    their licence."""
    house = warehouse(settings)

    def status() -> EngineStatus:
        if told := refused(house, [WEIGHTS]):
            return told
        lacking = tuple(name for name in (WEIGHTS, FACES) if house.missing(name))
        if lacking:
            told = f"its weights ({', '.join(lacking)}) are not here"
            return EngineStatus(False, told, pull_command(" ".join(lacking)), lacking, True)
        return EngineStatus(True)

    def handle(request: Identify, progress: Progress) -> Identity:
        from tools.engines.identity.embed import identify  # its runtime takes long to load

        folder: Path = house.folder_of(WEIGHTS)
        return identify(request, folder / FILE, house.folder_of(FACES))

    def compare(request: CompareFaces, progress: Progress) -> Likenesses:
        from tools.engines.identity.compare import compare_faces

        return compare_faces(request, house.folder_of(WEIGHTS) / FILE, house.folder_of(FACES))

    version = digest_of(
        __name__,
        packages=("onnxruntime", "opencv-python-headless", "ai-edge-litert", "numpy"),
        weights=[WEIGHTS, FACES],
    )
    return InProcessEngine(
        "identity", version, "whose face it is (ArcFace)", [handle, compare], status
    )
