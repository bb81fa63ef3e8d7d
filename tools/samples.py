"""Samples of characters' own voices: WAVs in the folder `voices` of the weights, by digest."""

from pathlib import Path

from studio.errors import ToolError
from studio.nouns.artifact import sha256_of
from studio.nouns.sheet import VoiceSample
from studio.settings import Settings

FOLDER = "voices"


def sample_file(sha256: str, settings: Settings) -> Path:
    """Where the sample with this digest is, or will be."""
    return settings.paths.models / FOLDER / f"{sha256[:16]}.wav"


def own_sample(sample: VoiceSample, settings: Settings) -> Path:
    """The file of a sheet's sample. ToolError where it is not here, or is another one."""
    path = sample_file(sample.sha256, settings)
    try:
        found = sha256_of(path)
    except OSError as error:
        raise ToolError(
            f"the sample of this voice is not here ({path}).",
            "Copy it from where the sheet was made, or give the recording again.",
        ) from error
    if found != sample.sha256:
        raise ToolError(
            f"{path} is not the sample that the sheet names.", "Give the recording again."
        )
    return path
