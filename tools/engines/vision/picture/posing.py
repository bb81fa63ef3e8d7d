"""The pose in any picture, as a skeleton that steers a ControlNet."""

from pathlib import Path

from studio.errors import ToolError
from tools.engines import skeleton
from tools.engines.base import Progress
from tools.engines.vision.body import find_body
from tools.engines.vision.requests import DetectPose, FoundPose
from tools.engines.vision.subject import look, read_picture

_SEEN = 0.5  # from which a joint is drawn


def detect_pose(request: DetectPose, progress: Progress, models: Path) -> FoundPose:
    """Find the body and draw it. ToolError where there is none."""
    rgb, alpha = read_picture(request.path)
    progress(0.2, "looking")
    view = look(rgb, models, alpha)
    body = find_body(rgb, models, view.face, view.mask)
    if body is None:
        raise ToolError("no body was found in the picture.", "Give one that shows most of a body.")
    height, width = rgb.shape[:2]
    drawn = {name: [x, y, float(seen > _SEEN)] for name, (x, y, seen) in body.joints.items()}
    skeleton.draw([drawn], width, height).save(request.out)
    joints, landmarks = (
        {name: [round(one, 2) for one in place] for name, place in places.items()}
        for places in (body.joints, body.landmarks)
    )
    return {"joints": joints, "landmarks": landmarks, "agreement": round(body.agreement, 3)}
