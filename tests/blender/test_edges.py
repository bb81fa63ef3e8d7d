"""The edges of a layer of few samples: where alpha says full, the denoiser may see nothing."""

import numpy as np
import pytest

from tools.engines.blender.render.plate import soften


def test_an_edge_has_no_dark_specks():
    x = np.mgrid[:24, :24][1]
    layer = np.zeros((24, 24, 4), np.float32)
    layer[x < 12] = (0.4, 0.3, 0.2, 1.0)  # hair to the left, nothing to the right
    layer[8, 12] = (0.02, 0.015, 0.01, 1.0)  # strands that the denoiser took for background
    layer[16, 12] = (0.0, 0.0, 0.0, 0.5)
    soft = soften(layer)
    red = (soft[..., 0] / np.maximum(soft[..., 3], 1e-6))[soft[..., 3] > 0.05]
    assert red.min() > 0.75 * 0.4
    assert red.max() < 1.05 * 0.4
    assert soft[4, 4] == pytest.approx([0.4, 0.3, 0.2, 1.0], abs=1e-4)
    assert soft[4, 20].tolist() == [0, 0, 0, 0]
