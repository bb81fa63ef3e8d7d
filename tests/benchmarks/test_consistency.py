"""What the benchmark of consistency says of pictures that are alike, and of one that is not."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.consistency.briefs import BRIEFS
from benchmarks.consistency.measuring import Made
from benchmarks.consistency.report import from_first, rows, summary
from studio.nouns.vocabulary import Action, words
from tools.engines.vision.character.colours.match import Look
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
