"""The emotion that a face shows, and how brows, eyes and corners of the mouth show it.

The mesh, trained on people, does not follow a cartoon's brows and lids. The classifier of
expressions does (likeness/expression.py), but it only knows cartoons: what it says counts where one
emotion stands clear of the others, as it hardly does on a photograph.
"""

from dataclasses import dataclass

import numpy as np
import scipy

from tools.engines.vision.caricature.track import Track
from tools.engines.vision.character.head.expression import read_expression
from tools.engines.vision.character.head.patches import expression_vector

# Logarithm of the first emotion's odds over the second, at which it counts for nothing, and fully
# (measured: our renders 3 to 8, a photograph 2.2 to 3.2).
_UNSURE, _CERTAIN = 3.2, 5.0
_SLOW = 0.4  # seconds: feelings change more slowly than words

# How a full expression differs from rest: the rise of the right brow's inner and outer end, of the
# left one's, the logarithm of the eyes' size, the lift of the corners of the mouth; eye distances.
# The proportions are those of our characters' controls (blender/character/acting).
_SHOWN = {
    "neutral": (0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    "happy": (0.05, 0.03, 0.05, 0.03, 0.05, 0.02),
    "excited": (0.10, 0.08, 0.10, 0.08, 0.16, 0.02),
    "determined": (-0.10, 0.03, -0.10, 0.03, -0.10, -0.02),
    "sad": (0.10, -0.06, 0.10, -0.06, -0.08, -0.07),
    "scared": (0.14, 0.01, 0.14, 0.01, 0.20, -0.02),
    "angry": (-0.13, 0.05, -0.13, 0.05, -0.10, -0.05),
    "surprised": (0.13, 0.10, 0.13, 0.10, 0.22, 0.0),
    "playful": (-0.02, -0.04, 0.09, 0.07, 0.0, 0.02),
}


@dataclass(frozen=True)
class Feeling:
    """Of each frame: the rise of the `brows` (t, 2 sides, inner and outer), the logarithm of the
    size of the `eyes` (t,), the lift of the `corners` of the mouth (t,), in eye distances; and how
    surely the face is one of the cartoons that the classifier knows, `drawn` (t,), 0 to 1."""

    brows: np.ndarray
    eyes: np.ndarray
    corners: np.ndarray
    drawn: np.ndarray


def odds(rgb: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Logarithms of the beliefs in each emotion, the eyes' and the whole face's taken together."""
    vectors = [expression_vector(rgb, points)]
    readings = [read_expression(vectors, speaking=alone).belief for alone in (False, True)]
    return np.mean([[np.log(max(seen[e], 1e-9)) for e in _SHOWN] for seen in readings], axis=0)


def clear_emotion(known: np.ndarray) -> str | None:
    """The emotion whose odds() stand clear of all others, None where none does."""
    second, first = np.sort(known)[-2:]
    return list(_SHOWN)[int(known.argmax())] if first - second > _CERTAIN else None


def feeling(track: Track, rate: float) -> Feeling:
    """What the face of a track shows in each of its frames; `rate`: frames a second."""
    frames = np.array(track.frames)
    noted = np.array(sorted(track.odds))
    shown, sure = np.zeros((len(frames), 6)), np.zeros(len(frames))
    if len(noted):
        known = np.stack([track.odds[n] for n in noted])
        beliefs = np.stack([np.interp(frames, noted, column) for column in known.T], axis=1)
        beliefs = scipy.ndimage.gaussian_filter1d(beliefs, _SLOW * rate, axis=0, mode="nearest")
        second, first = np.sort(beliefs, axis=1)[:, -2:].T
        sure = np.clip((first - second - _UNSURE) / (_CERTAIN - _UNSURE), 0, 1)
        shown = sure[:, None] * np.array(list(_SHOWN.values()))[beliefs.argmax(1)]
    return Feeling(shown[:, :4].reshape(-1, 2, 2), shown[:, 4], shown[:, 5], sure)
