"""The vocabularies that the studio's own code closes: a pack adds nothing to them.

Standard library only: the engines' own environments import it too.
"""

from typing import Literal

TimeOfDay = Literal["morning", "day", "sunset", "night"]
Framing = Literal["close_up", "medium", "full", "wide"]
CameraAngle = Literal["eye_level", "low", "high"]
View = Literal["front", "three_quarter", "profile", "back"]
CameraMove = Literal["static", "push_in", "pull_out", "pan_left", "pan_right", "orbit", "handheld"]
Quality = Literal["draft", "final"]
PassName = Literal["depth", "normal", "edge", "mask", "openpose"]
Mood = Literal["cheerful", "tense", "sad", "dreamy", "epic", "comic"]
Atmosphere = Literal["sea", "meadow", "night", "room", "street", "wind", "rain"]
SoundEffect = Literal[
    "whoosh",
    "boing",
    "impact",
    "riser",
    "sting",
    "record_scratch",
    "footsteps",
    "pop",
    "ding",
    "drum_roll",
    "slide_up",
    "slide_down",
    "splash",
]
TransitionKind = Literal["cut", "dissolve", "wipe", "fade_through_black"]
CaptionPlace = Literal["top", "middle", "bottom"]
EditKind = Literal[
    "cut_out",
    "trim",
    "stabilize",
    "denoise",
    "background",
    "crop",
    "exaggerate",
    "exaggerate_motion",
    "grade",
    "brightness",
    "contrast",
    "saturation",
    "stylize",
    "zoom",
    "shake",
    "volume",
    "speed",
    "freeze",
    "dub",
    "lip_sync",
    "sound_effect",
    "reverse",
    "loop",
    "mute",
    "split_screen",
    "picture_in_picture",
    "fade",
]  # in the order in which they are made: what keeps the footage's times comes before what does not
DrawnLook = Literal["ink", "watercolour", "halftone", "clay"]
Side = Literal[
    "left",
    "right",
    "top",
    "bottom",
    "middle",
    "top_left",
    "top_right",
    "bottom_left",
    "bottom_right",
]
ExportPurpose = Literal["web", "square", "vertical", "master", "gif", "stills", "sheet"]
EditPlace = Literal["all", "peak", "beginning", "end", "time", "scene"]
Delivery = Literal["spoken", "whispered", "shouted"]
Language = Literal["en", "it", "es", "fr", "de"]

# The 15 visemes of the Oculus/Meta lip-sync set.
Viseme = Literal[
    "sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou"
]
