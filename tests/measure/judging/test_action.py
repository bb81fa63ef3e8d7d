"""What bodies and faces do over time, told from the frames alone."""

import numpy as np
import pytest

from tests.measure.conftest import LABELS, shot_of
from tools.engines.vision.character.body.action import Track, action_degree, same_sides

TAKES = {"walk": "Luca", "run": "Giulia", "jump": "Nico", "nod": "Mina"}
FACES = {"nod", "talk"}


@pytest.mark.parametrize(
    ("done", "claimed"),
    [
        ("walk", "run"),
        ("run", "walk"),
        ("jump", "cheer"),
        ("nod", "talk"),
    ],
)
async def test_an_action_is_told_from_another(judge, plate, done, claimed):
    framing = "medium" if done in FACES else "full"
    about = {"character": TAKES[done], "framing": framing, "view": "three_quarter"}
    clip = plate(f"{done}.mp4")
    right = (await judge(shot_of("take", "action", action=done, **about), clip))["action"]
    assert right.passed and right.weight, right
    wrong = (await judge(shot_of("take", "action", action=claimed, **about), clip))["action"]
    assert not wrong.passed and wrong.weight, wrong
    assert wrong.target == claimed and "frames" in wrong.evidence


async def test_talk_is_seen_on_the_lips_and_is_no_idling(judge, plate):
    clip = plate("talk.mp4")
    right = (await judge(shot_of("take", "action", action="talk"), clip))["action"]
    assert right.passed and right.weight, right
    wrong = (await judge(shot_of("take", "action", action="idle"), clip))["action"]
    assert not wrong.passed, wrong


async def test_what_cannot_be_seen_of_an_action_is_not_judged(judge, plate):
    shot = shot_of("take", "action", action="run", framing="close_up")
    found = (await judge(shot, plate("talk.mp4")))["action"]
    assert found.weight == 0 and "does not fit into a close_up" in found.evidence


async def test_an_empty_take_does_nothing(judge, keep, ffmpeg):
    clip = ffmpeg("empty.mp4", "-f", "lavfi", "-i", "color=c=0x607080:s=128x96:r=12:d=1")
    found = await judge(shot_of("take", "action", action="walk", framing="full"), keep(clip))
    assert not found["action"].passed and found["action"].score == 0, found


def track_of(bodies, times=None):
    nothing = np.full(len(bodies), np.nan)
    times = np.arange(len(bodies)) / 12 if times is None else times
    return Track(times, bodies, nothing, nothing)


def posed(name):
    return {joint: tuple(point) for joint, point in LABELS["poses"][name].items()}


@pytest.mark.parametrize("pose", ["sit", "point", "cheer", "hands_on_hips", "think", "wave"])
def test_a_pose_must_be_held(pose):
    held, standing = posed(pose), posed("idle")
    assert action_degree(track_of([held] * 12), pose) > 0.9
    assert action_degree(track_of([held] * 3 + [standing] * 9), pose) < 0.3
    assert action_degree(track_of([standing] * 12), "idle") > 0.9
    assert action_degree(track_of([held] * 5), pose) is None, "too few frames"


def test_sides_are_named_alike_through_a_take():
    body = posed("walk")
    mirrored = {
        {"l": "r", "r": "l"}[n[0]] + n[1:] if n[1] == "_" else n: p for n, p in body.items()
    }
    assert same_sides([body, mirrored, None, mirrored]) == [body, body, None, body]
