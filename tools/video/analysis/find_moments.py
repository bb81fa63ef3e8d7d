"""find_moments: where it is worth an effect."""

from typing_extensions import TypedDict

from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene
from tools.engines.vision.requests import FindMoments


class Moment(TypedDict):
    """`at`, `start` and `end` in seconds of the video, `x` and `y` from 0 to 1 of the frame; `size`
    of a face as the share of the frame's height or width that it takes, the larger one."""

    at: float
    start: float
    end: float
    x: float
    y: float
    size: float
    reason: str


class Moments(TypedDict):
    peak: Moment
    motion: Moment
    loud: Moment | None
    face: Moment | None
    moves: float
    duration: float


@tool("video", engines=("vision",))
async def find_moments(ctx: ToolContext, video: Scene) -> Moments:
    """Find the moments of a video that are worth an effect: slow motion, a zoom, a hold.

    `motion`: where most moves (the camera's own moves do not count). `loud`: where it is loudest;
    None without sound. `face`: where the largest face is farthest from its usual expression; None
    where no face is found. `peak`: the most striking of all, by the three together; its `reason`
    says which. A moment lasts about a second from `start` to `end`, with its top `at`, and never
    crosses a cut. `x` and `y` are the centre of the face there, `size` how much of the frame it
    takes (a zoom beyond 0.85 / size cuts it); without a face, and of a moment of motion beside the
    one that is seen, the centre of what moves, and 0. `moves` is how much does where much does, in
    levels of 255 over the picture: under 0.1 nothing moves but the camera.

        moments = await find_moments(scene)
        peak = moments["peak"]
        slow = await retime_video(
            scene, [{"start": peak["start"], "end": peak["end"], "speed": 0.25}], ease=0.1
        )
    """
    return await ctx.engine.run(FindMoments(path=ctx.path(video)))
