"""What is laid over a whole film's picture, as filters."""

from pathlib import Path

from studio.plan.parts import Finish
from tools.engines.ffmpeg.edit.looks import look_filters


def finish_filters(finish: Finish, folder: Path, size: tuple[int, int]) -> list[str]:
    """Chains of filters from [shown] to [finished]; `folder` gets the files that they need."""
    if finish.look is None:
        return ["[shown]null[finished]"]
    graded = look_filters(finish.look, 1.0, folder, min(size))
    return ["[shown]null[plain]", *graded, "[graded]null[finished]"]
