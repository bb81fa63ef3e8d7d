"""detect_pose: the body in any picture, as joints and as a skeleton that steers a painting."""

from typing_extensions import TypedDict

from studio.nouns.artifact import Image
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.media.probe import probe
from tools.engines.vision.requests import DetectPose


class DetectedPose(TypedDict):
    image: Image
    joints: dict[str, list[float]]
    landmarks: dict[str, list[float]]
    agreement: float


@tool("picture", engines=("vision",))
async def detect_pose(ctx: ToolContext, image: Image) -> DetectedPose:
    """Find the body in a picture: of one who is shown, the largest.

    `joints` are [x, y, how surely it is seen 0 to 1] in pixels by their COCO names (l_wrist, r_hip,
    neck ...); `landmarks` are the same of all 33 points that the network knows, eyes, mouth, hands
    and feet among them (left_eye_inner, right_thumb, left_heel, right_foot_index ...). `agreement`
    from 0 to 1 says how closely several looks place them. The result's `image` is the skeleton on
    black, in the picture's size, as an openpose control wants it. find_hands() finds each finger.

        pose = await detect_pose(reference)
        painted = await generate_image("a boy running, 3D animation",
                                       controls=[{"kind": "openpose", "image": pose["image"]}])
    """
    out = ctx.folder / "pose.png"
    found = await ctx.engine.run(DetectPose(path=ctx.path(image), out=out))
    kept = Image(ctx.keep(out, "image", probe(out), inputs=[image]))
    return {
        "image": kept,
        "joints": found["joints"],
        "landmarks": found["landmarks"],
        "agreement": found["agreement"],
    }
