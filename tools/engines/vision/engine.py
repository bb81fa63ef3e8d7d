"""The vision engine: everything that is measured of pictures and of moving pictures."""

from pathlib import Path

from studio.settings import Settings
from tools.engines.base import EngineStatus, InProcessEngine
from tools.engines.version import digest_of
from tools.engines.vision import install
from tools.engines.vision.caricature.exaggerate import exaggerate
from tools.engines.vision.character import appearance, expression, shape
from tools.engines.vision.character.compare import compare
from tools.engines.vision.footage.alignment.compare import compare_footage
from tools.engines.vision.footage.cut import measure_cut
from tools.engines.vision.footage.measure import measure_footage
from tools.engines.vision.footage.moments import find_moments
from tools.engines.vision.picture.measure import measure_picture


def vision_engine(settings: Settings) -> InProcessEngine:
    """Sees with the networks of MediaPipe (face, body, figure) on LiteRT, and with OpenCV."""
    models = settings.paths.models

    def status() -> EngineStatus:
        absent = install.missing(models)
        if absent:
            return EngineStatus(
                False,
                f"{len(absent)} vision models are missing from {install.folder(models)}",
                "python -m tools.engines.vision.install",
            )
        return EngineStatus(True)

    place: Path = install.folder(models)
    return InProcessEngine(
        "vision",
        digest_of(
            __name__,
            packages=("ai-edge-litert", "opencv-python-headless", "numpy", "scikit-image"),
            files=[appearance.TABLE, expression.TABLE, shape.TABLE],
        ),
        "faces, bodies, colours, exposure, sharpness, motion and lip sync (MediaPipe's networks)",
        {
            "picture": lambda params, progress: measure_picture(params, place, progress),
            "footage": lambda params, progress: measure_footage(params, place, progress),
            "moments": lambda params, progress: find_moments(params, place, progress),
            "cut": measure_cut,
            "source": lambda params, progress: compare_footage(params, place, progress),
            "exaggerate": lambda params, progress: exaggerate(params, place, progress),
            "likeness": lambda params, progress: compare(params, place, progress),
        },
        status,
    )
