"""The plan: the one definition of what can be made, from the sentence to the pixels.

A `Film` holds shots; each is a `Picture`, a `VoiceLine`, a `Take` or an `Edit`. Name, type, range,
unit, default and meaning of a parameter stand here once, and everything else is derived from them.
"""

from studio.plan.change import Applied, Change, apply_changes, is_fixed
from studio.plan.film import Asked, Film, LeftOut, OpenQuestion
from studio.plan.parts import (
    Camera,
    Caption,
    Criterion,
    EditStep,
    Finish,
    Line,
    Place,
    Role,
    Shape,
    Size,
    Sound,
    Title,
    Transition,
    Viewpoint,
)
from studio.plan.shots import Edit, Picture, Shot, Take, VoiceLine

__all__ = [
    "Applied",
    "Asked",
    "Camera",
    "Caption",
    "Change",
    "Criterion",
    "Edit",
    "EditStep",
    "Film",
    "Finish",
    "LeftOut",
    "Line",
    "OpenQuestion",
    "Picture",
    "Place",
    "Role",
    "Shape",
    "Shot",
    "Size",
    "Sound",
    "Take",
    "Title",
    "Transition",
    "Viewpoint",
    "VoiceLine",
    "apply_changes",
    "is_fixed",
]
