"""A face's embedding: brought to the place that the network was taught, and read by it.

Source: J. Deng et al., "ArcFace: Additive Angular Margin Loss for Deep Face Recognition", 2019; the
places of the five points in its 112 pixels are those of its training. SFace (Y. Zhong et al.,
"SFace: Sigmoid-Constrained Hypersphere Loss for Robust Face Recognition", 2021) has the same, as
OpenCV's FaceRecognizerSF runs it.
"""

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from studio.errors import ToolError
from tools.engines.identity.networks import FaceNetwork
from tools.engines.identity.requests import Identify, Identity
from tools.engines.onnx import session
from tools.engines.vision.face import Face, find_faces
from tools.engines.vision.subject import read_picture

SIDE = 112
PLACES = np.array(
    [
        [38.2946, 51.6963],
        [73.5318, 51.5014],
        [56.0252, 71.7366],
        [41.5493, 92.3655],
        [70.7299, 92.2041],
    ]
)
# Points of the mesh whose mean each is: from the viewer's left the eyes, the nose's tip, the mouth.
_POINTS = ((33, 133), (362, 263), (1,), (61,), (291,))


def identify(request: Identify, network: FaceNetwork, faces: Path) -> Identity:
    """The largest face's embedding and points. ToolError where none is seen."""
    rgb, _ = read_picture(request.path)
    found = [face for face in find_faces(rgb, faces, thorough=True) if face.meshed]
    if not found:
        raise ToolError("no face was found in the picture.", "Give one that shows a face clearly.")
    points, (height, width) = five_points(found[0]), rgb.shape[:2]
    embedding = embedded(rgb, points, network)
    return {
        "embedding": [round(float(one), 6) for one in embedding],
        "points": (points / (width, height)).round(6).tolist(),
        "size": [width, height],
    }


def embedded(rgb: np.ndarray, points: np.ndarray, network: FaceNetwork) -> np.ndarray:
    """The embedding of the face with these five points (5, 2) in an RGB uint8 picture: (512,) of
    ArcFace, (128,) of SFace."""
    given = (aligned(rgb, points).astype(np.float32) - network.middle) / network.scale
    loaded = _loaded(network.file)
    inputs = {loaded.get_inputs()[0].name: given.transpose(2, 0, 1)[None]}
    return np.asarray(loaded.run(None, inputs)[0]).ravel()


def five_points(face: Face) -> np.ndarray:
    """(5, 2) in pixels: eyes, nose, corners of the mouth, from the viewer's left."""
    return np.array([face.points[list(several), :2].mean(0) for several in _POINTS])


def aligned(rgb: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The face turned, scaled and moved so that its points are as near to PLACES as can be."""
    return cv2.warpAffine(rgb, similarity(points, PLACES), (SIDE, SIDE))


def similarity(points: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The (2, 3) matrix of turn, scale and shift that brings points to places with the least
    squares (S. Umeyama, 1991)."""
    middle, aim = points.mean(0), places.mean(0)
    left, right = (points - middle) @ np.array([1, 1j]), (places - aim) @ np.array([1, 1j])
    turn = (np.conj(left) @ right) / (np.conj(left) @ left).real
    matrix = np.array([[turn.real, -turn.imag], [turn.imag, turn.real]])
    return np.column_stack([matrix, aim - matrix @ middle])


@cache
def _loaded(file: Path) -> onnxruntime.InferenceSession:
    return session(file, threads=1)
