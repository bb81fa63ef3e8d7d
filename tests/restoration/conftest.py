"""The tools that better what is there, called for real."""

from tests.media.conftest import bench, clip, engines

__all__ = ["bench", "clip", "engines"]
