"""The kinds of items that a pack may bring, and what an item of each says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from studio.nouns.closed import Atmosphere, Framing, Mood, TimeOfDay, View
from studio.packs.facts import LISTED, Fact, Number


@dataclass(frozen=True)
class Kind:
    """`noun` is one of it. Its items lie in the folder `name` of a pack: each a file that ends in
    `suffix`, or, with `file`, a folder that has that file. `code` is the module of it that is
    imported. What is made with an item depends on its code and on the facts in `made_of`; a change
    of any other is none to what was made."""

    name: str
    noun: str
    facts: Mapping[str, Fact]
    suffix: str = ""
    file: str = ""
    code: str = ""
    made_of: tuple[str, ...] = ()


_WORDS = Fact(dict, {})  # {"en": ["n:harbour"], "it": ["porto"]}
_LIGHT = {
    "sun": Fact(Number, 1.0),
    "rig": Fact(Number, 1.0),
    "daylight": Fact(Number, 0.0),
    "spill": Fact(bool, False),
}

SETS = Kind(
    "sets",
    "set",
    {
        "description": Fact(str),  # with its article, as in "the places are a meadow, ..."
        "said": Fact(str, ""),  # what a brief calls it, after "in the"
        "time_of_day": Fact(str, "", get_args(TimeOfDay)),  # at which alone it is itself
        "atmosphere": Fact(str, "room", get_args(Atmosphere)),
        "light": Fact(dict, {}, keys=_LIGHT),
        "words": _WORDS,
        "qualities": _WORDS,  # what is true of it: a brief that says so asks for nothing more
    },
    file="set.toml",
    code="build",
    made_of=("light",),
)
EXPRESSIONS = Kind(
    "expressions",
    "expression",
    {
        "said": Fact(str, ""),
        "mood": Fact(str, "cheerful", get_args(Mood)),  # of the music that goes with it
        "face": Fact(dict, of=Number),  # controls of acting/expressions.py at strength 1
        "voice": Fact(dict, {}, of=Number),  # how it sounds: voice/emotions.toml explains
        "words": _WORDS,
        "speech": _WORDS,  # what somebody does who speaks so: "v:shout"
    },
    suffix=".toml",
    made_of=("face", "voice"),
)
ACTIONS = Kind(
    "actions",
    "action",
    {
        "description": Fact(str),
        "said": Fact(str, ""),
        "can": Fact(str, ""),  # after "characters can": its name where it says nothing
        "key_moment": Fact(Number, 0.0),  # seconds into it at which a still shows it
        "period": Fact(Number, 1.0),  # seconds, of an action that travels
        "stride": Fact(Number, 0.0),  # leg lengths that it goes forward in a period
        "framing": Fact(str, "medium", get_args(Framing)),  # that shows it
        "view": Fact(str, "", get_args(View)),  # without which it cannot be read; empty: any
        "moving": Fact(bool, False),  # enough to be measured as motion
        "still": Fact(str, ""),  # the action that a picture shows instead
        "words": _WORDS,
    },
    suffix=".py",
    made_of=("key_moment", "period", "stride"),
)
LOOKS = Kind(
    "looks",
    "look",
    {
        "description": Fact(str),
        "said": Fact(str, ""),
        "vignette": Fact(Number, 0.0),  # radians at full strength: the angle of the lens
        "grain": Fact(Number, 0),  # of 255, at full strength
        "glow": Fact(Number, 0.0),  # share of the light that spreads, at full strength
        "grey": Fact(bool, False),  # no colour is left
        "mood": Fact(str, "", get_args(Mood)),  # of the music that goes with it
        "words": _WORDS,
    },
    suffix=".py",
    made_of=("vignette", "grain", "glow"),
)
CRITERIA = Kind(
    "criteria",
    "criterion",
    {
        "description": Fact(str),
        "said": Fact(str, ""),
        "weight": Fact(Number, 1.0),  # 0 to 5, in the score of a shot
        "remedy": Fact(LISTED, ()),  # (path, value): the change that usually mends it
        "remedy_of_edits": Fact(LISTED, ()),  # the same for edited footage
        "of": Fact(str, "shot", ("shot", "film")),
        "media": Fact(LISTED, ("image", "video", "audio")),  # that it can be measured on
        "mark": Fact(LISTED, ()),  # [measured value, score of 10], rising
        "target": Fact(str, ""),  # what the planner asks of it
        "shots": Fact(LISTED, ()),  # kinds of shots that the planner judges by it
        "sets": Fact(LISTED, ()),  # only in these sets; none: in all
    },
    suffix=".py",
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in (SETS, EXPRESSIONS, ACTIONS, LOOKS, CRITERIA)}
