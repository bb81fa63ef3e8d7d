"""What is laid over a whole film's picture, as filters."""

from pathlib import Path

from studio.plan.parts import Finish
from tools.engines.ffmpeg.edit.looks import look_filters

COARSEST = 20  # of 255: how far the coarsest grain goes
_SEED = 11


def finish_filters(finish: Finish, folder: Path, size: tuple[int, int]) -> list[str]:
    """Chains of filters from [shown] to [finished]; `folder` gets the files that they need."""
    chains, label = [], "[shown]"
    if finish.look is not None:
        chains += [f"{label}null[plain]", *look_filters(finish.look, 1.0, folder, min(size))]
        label = "[graded]"
    # Another pattern in each frame, on the brightness alone.
    strength = round(COARSEST * finish.grain)
    grain = f"noise=c0s={strength}:c0f=t:c0_seed={_SEED}" if strength else "null"
    return [*chains, f"{label}{grain}[finished]"]
