"""What the benchmark of consistency says of pictures that are alike, and of one that is not."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.consistency.briefs import BRIEFS
from benchmarks.consistency.measuring import Made, voice
from benchmarks.consistency.proportions import waist
from benchmarks.consistency.report import from_first, rows, summary
from studio.nouns.sheet import CharacterSheet, Looks, Outfit
from studio.nouns.vocabulary import Action, words
from tools.engines.vision.character.colours.appearance import (
    colour_of,
    expected_colours,
    in_render,
)
from tools.engines.vision.character.colours.match import Look
from tools.engines.vision.picture.palette import srgb
from tools.registry import all_tools

SKIN, HAIR, CLOTHES = ([0.8, 0.5, 0.35], [0.05, 0.02, 0.01], [0.9, 0.85, 0.75])


def made(number: int, hair: list[float] = HAIR, **found) -> Made:
    sheet = {"difference": 3.0, "nearest": "Luca", "shape": {"hair": 0.2}, "regions": {}}
    looks = {"skin": SKIN, "hair": hair, "clothes": CLOTHES}
    seen = {name: [(np.array(colour), 1.0)] for name, colour in looks.items()}
    ratios = {"eyes : face": found.pop("ratio", 0.9)}
    likeness = {"kokoro": found.pop("likeness", 0.8)}
    return Made(BRIEFS[number], Path(), 1.0, sheet | found, ratios, Look(seen), likeness)


def missed(*pictures: Made) -> list[str]:
    return [what for what, _, good in summary([*pictures], "Luca") if not good]


def test_pictures_that_are_alike_reach_every_mark():
    assert missed(made(0), made(1, ratio=0.92), made(2)) == []


@pytest.mark.parametrize(
    ("found", "what"),
    [
        ({"difference": 6.0}, "palette, dE from the sheet"),
        ({"hair": [0.6, 0.3, 0.02]}, "palette, dE from picture 1"),
        ({"ratio": 1.0}, "ratio eyes : face, off the middle"),
        ({"shape": {"hair": 1.3}}, "head and hair, of the limit"),
        ({"nearest": "Nico"}, "nearest to its own sheet"),
        ({"likeness": 0.5}, "voice of kokoro"),
    ],
)
def test_one_that_is_not_is_told(found, what):
    assert missed(made(0), made(1), made(2, **found)) == [what]


def test_where_no_face_is_found_nothing_is_claimed():
    none = made(1, difference=None, nearest="", shape={})
    none.look, none.ratios, none.likeness = None, {}, {}
    assert missed(made(0), none) == ["face found", "nearest to its own sheet"]
    assert from_first([made(0), none])[1] is None
    assert rows([made(0), none], "Luca")[1][3:10] == ["-"] * 7


def test_the_briefs_ask_every_action_once_and_can_be_rendered():
    assert sorted(brief.action for brief in BRIEFS) == sorted(words(Action))
    for brief in BRIEFS:
        all_tools()["render_character"].validate(brief.arguments("Luca", 216, "draft"))


TROUSERS, STRIPE = "#3C5A86", "#2E5B8C"


def standing(outfit: Outfit, *bands: tuple[str, int]) -> tuple[float | None, float]:
    """(the waist that is found, where the last band begins) of somebody in clothes of these bands
    (colour, rows), from the neck to the knees."""
    sheet = CharacterSheet(name="Somebody", looks=Looks(), outfit=outfit)
    rows = [
        srgb(in_render(colour_of(hue), "clothes")) for hue, count in bands for _ in range(count)
    ]
    picture = np.tile(np.array(rows, np.uint8)[:, None], (1, 60, 1))
    neck, knee = 0.0, float(len(rows))
    places = {"shoulder": neck, "hip": 0.55 * knee, "knee": knee}
    joints = {
        f"{side}_{name}": (42 if side == "l" else 18, y, 1)
        for name, y in places.items()
        for side in "lr"
    }
    seen = {name: [(one, 1.0) for one in many] for name, many in expected_colours(sheet).items()}
    look = Look({"skin": seen["skin"]})
    found = waist(picture, joints | {"neck": (30, neck, 1)}, look, sheet)
    return found, float(len(rows) - bands[-1][1])


def test_a_waist_is_where_what_is_worn_below_begins():
    plain = Outfit(top="#F2B632", bottom=TROUSERS)
    found, begins = standing(plain, ("#F2B632", 96), (TROUSERS, 104))
    assert found == pytest.approx(begins, abs=1)
    striped = Outfit(top="#F3EBDD", top_second=STRIPE, bottom=TROUSERS)
    bands = [("#F3EBDD", 20), (STRIPE, 12)] * 3
    found, begins = standing(striped, *bands, ("#F3EBDD", 6), (TROUSERS, 98))
    assert found == pytest.approx(begins, abs=1), "a stripe like the trousers is no waist"


def test_where_the_colour_below_is_not_seen_there_is_no_waist():
    dress = Outfit(top="#F2B632", bottom=TROUSERS)
    assert standing(dress, ("#F2B632", 200))[0] is None
    assert standing(Outfit(top=TROUSERS, bottom=TROUSERS), (TROUSERS, 200))[0] is None


async def test_a_line_that_is_too_short_has_no_likeness():
    class Speaking:
        """Says every line in a second for each ten letters."""

        async def call(self, tool, asked):
            if tool == "speak":
                return {"audio": asked["text"]}
            spoken = len(asked["audio"]) / 10
            return {"likeness": 0.7, "manner": {"spoken": spoken}}

    told = await voice([BRIEFS[7], BRIEFS[1], BRIEFS[3]], "Luca", Speaking())
    assert told == [None, 0.7, None]
