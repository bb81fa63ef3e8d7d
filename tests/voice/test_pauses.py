"""Where nobody speaks in a recording, no sound is said to last."""

import itertools

import numpy as np
import pytest

from tools.engines.voice.pauses import with_pauses
from tools.engines.voice.speech import Phone

RATE = 16_000
SPOKEN = [(0.3, False), (0.5, True), (0.3, False), (0.4, True), (0.06, False), (0.2, True)]
SPOKEN += [(0.5, False)]  # ends at 2.26 s; speaks 0.3-0.8, 1.1-1.5, 1.56-1.76


@pytest.fixture
def sound():
    """Noise as loud as a voice, and as soft as a room."""
    chance = np.random.default_rng(0)
    parts = [
        chance.normal(0, 0.2 if is_loud else 0.001, round(length * RATE))
        for length, is_loud in SPOKEN
    ]
    return np.concatenate(parts)


def said(phones, sound):
    made = with_pauses([Phone(*one) for one in phones], sound, RATE)
    for one, following in itertools.pairwise(made):
        assert one.end == following.start
    return [(one.ipa, pytest.approx(one.start, abs=0.02), one.end) for one in made]


def test_sounds_end_where_a_pause_begins_and_begin_where_it_ends(sound):
    found = said([("sil", 0.0, 0.2), ("a", 0.2, 0.9), ("m", 0.9, 1.5), ("i", 1.5, 2.26)], sound)
    assert [one[0] for one in found] == ["sil", "a", "sil", "m", "i", "sil"]
    ends = [one[2] for one in found]
    assert ends == pytest.approx([0.3, 0.8, 1.1, 1.5, 1.76, 2.26], abs=0.02)


def test_one_sound_over_a_pause_is_said_on_its_longer_side(sound):
    found = said([("sil", 0, 0.3), ("a", 0.3, 1.2), ("i", 1.2, 1.76), ("sil", 1.76, 2.26)], sound)
    assert [one[0] for one in found] == ["sil", "a", "sil", "i", "sil"]
    found = said([("sil", 0, 0.3), ("a", 0.3, 0.7), ("i", 0.7, 1.76), ("sil", 1.76, 2.26)], sound)
    assert [one[0] for one in found] == ["sil", "a", "sil", "i", "sil"]


def test_what_is_said_to_be_in_a_pause_stays(sound):
    phones = [("sil", 0, 0.3), ("a", 0.3, 0.85), ("t", 0.85, 1.05), ("i", 1.05, 1.76)]
    assert [one[0] for one in said(phones, sound)] == ["sil", "a", "t", "i"]
