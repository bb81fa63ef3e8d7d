"""track_face: the faces of a video, frame by frame."""

import numpy as np
from typing_extensions import TypedDict

from studio.nouns.artifact import Image, Table
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene
from tools.engines.identity.requests import CompareFaces
from tools.engines.vision.faces.requests import FollowedFace, TrackFaces


class FaceOverTime(TypedDict):
    face: Table
    start: float
    end: float
    box: list[float]
    yaw: float
    pitch: float
    moving: float
    expression: str | None
    likeness: float | None


class TrackedFaces(TypedDict):
    faces: list[FaceOverTime]


@tool("video", engines=("vision",), uses=("identity", "sface"))
async def track_face(
    ctx: ToolContext, video: Scene, mesh: bool = False, like: Image | None = None
) -> TrackedFaces:
    """Follow the faces of a video, drawn or filmed, three at once at most.

    Of each: when it is seen (`start` and `end` in seconds), its `box` in the middle of that time,
    the median `yaw` and `pitch` of the head in degrees, how much its mouth moves (`moving`: spread
    of the gap of the lips, in eye distances; a speaker's is over 0.02), and an `expression` where
    one of our characters shows it clearly. The table `face` has `times` and for each of them
    `looks` as of find_faces(); with `mesh` also all `points` of the face, [x, y, z] in pixels: 468,
    and 5 for each iris. With a picture of a person (`like`) `likeness` says how like each face is
    to theirs, 1 for the same picture and about 0 for somebody else, by ArcFace where its licence is
    accepted, else by SFace (docs/gpu.md). Of our own characters find_character() tells more.

        seen = await track_face(scene)
        speaker = max(seen["faces"], key=lambda face: face["moving"])
    """
    identity = ctx.first("identity", "sface") if like else None  # before the work
    found = (await ctx.engine.run(TrackFaces(path=ctx.path(video), mesh=mesh)))["faces"]
    alike: list[float | None] = [None] * len(found)
    if identity and like:
        seen = [
            {"times": one["times"], "boxes": [look["box"] for look in one["looks"]]}
            for one in found
        ]
        request = CompareFaces(path=ctx.path(video), like=ctx.path(like), faces=seen)
        alike = (await identity.run(request))["faces"]
    told = zip(found, alike, strict=True)
    return {"faces": [_told(ctx, video, face, likeness) for face, likeness in told]}


def _told(ctx: ToolContext, video: str, face: FollowedFace, likeness: float | None) -> FaceOverTime:
    looks = face["looks"]
    return {
        "face": Table(ctx.keep_table(dict(face), inputs=[video])),
        "start": face["times"][0],
        "end": face["times"][-1],
        "box": looks[len(looks) // 2]["box"],
        "yaw": round(float(np.median([look["yaw"] for look in looks])), 1),
        "pitch": round(float(np.median([look["pitch"] for look in looks])), 1),
        "moving": round(float(np.std([look["open"] for look in looks])), 4),
        "expression": face["expression"],
        "likeness": likeness,
    }
