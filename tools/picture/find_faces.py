"""find_faces: the faces of a picture, how they are turned and what they show."""

from typing_extensions import TypedDict

from studio.nouns.artifact import Image
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.vision.faces.requests import FindFaces, FoundFace


class FacesOfPicture(TypedDict):
    faces: list[FoundFace]


@tool("picture", engines=("vision",))
async def find_faces(ctx: ToolContext, image: Image, mesh: bool = False) -> FacesOfPicture:
    """Find the faces in a picture, drawn or filmed, largest first; none is an empty list.

    Of each: its `box` [x0, y0, x1, y1] in pixels, how the head is turned in degrees (`yaw` to the
    picture's right, `pitch` up, `roll` clockwise), how far the lips are `open`, the `width` of the
    mouth, the `lift` of its corners and the `brows` in eye distances, how open the `eyes` are
    (brows and eyes: the picture's left one first), where they look (`gaze` to the right and up, 1
    in a corner of the eye), and an `expression` where one of our characters
    shows it clearly. How sure the detector and the mesh are: `score` and `presence`, 0 to 1. With
    `mesh` also all `points` of the face, [x, y, z] in pixels: 468, and 5 for each iris.

        faces = (await find_faces(photo))["faces"]
        who = await segment_video(scene, box=faces[0]["box"]) if faces else None
    """
    found = await ctx.engine.run(FindFaces(path=ctx.path(image), mesh=mesh))
    return {"faces": found["faces"]}
