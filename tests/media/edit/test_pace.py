"""Which frames of a video slow motion shows, at any rate and speed: those that are there first."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from studio.media.rates import kept_every
from tools.engines.ffmpeg.edit.footage import Footage
from tools.engines.ffmpeg.edit.pace import makes_frames, plan
from tools.engines.opencv.slow_motion import places_of

FILM = Fraction(24000, 1001)


def footage(rate: Fraction, frames: int) -> Footage:
    return Footage(Path("scene.mp4"), rate, frames, 64, 36, False)


@pytest.mark.parametrize(
    ("rate", "slowest", "delivered"),
    [
        *((12, 0.5, 12), (FILM, 0.1, FILM), (25, 0.1, 25), (60, 0.05, 60), (60.06, 0.5, 60.06)),
        *((72, 1, 24), (75, 1, 25), (90, 1, 30), (100, 1, 50), (120, 1, 60), (144, 1, 48)),
        *((200, 1, 50), (240, 2, 60), (FILM * 10, 1, 59.94), (480, 1, 60), (500, 1, 50)),
        *((960, 1, 60), (62, 1, 31), (70, 1, 35), (240, 0.25, 60), (240, 0.2, 48), (240, 0.1, 24)),
        *((240, 0.05, 24), (120, 0.5, 60), (120, 0.25, 30), (100, 0.25, 25), (960, 0.05, 48)),
    ],
)
def test_a_usual_rate_of_which_the_slowest_part_has_enough(rate, slowest, delivered):
    new = footage(Fraction(rate).limit_denominator(1001), 100).delivered(slowest)
    assert float(new.rate) == pytest.approx(float(delivered), rel=1e-4)


@pytest.mark.parametrize("rate", [24, FILM, 50, 60, 90, 120, 240, Fraction(23976, 100), 960])
@pytest.mark.parametrize("speed", [0.05, 0.25, 0.4, 0.9, 2.5])
@pytest.mark.parametrize("ease", [0.0, 0.2])
def test_frames_that_are_there_come_first(rate, speed, ease):
    """One second of two goes at another speed; the rest beside it is as it was."""
    scene = footage(Fraction(rate), round(2 * rate) + 1)
    new, step = scene.delivered(speed), kept_every(Fraction(rate), speed)
    parts = plan(scene, new, [{"start": 0.5, "end": 1.5, "speed": speed}], ease)
    before, slow, after = ([places_of(one) for one in part.pieces] for part in parts)
    for piece in (*before, *after):
        assert (np.diff(piece) == step).all(), "every second one, or third"
    places = np.concatenate([*before, *slow, *after])
    assert (np.diff(places) >= 0).all() and places[-1] < scene.frames
    changed = np.concatenate(slow)
    made = changed != np.floor(changed)
    assert made.any() == (min(speed, 1) * step < 1) == makes_frames(float(rate), [{"speed": speed}])
    gaps = np.diff(changed)
    assert not made[:-1][gaps >= 2].any(), "where there is one to show, none is made"
    lasts = len(changed) / new.rate
    goal = 1 / speed if not ease else (1 - 2 * ease) / speed + ease * (1 / speed + 1)
    assert float(lasts) == pytest.approx(goal, rel=0.02, abs=3 / float(new.rate))
