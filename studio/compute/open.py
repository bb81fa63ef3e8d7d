"""The place where jobs are done, by the settings."""

import contextlib
from collections.abc import Generator, Sequence
from pathlib import Path

from studio.compute.job import Compute
from studio.compute.local import LocalCompute
from studio.settings import ComputeSettings


@contextlib.contextmanager
def open_compute(settings: ComputeSettings, folders: Sequence[Path]) -> Generator[Compute]:
    """It, whose nodes all see these folders. InputError where Ray is not installed, its cluster
    does not answer, or a node sees something else."""
    if settings.kind == "local":
        yield LocalCompute()
        return
    from studio.compute.cluster import RayCompute

    cluster = RayCompute(settings.address, settings.attempts)
    try:
        cluster.check_nodes(folders)
        yield cluster
    finally:
        cluster.close()
