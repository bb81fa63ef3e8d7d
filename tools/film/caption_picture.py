"""caption_picture: words in a picture."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Image
from studio.plan.parts import Caption
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.ffmpeg.requests import LetterPicture
from tools.engines.media.probe import probe


class CaptionedPicture(TypedDict):
    image: Image


@tool("film", engines=("ffmpeg",))
async def caption_picture(
    ctx: ToolContext,
    image: Image,
    captions: Annotated[list[Caption], Field(min_length=1, max_length=6)],
) -> CaptionedPicture:
    """Write captions into a picture, each at its place: top, middle or bottom.

    Their times mean nothing here.

        card = await caption_picture(still["image"], [{"text": "We won!", "where": "top"}])
    """
    out = ctx.folder / "captioned.png"
    await ctx.engine.run(
        LetterPicture(
            path=ctx.path(image),
            texts=[{"text": caption.text, "at": caption.where} for caption in captions],
            out=out,
        )
    )
    notes = ctx.artifact(image).notes  # who is where has not changed
    return {"image": Image(ctx.keep(out, "image", probe(out), inputs=[image], notes=notes))}
