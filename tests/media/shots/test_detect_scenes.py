"""detect_scenes: cuts, dissolves, fades and flashes at their planted times, and nothing else."""

import cv2
import numpy as np
import pytest

from tests.media.shots.shown import FPS, WIDE, dissolved, faded, shot, view, written
from tools.engines.vision.shots.requests import DetectScenes
from tools.engines.vision.shots.scenes import detect_scenes


@pytest.fixture
def found(tmp_path):
    """found(pictures): (shots, transitions, flashes) with their times in frames."""

    def of(pictures):
        path = written(pictures, tmp_path / "film.mp4")
        made = detect_scenes(DetectScenes(video=path), lambda *_: None)

        def frames(span):
            return tuple(round(span[key] * FPS) for key in ("start", "end"))

        return (
            [frames(one) for one in made["shots"]],
            [(one["kind"], *frames(one)) for one in made["transitions"]],
            [frames(one) for one in made["flashes"]],
        )

    return of


def test_each_kind_is_told_from_the_others(found):
    first = dissolved(shot("astronaut", 40, 1), shot("coffee", 40, -1), 14)  # 26 to 40, 66 long
    third = faded(shot("cat", 36, 0, 1), 12)  # its black comes 24 to 36 frames behind the cut
    last = faded(shot("coffee", 30)[::-1], 12)[::-1]
    pictures = [*first, *third, *last]
    pictures[9:11] = [np.full_like(pictures[0], 255)] * 2
    shots, joints, flashes = found(pictures)
    assert flashes == [(9, 11)]
    assert [kind for kind, *_ in joints] == ["dissolve", "cut", "fade"]
    truth = ((26, 40), (66, 66), (90, 114))
    for (_, start, end), (begins, ends) in zip(joints, truth, strict=True):
        assert start == pytest.approx(begins, abs=3) and end == pytest.approx(ends, abs=3)
    assert [start for start, _ in shots] == pytest.approx([0, 33, 66, 102], abs=2)
    assert shots[-1][1] == len(pictures)


@pytest.mark.parametrize("frames", [6, 24])
def test_short_and_long_dissolves(found, frames):
    _, joints, _ = found(dissolved(shot("astronaut", 40, 1), shot("cat", 40, 0, -1), frames))
    assert len(joints) == 1 and joints[0][0] == "dissolve"
    assert sum(joints[0][1:]) / 2 == pytest.approx(40 - frames / 2, abs=2.5)


def test_stills_one_after_another_are_cut(found):
    """However like a mixture of two others one of them may be."""
    light = np.linspace(40, 210, 6)
    stills = [
        np.roll(WIDE["cat"][:144, :256] * (one / 255), 30 * n, 1).astype(np.uint8)
        for n, one in enumerate(light)
    ]
    _, joints, _ = found([one for one in stills for _ in range(14)])
    assert joints == [("cut", 14 * n, 14 * n) for n in range(1, 6)]


def test_what_is_no_joint(found):
    """A fast pan, a zoom, light that comes up, one bright frame."""
    large = cv2.resize(WIDE["coffee"], (1024, 576))
    assert found(shot("astronaut", 30, 7))[1:] == ([], [])
    assert found([view(large, 500, 280, 0.6 + 0.03 * n) for n in range(36)])[1:] == ([], [])
    lit = [(one * (0.35 + 0.02 * n)).astype(np.uint8) for n, one in enumerate(shot("cat", 30, 1))]
    lit[20] = np.clip(lit[20].astype(int) + 90, 0, 255).astype(np.uint8)
    assert found(lit)[1:] == ([], [(20, 21)])


def test_fades_at_the_ends_part_nothing(found):
    pictures = faded(faded(shot("cat", 48, 1), 12)[::-1], 12)[::-1]
    shots, joints, _ = found(pictures)
    assert shots == [(0, 48)]
    assert [kind for kind, *_ in joints] == ["fade", "fade"]
    assert joints[0][1] == 0 and joints[0][2] == pytest.approx(12, abs=2)
    assert joints[1][1] == pytest.approx(36, abs=2) and joints[1][2] == 48
