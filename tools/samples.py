"""Samples of characters' own voices: WAVs in the folder `voices` of the weights, by digest."""

from pathlib import Path

from studio.settings import Settings

FOLDER = "voices"


def sample_file(sha256: str, settings: Settings) -> Path:
    """Where the sample with this digest is, or will be."""
    return settings.paths.models / FOLDER / f"{sha256[:16]}.wav"
