"""The tools that better what is there, called for real."""

import pytest

from studio.environments import environment
from studio.settings import load_settings
from tests.media.conftest import bench, clip, engines
from tests.weights_here import weights

__all__ = ["bench", "clip", "engines"]


@pytest.fixture
def network() -> None:
    """Skips where ncnn and its weights are not here."""
    weights("realesrgan-ncnn")
    ready, why, fix = environment("ncnn", load_settings()).status()
    if not ready:
        pytest.skip(f"{why}: {fix}")
