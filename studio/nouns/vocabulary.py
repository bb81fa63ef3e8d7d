"""The vocabularies of the studio: every word that a brief can end up as.

One definition serves the director's schema, the tools' stubs, the engines and the measurements.
Some are closed; the others hold what the studio and its packs bring (studio/packs).
Standard library only: the engines' own environments import it too.
"""

from typing import Literal, get_args

from studio.nouns.closed import (
    Action,
    Atmosphere,
    CameraAngle,
    CameraMove,
    CaptionPlace,
    EditKind,
    EditPlace,
    Emotion,
    Framing,
    Language,
    Look,
    Mood,
    PassName,
    Pose,
    Quality,
    TimeOfDay,
    TransitionKind,
    View,
    Viseme,
)
from studio.packs.registry import names

SetName = Literal[names("sets")]

# Whose words stand for the items of a registry, by its kind.
OPEN = {"sets": (SetName,)}

__all__ = [
    "OPEN",
    "Action",
    "Atmosphere",
    "CameraAngle",
    "CameraMove",
    "CaptionPlace",
    "EditKind",
    "EditPlace",
    "Emotion",
    "Framing",
    "Language",
    "Look",
    "Mood",
    "PassName",
    "Pose",
    "Quality",
    "SetName",
    "TimeOfDay",
    "TransitionKind",
    "View",
    "Viseme",
    "words",
]


def words(vocabulary: object) -> tuple[str, ...]:
    """The members of one of the vocabularies above, in order."""
    return get_args(vocabulary)
