"""The kinds of items that a pack may bring, and what an item of each says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from studio.nouns.closed import Atmosphere, TimeOfDay
from studio.packs.facts import Fact, Number


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
    },
    file="set.toml",
    code="build",
    made_of=("light",),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in (SETS,)}
