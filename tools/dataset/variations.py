"""What the pictures of a character's dataset show: each value of each dimension about as often, and
as many of their combinations as there are pictures."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, get_args

from studio.nouns.closed import CameraAngle, Framing, View
from studio.nouns.sheet import OWN
from studio.nouns.vocabulary import TimeOfDay
from studio.packs.registry import names
from tools.dataset.ground import GROUNDS, SET

Value = TypeVar("Value")
FEWEST, MOST = 4, 1000
_BACKS = 0.06  # share of pictures from behind, which teach hair and clothes, and no face
_STRENGTHS = (0.7, 1.0, 1.0, 1.3)
_EXPOSURES = (-0.3, 0.0, 0.0, 0.3)


@dataclass(frozen=True)
class Variation:
    """One picture: parameters of render_character; `outfit` of the sheet's wardrobe, `ground`
    one of GROUNDS or SET."""

    action: str
    expression: str
    strength: float
    view: str
    framing: str
    angle: str
    set: str
    time_of_day: str
    exposure: float
    seed: int
    outfit: str = OWN
    ground: str = SET


def variations(
    count: int, seed: int, wardrobe: Sequence[str] = (), plain: float = 0.0
) -> list[Variation]:
    """`count` of them: half in the character's own clothes where it has others too, the share
    `plain` before a plain ground. The same for the same seed; the first ones of a longer list are
    not those of a shorter one, since each list is balanced as a whole."""
    chance = random.Random(seed)
    views = [one for one in get_args(View) if one != "back"]
    shown = zip(
        _spread(names("actions"), count, chance),
        _spread(names("expressions"), count, chance),
        _spread(_STRENGTHS, count, chance),
        _spread(views, count, chance),
        _spread(get_args(Framing), count, chance),
        _spread(get_args(CameraAngle), count, chance),
        _spread(names("sets"), count, chance),
        _spread(get_args(TimeOfDay), count, chance),
        _spread(_EXPOSURES, count, chance),
        strict=True,
    )
    clothes = _spread([*wardrobe, *[OWN] * max(1, len(wardrobe))], count, chance)
    cut = round(plain * count)
    grounds = [*_spread(list(GROUNDS), cut, chance), *[SET] * (count - cut)]
    chance.shuffle(grounds)
    made = [
        Variation(
            *values, seed=seed * MOST + number, outfit=clothes[number], ground=grounds[number]
        )
        for number, values in enumerate(shown)
    ]
    from_behind = [n for n, one in enumerate(made) if one.framing != "close_up"]
    for number in from_behind[: round(_BACKS * count)]:
        made[number] = replace(made[number], view="back", expression="neutral")
    return made


def _spread(values: Sequence[Value], count: int, chance: random.Random) -> list[Value]:
    """`count` of the values, each as often as the others or once more, in an order of chance."""
    order = list(values)
    chance.shuffle(order)
    filled = [order[number % len(order)] for number in range(count)]
    chance.shuffle(filled)
    return filled
