"""measure_video: motion, flicker, cuts and lip sync of a video."""

from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.vision.requests import MeasureFootage
from tools.measure.provenance import voices_over_music


class VideoMeasures(TypedDict):
    frames: int
    fps: float
    black: float
    frozen: float
    frozen_longest: float
    unique_frames: int
    motion: float
    flicker: float
    cuts: list[float]
    sharpness: float | None
    laplacian: float | None
    luminance: float | None
    subject_luminance: float | None
    face_luminance: float | None
    clipped_white: float | None
    clipped_black: float | None
    contrast: float | None
    sync_readable: bool
    sync_offset: float | None
    sync_correlation: float | None
    sync_confidence: float | None
    sync_evidence: str


@tool("measure", engines=("vision",))
async def measure_video(ctx: ToolContext, video: Video) -> VideoMeasures:
    """Measure a video.

    `black` and `frozen` are fractions of the frames, `frozen_longest` is in seconds, `motion` and
    `flicker` in 8-bit levels, `cuts` in seconds; sharpness and luminances are medians over a few
    frames, as in measure_image(). `sync_offset` in milliseconds is how much later the sound comes
    than the mouth moves, with its correlation and the confidence (0 to 1) that it is that offset
    and no other; None where no mouth moves or nothing sounds, and where the head is thrown about so
    much that lips cannot be read, or hardly a word is said: there `sync_readable` is false. Where
    mix_audio() laid lines over music, the voice is followed without the music.
    """
    return await ctx.engine.run(
        MeasureFootage(path=ctx.path(video), voices=voices_over_music(ctx, video))
    )
