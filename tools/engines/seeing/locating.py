"""Where something is in a picture, in the way that Qwen2.5-VL says it: boxes in JSON, in the pixels
of the picture that it was sent."""

import json
import re

_NUMBER = r"\s*-?\d+(?:\.\d+)?\s*"
_BOX = re.compile(rf"\[({_NUMBER}(?:,{_NUMBER}){{3}})\]")
_OVER = 1.05  # sides of the picture by which a box may be beyond it


def asked_where(what: str) -> str:
    """The question."""
    return (
        f"Locate {json.dumps(what, ensure_ascii=False)} in the picture. Output the bounding box in "
        'JSON, in pixels: [{"bbox_2d": [x0, y0, x1, y1], "label": "what it is"}]. Where it is not '
        "in the picture, output []."
    )


def boxes_of(said: str, sent: tuple[int, int], size: tuple[int, int]) -> list[list[float]]:
    """The boxes [x0, y0, x1, y1] that an answer names, the largest first, in the pixels of a
    picture of `size`, of which one of the size `sent` was shown (width, height). What lies outside,
    or holds nothing, is none."""
    found = []
    for numbers in _BOX.findall(said):
        x0, y0, x1, y1 = (float(one) for one in numbers.split(","))
        if min(x0, y0) < 0 or x1 > _OVER * sent[0] or y1 > _OVER * sent[1]:
            continue
        across, down = size[0] / sent[0], size[1] / sent[1]
        box = [x0 * across, y0 * down, min(x1 * across, size[0]), min(y1 * down, size[1])]
        if box[2] - box[0] >= 1 and box[3] - box[1] >= 1:
            found.append([round(side, 1) for side in box])
    return sorted(found, key=lambda box: (box[0] - box[2]) * (box[3] - box[1]))
