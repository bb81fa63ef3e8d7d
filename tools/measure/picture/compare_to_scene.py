"""compare_to_scene: does a painting keep to the scene that steered it?"""

from typing_extensions import TypedDict

from studio.nouns.artifact import Image
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.vision.requests import CompareToScene


class SceneComparison(TypedDict):
    overlap: float
    overlap_of_scene: float
    pose_error: float | None
    palette_difference: float
    depth_order: float | None


@tool("measure", engines=("vision",))
async def compare_to_scene(
    ctx: ToolContext,
    image: Image,
    scene: Image,
    mask: Image,
    depth: Image | None = None,
    estimated: Image | None = None,
) -> SceneComparison:
    """Compare a painting with the rendered scene that steered it: its picture, its mask, its depth.

    `overlap`: intersection over union, 0 to 1, of the figure that is found in the painting and the
    scene's mask; `overlap_of_scene`: the same of the render, the most that can be hoped for.
    `pose_error`: mean distance of the joints in heights of the figure; None where too few are seen.
    `palette_difference`: of the figures' main colours, in CIEDE2000. `depth_order`: share of pairs
    of points that lie in the same order of depth, 0.5 is chance; it takes the scene's `depth` and
    one `estimated` of the painting (estimate_depth), else it is None.

        scene = await render_character([{"character": "Luca"}], passes=["mask", "openpose"])
        painted = await generate_image("a boy, 3D animation", controls=[
            {"kind": "openpose", "image": scene["passes"]["openpose"]}])
        kept = await compare_to_scene(painted["image"], scene["image"], scene["passes"]["mask"])
    """
    return await ctx.engine.run(
        CompareToScene(
            path=ctx.path(image),
            scene=ctx.path(scene),
            mask=ctx.path(mask),
            depth=ctx.path(depth) if depth else None,
            estimated=ctx.path(estimated) if estimated else None,
        )
    )
