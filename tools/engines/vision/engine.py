"""The vision engine: everything that is measured of pictures and of moving pictures."""

from pathlib import Path

from studio.settings import Settings
from tools.engines.base import EngineStatus, InProcessEngine, Progress
from tools.engines.registry import engine
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
from tools.engines.vision.requests import (
    CompareFootage,
    CompareToSheet,
    Exaggerate,
    ExaggeratedVideo,
    FindMoments,
    FindShots,
    Found,
    MeasureFootage,
    MeasurePicture,
)


@engine
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

    def picture(request: MeasurePicture, progress: Progress) -> Found:
        return measure_picture(vars(request), place, progress)

    def footage(request: MeasureFootage, progress: Progress) -> Found:
        return measure_footage(vars(request), place, progress)

    def moments(request: FindMoments, progress: Progress) -> Found:
        return find_moments(vars(request), place, progress)

    def cut(request: FindShots, progress: Progress) -> Found:
        return measure_cut(vars(request), progress)

    def source(request: CompareFootage, progress: Progress) -> Found:
        return compare_footage(vars(request), place, progress)

    def faces(request: Exaggerate, progress: Progress) -> ExaggeratedVideo:
        return exaggerate(vars(request), place, progress)

    def likeness(request: CompareToSheet, progress: Progress) -> Found:
        return compare(vars(request), place, progress)

    return InProcessEngine(
        "vision",
        digest_of(
            __name__,
            packages=("ai-edge-litert", "opencv-python-headless", "numpy", "scikit-image"),
            files=[appearance.TABLE, expression.TABLE, shape.TABLE],
        ),
        "faces, bodies, colours, exposure, sharpness, motion and lip sync (MediaPipe's networks)",
        [picture, footage, moments, cut, source, faces, likeness],
        status,
    )
