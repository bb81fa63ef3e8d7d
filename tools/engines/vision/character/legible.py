"""From which size on a face can be read for what: pixels from brow to chin.

Measured on renders of the five characters that were made smaller step by step (docs/critic.md):
below these, what is read of a genuine character is no longer right, so nothing is said.
"""

from tools.engines.vision.character.colours.regions import face_frame
from tools.engines.vision.face import Face

COLOURS = 36.0  # whose colours they are
SHAPE = 28.0  # how the hair falls, and what is worn
EXPRESSION = 36.0


def height_of(face: Face) -> float:
    """Pixels from brow to chin."""
    return face_frame(face).unit
