"""find_hands: a drawn hand that waves, mirrored, alone, and none."""

import cv2
import numpy as np
import pytest

from tests.media.edit.test_faces import PLATES
from tests.weights_here import weights

weights("mediapipe")


@pytest.fixture
def waving():
    """A render of Luca, who waves with his right hand, RGB."""
    return cv2.imread(str(PLATES / "luca_waves.jpg"))[..., ::-1]


async def test_a_hand_that_waves_is_found_in_the_picture_and_in_its_mirror(bench, waving):
    height, width = waving.shape[:2]
    shown = {"right": waving, "left": np.ascontiguousarray(waving[:, ::-1])}
    found = {}
    for side, pixels in shown.items():
        hands = (await bench.call("find_hands", image=bench.picture(pixels)))["hands"]
        assert hands and hands[0]["presence"] > 0.8
        [found[side]] = [hand for hand in hands if hand["side"] == side]
    right, left = found["right"], found["left"]
    assert len(right["points"]) == 21
    assert {"index", "middle", "ring", "little"} <= set(right["fingers"])
    wrist, middle = np.array(right["points"][0]), np.array(right["points"][12])
    assert middle[1] < wrist[1], "it is raised"
    mirrored = width - 1 - np.array(left["points"])[:, 0]
    assert np.abs(mirrored - np.array(right["points"])[:, 0]).mean() < 0.03 * height


async def test_no_hand_is_an_empty_list(bench):
    sky = np.full((120, 160, 3), (120, 170, 230), np.uint8)
    assert (await bench.call("find_hands", image=bench.picture(sky)))["hands"] == []
