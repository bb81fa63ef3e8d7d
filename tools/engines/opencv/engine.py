"""The OpenCV engine: what can be made of pictures and videos without learnt weights."""

from studio.settings import Settings
from tools.engines.media.confined import ConfinedEngine
from tools.engines.opencv import filters
from tools.engines.opencv.composite import composite
from tools.engines.opencv.exaggerate_motion import exaggerate_motion
from tools.engines.opencv.interpolate import interpolate
from tools.engines.opencv.looks.stylize import stylize
from tools.engines.opencv.separate import separate
from tools.engines.opencv.slow_motion import slow_motion
from tools.engines.opencv.within import change_within, weigh_mask
from tools.engines.registry import engine
from tools.engines.version import digest_of


@engine
def opencv_engine(settings: Settings) -> ConfinedEngine:
    """The engine of this studio."""
    return ConfinedEngine(
        "opencv",
        digest_of(__name__, packages=("opencv-contrib-python-headless", "numpy", "imageio-ffmpeg")),
        "OpenCV, without learnt weights: frames in between, larger pictures, holes filled",
        [
            interpolate,
            slow_motion,
            filters.upscale,
            filters.fill,
            composite,
            separate,
            weigh_mask,
            change_within,
            exaggerate_motion,
            stylize,
        ],
    )
