"""The vocabularies of the studio: every word that a brief can end up as.

One definition serves the director's schema, the tools' stubs, the engines and the measurements.
Some are closed; the others hold what the studio and its packs bring (studio/packs).
Standard library only: the engines' own environments import it too.
"""

from typing import TYPE_CHECKING, Literal, get_args

from studio.nouns.closed import (
    Atmosphere,
    CameraAngle,
    CameraMove,
    CaptionPlace,
    Delivery,
    DrawnLook,
    EditKind,
    EditPlace,
    ExportPurpose,
    Framing,
    Language,
    Mood,
    PassName,
    Quality,
    Side,
    SoundEffect,
    TimeOfDay,
    TransitionKind,
    View,
    Viseme,
)
from studio.packs.registry import names, registry

if TYPE_CHECKING:  # which words they hold is known when the packs are found
    SetName = str
    Emotion = str
    Action = str
    Pose = str
    Look = str
    CriterionName = str
else:
    SetName = Literal[names("sets")]
    Emotion = Literal[names("expressions")]
    Action = Literal[names("actions")]
    # The actions that a still can show.
    Pose = Literal[tuple(n for n, item in registry("actions").items() if not item.facts["still"])]
    Look = Literal[names("looks")]
    CriterionName = Literal[names("criteria")]

# Whose words stand for the items of a registry, by its kind.
OPEN = {
    "sets": (SetName,),
    "expressions": (Emotion,),
    "actions": (Action, Pose),
    "looks": (Look,),
}

__all__ = [
    "OPEN",
    "Action",
    "Atmosphere",
    "CameraAngle",
    "CameraMove",
    "CaptionPlace",
    "CriterionName",
    "Delivery",
    "DrawnLook",
    "EditKind",
    "EditPlace",
    "Emotion",
    "ExportPurpose",
    "Framing",
    "Language",
    "Look",
    "Mood",
    "PassName",
    "Pose",
    "Quality",
    "SetName",
    "Side",
    "SoundEffect",
    "TimeOfDay",
    "TransitionKind",
    "View",
    "Viseme",
    "words",
]


def words(vocabulary: object) -> tuple[str, ...]:
    """The members of one of the vocabularies above, in order."""
    return get_args(vocabulary)
