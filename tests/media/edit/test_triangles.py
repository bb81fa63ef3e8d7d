"""What is known at some points, in between."""

import numpy as np
import pytest

from tools.engines.vision.caricature.triangles import between


def test_in_between_it_is_linear():
    chance = np.random.default_rng(5)
    frame = [[2, 3], [61, 3], [2, 44], [61, 44]]
    points = np.concatenate([frame, chance.uniform([4, 5], [59, 42], (120, 2))])
    x, y = np.mgrid[:48, :64][::-1]
    wanted = np.stack([0.5 * x - 0.2 * y + 3, 1.5 * y - x], -1)
    values = np.stack([0.5, -1.0] * points[:, :1] + [-0.2, 1.5] * points[:, 1:] + [3, 0], 0)
    found = between(points, values, 64, 48)
    assert found[3:45, 2:62] == pytest.approx(wanted[3:45, 2:62], abs=1e-6)
    assert not found[:2].any() and not found[:, 63:].any()


def test_points_that_fall_together_do_no_harm():
    points = np.array([[5.0, 5.0], [5.0, 5.0], [20.0, 5.0], [5.0, 20.0]])
    found = between(points, np.ones((4, 1)), 24, 24)
    assert np.isfinite(found).all() and found[8, 8, 0] == pytest.approx(1.0)
