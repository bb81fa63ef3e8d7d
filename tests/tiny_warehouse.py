"""A warehouse of tiny models with random weights, that another environment's Python builds."""

import os
import subprocess
from pathlib import Path

import pytest

from studio.environments import environment, made_of
from studio.settings import ROOT, load_settings


def build(names: tuple[str, str], what: str, module: str, folder: Path, into: Path) -> None:
    """Have `module` write its models to `into`, and link all that the studio has besides into
    `folder`. `names`: the environments that would do, that of the processor last; where none is
    made the test is skipped, since there is no environment with `what`."""
    made = made_of(names, load_settings())
    if not made.status()[0]:
        fix = environment(names[-1], load_settings()).status()[2]
        pytest.skip(f"there is no environment with {what}: {fix}")
    done = subprocess.run(
        [str(made.python), "-m", module, str(into)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    for here in load_settings().paths.models.iterdir():
        if not (folder / here.name).exists():
            (folder / here.name).symlink_to(here.resolve())
