"""describe: what a picture or a video shows, in words."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import kind_of
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.seeing.requests import MOST_PICTURES, Describe
from tools.engines.vision.requests import PickFrames

_ASKED = "What is to be seen: who, where, doing what, in which light and style? Three sentences."


class Described(TypedDict):
    text: str
    model: str
    times: list[float]


@tool("picture", engines=("seeing",), uses=("vision",))
async def describe(
    ctx: ToolContext,
    shown: Annotated[str, Field(pattern=r"^(image|video):[0-9a-f]{16}$")],
    question: Annotated[str, Field(max_length=600)] = "",
) -> Described:
    """Tell in words what a picture or a video shows, or answer a question about it.

    A model that sees looks at it (the endpoint's, as Qwen2.5-VL; docs/endpoint.md), at a video in
    four frames that differ, at the `times` in seconds. What it says may be wrong: nothing is
    approved by it. `model` is its name.

        seen = await describe(footage, "Who speaks, and what are they holding?")
    """
    times: list[float] = []
    pictures, about = [ctx.path(shown)], "This is a picture."
    if kind_of(shown) == "video":
        folder = ctx.folder / "frames"
        folder.mkdir()
        request = PickFrames(path=ctx.path(shown), count=MOST_PICTURES, out=folder)
        frames = (await ctx.other("vision").run(request))["frames"]
        times = [frame["at"] for frame in frames]
        pictures = [folder / frame["file"] for frame in frames]
        told = ", ".join(f"{time:.1f}" for time in times)
        about = f"These are frames of a video, at {told} s."
    made = await ctx.engine.run(
        Describe(pictures=pictures, question=question.strip() or _ASKED, about=about)
    )
    return {"text": made["text"], "model": made["model"], "times": times}
