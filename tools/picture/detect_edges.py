"""detect_edges: the outlines of any picture, which steer a painting."""

from typing_extensions import TypedDict

from studio.nouns.artifact import Image
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.media.probe import probe
from tools.engines.vision.requests import DrawEdges


class DetectedEdges(TypedDict):
    image: Image
    share: float


@tool("picture", engines=("vision",))
async def detect_edges(ctx: ToolContext, image: Image) -> DetectedEdges:
    """Draw the outlines of a picture, white on black in its size, as an edge control wants them.

    `share` is how much of the picture is lines, 0 to 1.

        edges = await detect_edges(photo)
        painted = await generate_image("a harbour, 3D animation",
                                       controls=[{"kind": "edge", "image": edges["image"]}])
    """
    out = ctx.folder / "edges.png"
    made = await ctx.engine.run(DrawEdges(path=ctx.path(image), out=out))
    return {"image": Image(ctx.keep(out, "image", probe(out), inputs=[image])), **made}
