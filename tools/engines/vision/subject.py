"""The subject of a picture: which pixels are character and which are background."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from studio.media.opener import in_eight_bits, open_picture
from tools.engines.vision.face import Face, find_faces
from tools.engines.vision.model import load

_OPAQUE = 0.5


@dataclass(frozen=True)
class View:
    """A picture as the measurements see it. `rgb` (h, w, 3) uint8 sRGB; `alpha` (h, w) float 0..1
    or None for an opaque picture; `mask` (h, w) bool, true on the subject; `faces` largest first;
    `mask_source` says what the mask rests on; `models`: where the networks lie that it is seen by.
    """

    rgb: np.ndarray
    alpha: np.ndarray | None
    mask: np.ndarray
    mask_source: str
    faces: list[Face]
    models: Path

    @property
    def figure(self) -> float:
        """Share of the picture that figures take up; 0 where none could be told from the rest."""
        return 0.0 if self.mask_source == "whole frame" else float(self.mask.mean())

    @property
    def face(self) -> Face | None:
        """The largest face with a reliable mesh."""
        return next((face for face in self.faces if face.meshed), None)


def read_picture(path: Path) -> tuple[np.ndarray, np.ndarray | None]:
    """RGB uint8 (h, w, 3) over mid-grey, and alpha (h, w) 0..1 or None where all is opaque.
    MediaError when it cannot be read."""
    with open_picture(path) as image:
        rgba = np.asarray(in_eight_bits(image).convert("RGBA"))
    alpha = rgba[..., 3].astype(np.float32) / 255
    if alpha.min() > 0.999:
        return np.ascontiguousarray(rgba[..., :3]), None
    grey = 128 * (1 - alpha[..., None])
    return (rgba[..., :3] * alpha[..., None] + grey).round().astype(np.uint8), alpha


def look(rgb: np.ndarray, models: Path, alpha: np.ndarray | None = None) -> View:
    """Find the faces and the subject's pixels."""
    faces = find_faces(rgb, models, thorough=True)
    if alpha is not None:
        return View(rgb, alpha, alpha > _OPAQUE, "alpha", faces, models)
    mask = segment(rgb, models) > _OPAQUE
    if mask.mean() > 0.01:
        return View(rgb, None, mask, "segmentation", faces, models)
    if faces:
        x0, y0, x1, y1 = faces[0].box.round().astype(int)
        mask[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)] = True
        return View(rgb, None, mask, "face box", faces, models)
    return View(rgb, None, np.ones(rgb.shape[:2], bool), "whole frame", faces, models)


def segment(rgb: np.ndarray, models: Path) -> np.ndarray:
    """Belief (h, w), 0..1, that a pixel belongs to the figure in front."""
    model = load(models / "selfie_segmentation.tflite")
    small = cv2.resize(rgb, (model.size, model.size), interpolation=cv2.INTER_AREA)
    belief = model(small)[0][..., 0]
    return cv2.resize(belief, rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR)
