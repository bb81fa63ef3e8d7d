"""The OpenPose picture: a coloured COCO-18 skeleton on black, as pose ControlNets expect it."""

from PIL import Image, ImageDraw

KEYPOINTS = (
    "nose",
    "neck",
    "r_shoulder",
    "r_elbow",
    "r_wrist",
    "l_shoulder",
    "l_elbow",
    "l_wrist",
    "r_hip",
    "r_knee",
    "r_ankle",
    "l_hip",
    "l_knee",
    "l_ankle",
    "r_eye",
    "l_eye",
    "r_ear",
    "l_ear",
)
LIMBS = (
    (1, 2),
    (1, 5),
    (2, 3),
    (3, 4),
    (5, 6),
    (6, 7),
    (1, 8),
    (8, 9),
    (9, 10),
    (1, 11),
    (11, 12),
    (12, 13),
    (1, 0),
    (0, 14),
    (14, 16),
    (0, 15),
    (15, 17),
)
# Hue runs round the wheel in keypoint order: OpenPose's own colours, which the networks learnt.
COLOURS = (
    (255, 0, 0),
    (255, 85, 0),
    (255, 170, 0),
    (255, 255, 0),
    (170, 255, 0),
    (85, 255, 0),
    (0, 255, 0),
    (0, 255, 85),
    (0, 255, 170),
    (0, 255, 255),
    (0, 170, 255),
    (0, 85, 255),
    (0, 0, 255),
    (85, 0, 255),
    (170, 0, 255),
    (255, 0, 255),
    (255, 0, 170),
    (255, 0, 85),
)
LIMB_STRENGTH = 0.6  # limbs are drawn at this share of their colour, joints at full
SUPERSAMPLING = 4

Points = dict[str, list[float]]  # name -> [x, y, visible]


def draw(bodies: list[Points], width: int, height: int) -> Image.Image:
    """The skeletons of `bodies`, each mapping keypoint names to [x, y, visible] in pixels."""
    size = (width * SUPERSAMPLING, height * SUPERSAMPLING)
    picture = Image.new("RGB", size)
    pen = ImageDraw.Draw(picture)
    thick = max(2.0, min(width, height) / 110) * SUPERSAMPLING

    def at(body: Points, k: int) -> tuple[float, float] | None:
        x, y, visible = body[KEYPOINTS[k]]
        return (x * SUPERSAMPLING, y * SUPERSAMPLING) if visible else None

    for body in bodies:
        for (first, second), colour in zip(LIMBS, COLOURS, strict=False):
            start, end = at(body, first), at(body, second)
            if start and end:
                shade = tuple(int(c * LIMB_STRENGTH) for c in colour)
                pen.line((start, end), fill=shade, width=round(thick))
        for k, colour in enumerate(COLOURS):
            point = at(body, k)
            if point:
                r = thick * 0.6
                pen.ellipse((point[0] - r, point[1] - r, point[0] + r, point[1] + r), fill=colour)
    return picture.resize((width, height), Image.Resampling.BOX)
