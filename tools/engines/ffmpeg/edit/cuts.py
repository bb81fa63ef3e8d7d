"""Where one shot of a video ends and the next one begins, by PySceneDetect's adaptive detector."""

from itertools import pairwise
from pathlib import Path

from studio.errors import EngineError
from studio.media.opener import open_medium
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import read
from tools.engines.ffmpeg.requests import DetectCuts, FoundShots

LOOKED_AT = 256  # pixels of the longer side; cuts are seen in small pictures


def detect_cuts(request: DetectCuts, progress: Progress) -> FoundShots:
    """The shots of a video, told apart by hard cuts.

    A cut is a frame whose change of hue, saturation and brightness against the one before stands
    out among its neighbours' (so that a fast pan is none), and is large.

    Returns {"shots": [{"start", "end" s}]}, one after the other from 0 to the video's end.
    """
    try:
        from scenedetect import AdaptiveDetector, FrameTimecode
    except ImportError as error:
        raise EngineError(
            f"PySceneDetect is not installed: {error}.", "Run `make setup` again."
        ) from error
    footage = read(Path(request.video))
    scale = min(1.0, LOOKED_AT / max(footage.width, footage.height))
    size = {
        "width": max(2, round(footage.width * scale)),
        "height": max(2, round(footage.height * scale)),
    }
    detector = AdaptiveDetector(
        adaptive_threshold=request.threshold,
        min_scene_len=max(1, round(request.shortest * footage.rate)),
    )
    cuts: list[int] = []
    with open_medium(footage.path) as medium:
        number = 0
        for frame in medium.pictures():
            number = round(((frame.time or 0.0) - medium.origin) * float(footage.rate))
            picture = frame.to_ndarray(format="bgr24", **size)
            found = detector.process_frame(FrameTimecode(number, footage.rate), picture)
            cuts += [cut.frame_num for cut in found]
            progress(min(1.0, number / footage.frames), "looking for cuts")
        cuts += [
            cut.frame_num for cut in detector.post_process(FrameTimecode(number, footage.rate))
        ]
    edges = [0, *sorted({cut for cut in cuts if 0 < cut < footage.frames}), footage.frames]
    return {
        "shots": [
            {"start": footage.seconds(start), "end": footage.seconds(end)}
            for start, end in pairwise(edges)
        ]
    }
