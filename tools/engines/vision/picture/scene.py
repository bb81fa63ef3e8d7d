"""A painting beside the rendered scene that steered it."""

from pathlib import Path

import cv2
import numpy as np
import skimage

from studio.errors import ToolError
from studio.media.opener import open_picture
from tools.engines.base import Progress
from tools.engines.vision.body import find_body
from tools.engines.vision.picture.cutting import figure_in
from tools.engines.vision.picture.palette import palette
from tools.engines.vision.requests import CompareToScene, Found
from tools.engines.vision.subject import look, read_picture

_COLOURS = 6
_SEEN = 0.5  # from which a joint counts
_FEWEST = 4  # joints that both must show
_PAIRS = 4000  # pairs of pixels whose order in depth is compared
_APART = 0.04  # of the whole range of inverse depth, from which one is told to be nearer


def compare_to_scene(request: CompareToScene, progress: Progress, models: Path) -> Found:
    """See SceneComparison of the tool compare_to_scene. ToolError where the sizes differ."""
    painted, _ = read_picture(Path(request.path))
    scene, _ = read_picture(Path(request.scene))
    mask = _grey(request.mask) > 0.5
    if painted.shape != scene.shape or mask.shape != scene.shape[:2]:
        raise ToolError(
            "the picture, the scene and the mask are not of one size.",
            "Give passes of the size that was painted.",
        )
    progress(0.1, "finding the figures")
    overlaps = [_overlap(figure_in(one, models) > 0.5, mask) for one in (painted, scene)]
    progress(0.5, "finding the bodies")
    depths = request.depth and request.estimated
    order = _order(_grey(request.depth), _grey(request.estimated)) if depths else None
    return {
        "overlap": round(overlaps[0], 4),
        "overlap_of_scene": round(overlaps[1], 4),
        "pose_error": _pose_error(painted, scene, mask, models),
        "palette_difference": round(_recoloured(painted[mask], scene[mask]), 2),
        "depth_order": order,
    }


def _overlap(found: np.ndarray, mask: np.ndarray) -> float:
    """Intersection over union."""
    either = (found | mask).sum()
    return float((found & mask).sum() / either) if either else 0.0


def _pose_error(
    painted: np.ndarray, scene: np.ndarray, mask: np.ndarray, models: Path
) -> float | None:
    """Mean distance of the joints that both show, in heights of the figure; None where too few are
    seen. The same network reads both, so that what it reads wrongly of our figures cancels."""
    bodies = []
    for rgb in (painted, scene):
        body = find_body(rgb, models, look(rgb, models).face, mask)
        if body is None:
            return None
        bodies.append(body.joints)
    first, second = bodies
    both = [name for name in first if min(first[name][2], second[name][2]) > _SEEN]
    rows = np.flatnonzero(mask.any(axis=1))
    if len(both) < _FEWEST or not len(rows):
        return None
    apart = [np.hypot(*np.subtract(first[name][:2], second[name][:2])) for name in both]
    return round(float(np.mean(apart) / (rows[-1] - rows[0] + 1)), 4)


def _recoloured(painted: np.ndarray, scene: np.ndarray) -> float:
    """How far each main colour of the scene is from the nearest one of the painting, mean by its
    share, in CIEDE2000. Pixels (n, 3) uint8."""
    ours, theirs = palette(scene, _COLOURS), palette(painted, _COLOURS)
    if not ours or not theirs:
        return 0.0
    labs = [
        skimage.color.rgb2lab(np.array([colour for colour, _ in one]) / 255)
        for one in (ours, theirs)
    ]
    nearest = skimage.color.deltaE_ciede2000(labs[0][:, None], labs[1][None]).min(axis=1)
    return float(nearest @ [share for _, share in ours])


def _order(depth: np.ndarray, estimated: np.ndarray) -> float | None:
    """Share of the pairs of pixels, of which the scene has one clearly nearer, that the estimate
    orders alike: 0.5 is chance. Both (h, w), near is bright; None for a scene without depth. After
    W. Chen et al., "Single-Image Depth Perception in the Wild", 2016."""
    chance = np.random.default_rng(0)
    pairs = chance.integers(0, depth.size, (2, _PAIRS))
    other = cv2.resize(estimated, depth.shape[::-1], interpolation=cv2.INTER_LINEAR)
    ours, theirs = (np.subtract(*one.ravel()[pairs]) for one in (depth, other))
    told = np.abs(ours) > _APART
    if not told.any():
        return None
    return round(float((ours[told] * theirs[told] > 0).mean()), 4)


def _grey(path: Path | str) -> np.ndarray:
    """A picture of 8 or 16 bits as brightness (h, w), 0..1. MediaError when it cannot be read."""
    with open_picture(Path(path)) as opened:
        if opened.mode.startswith("I"):
            return np.asarray(opened).astype(np.float32) / 65535
        return np.asarray(opened.convert("L")).astype(np.float32) / 255
