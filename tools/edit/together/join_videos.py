"""join_videos: videos one after the other."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from studio.nouns.vocabulary import TransitionKind
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, link, told
from tools.engines.ffmpeg.edit.together.requests import JoinVideos

Pixels = Annotated[int, Field(ge=16, le=8192)]


class JoinedScenes(TypedDict):
    """`starts`: when each of the videos begins, in seconds of the new one."""

    video: Video
    duration: float
    starts: list[float]


@tool("edit", engines=("ffmpeg",), unwritten=True)
async def join_videos(
    ctx: ToolContext,
    videos: Annotated[list[Scene], Field(min_length=2, max_length=50)],
    transition: TransitionKind = "cut",
    seconds: Annotated[float, Field(gt=0, le=10)] = 0.5,
    width: Pixels | None = None,
    height: Pixels | None = None,
    fps: Annotated[float, Field(ge=1, le=120)] | None = None,
) -> JoinedScenes:
    """Join videos one after the other, by cuts or by transitions in which their sound crossfades.

    The first gives the new one its size and rate unless others are named; videos of another shape
    are fitted without distortion. A transition other than "cut" takes `seconds`, in which two
    videos overlap: the new one is that much shorter. assemble_film() makes a film with titles,
    music and a timeline.

        scene = await join_videos([one, two, three], transition="dissolve")
    """
    joined, made = await link(
        ctx,
        videos[0],
        lambda source, out: JoinVideos(
            video=source,
            out=out,
            others=[ctx.footage(one) for one in videos[1:]],
            transition=transition,
            overlap=0.0 if transition == "cut" else seconds,
            width=width,
            height=height,
            fps=fps,
        ),
        also=videos[1:],
    )
    return {"video": joined, **told(made, "duration", "starts")}
