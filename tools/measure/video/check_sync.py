"""check_sync: whether lips move with the voice."""

from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.vision.lips.requests import CheckSync, LipsAndVoice
from tools.measure.provenance import voices_over_music


@tool("measure", engines=("vision",))
async def check_sync(ctx: ToolContext, video: Video) -> LipsAndVoice:
    """Measure whether the lips in a video move with its voice, and nothing else of it.

    `sync_offset` in milliseconds is how much later the voice comes than the mouth moves, with its
    correlation and the confidence (0 to 1) that it is that offset and no other; None where no mouth
    moves or nothing sounds. Where lips cannot be read `sync_readable` is false; `sync_evidence`
    says why. The same numbers as measure_video()'s.

        sync = await check_sync(dubbed["video"])
    """
    return dict(
        await ctx.engine.run(CheckSync(path=ctx.path(video), voices=voices_over_music(ctx, video)))
    )
