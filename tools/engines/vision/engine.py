"""The vision engine: everything that is measured of pictures and of moving pictures."""

from collections.abc import Callable
from functools import partial, update_wrapper
from pathlib import Path
from typing import Any

from studio.settings import Settings
from studio.weights.storage import pull_command, warehouse
from tools.engines.base import EngineStatus, Handler
from tools.engines.media.confined import ConfinedEngine
from tools.engines.registry import engine
from tools.engines.version import digest_of
from tools.engines.vision.caricature.exaggerate import exaggerate
from tools.engines.vision.character.colours import appearance
from tools.engines.vision.character.compare import compare
from tools.engines.vision.character.finding import find_character
from tools.engines.vision.character.head import expression, shape
from tools.engines.vision.faces.find import faces_in_picture, faces_in_video
from tools.engines.vision.footage.alignment.compare import compare_footage
from tools.engines.vision.footage.cropping import crop_to_shape
from tools.engines.vision.footage.cut import measure_cut
from tools.engines.vision.footage.effects.alpha import measure_alpha
from tools.engines.vision.footage.effects.measure import measure_effects
from tools.engines.vision.footage.measure import check_sync, measure_footage
from tools.engines.vision.footage.moments import find_moments
from tools.engines.vision.footage.picking import pick_frames
from tools.engines.vision.footage.repaint import carry_painting, split_frames
from tools.engines.vision.hands.find import hands_in_picture
from tools.engines.vision.lips.moved import compare_lips
from tools.engines.vision.lips.speak import lip_sync_video
from tools.engines.vision.masks.segment import segment_video
from tools.engines.vision.picture.cutting import cut_figure
from tools.engines.vision.picture.measure import measure_picture
from tools.engines.vision.picture.outlines import draw_edges
from tools.engines.vision.picture.posing import detect_pose
from tools.engines.vision.picture.scene import compare_to_scene
from tools.engines.vision.shots import searching
from tools.engines.vision.shots.describing import describe_shots
from tools.engines.vision.shots.motion import measure_motion
from tools.engines.vision.shots.scenes import detect_scenes

WEIGHTS = "mediapipe"  # of configs/weights.yaml


@engine
def vision_engine(settings: Settings) -> ConfinedEngine:
    """Sees with the networks of MediaPipe (faces, bodies, hands) on LiteRT, and with OpenCV."""
    house = warehouse(settings)
    place: Path = house.folder_of(WEIGHTS)

    def status() -> EngineStatus:
        absent = house.missing(WEIGHTS)
        if absent:
            return EngineStatus(
                False,
                f"{len(absent)} vision models are missing from {place}",
                pull_command(WEIGHTS),
                (WEIGHTS,),
            )
        return EngineStatus(True)

    def with_models(measure: Callable[..., Any]) -> Handler:
        return update_wrapper(partial(measure, models=place), measure)

    plain = (
        detect_scenes,
        measure_motion,
        measure_cut,
        measure_effects,
        pick_frames,
        draw_edges,
        split_frames,
        carry_painting,
    )
    seeing = (
        measure_picture,
        measure_alpha,
        detect_pose,
        cut_figure,
        measure_footage,
        find_moments,
        compare_footage,
        exaggerate,
        crop_to_shape,
        compare,
        compare_to_scene,
        segment_video,
        lip_sync_video,
        check_sync,
        compare_lips,
        describe_shots,
        find_character,
        faces_in_picture,
        faces_in_video,
        hands_in_picture,
    )
    return ConfinedEngine(
        "vision",
        digest_of(
            __name__,
            packages=(
                "ai-edge-litert",
                "opencv-python-headless",
                "numpy",
                "scikit-image",
                "scenedetect-headless",
            ),
            files=[searching.WORDS, appearance.TABLE, expression.TABLE, shape.TABLE],
            weights=[WEIGHTS],
        ),
        "faces, bodies, hands, colours, exposure, sharpness, motion (MediaPipe's networks)",
        [*plain, *map(with_models, seeing)],
        status,
    )
