"""The place where jobs are done, by the settings."""

import contextlib
from collections.abc import Collection, Generator, Sequence
from pathlib import Path

from studio.compute.job import Compute
from studio.compute.local import LocalCompute
from studio.errors import InputError
from studio.settings import Settings


@contextlib.contextmanager
def open_compute(settings: Settings, folders: Sequence[Path]) -> Generator[Compute]:
    """It, whose nodes all see these folders and can use the store. InputError where Ray is not
    installed, its cluster does not answer, or a node sees something else."""
    if settings.compute.kind == "local":
        yield LocalCompute()
        return
    from studio.compute.cluster import RayCompute

    cluster = RayCompute(settings.compute.address, settings.compute.attempts)
    try:
        check_store(cluster.hosts(), settings.database_url())
        cluster.check_nodes(folders)
        yield cluster
    finally:
        cluster.close()


def check_store(hosts: Collection[str], url: str) -> None:
    """InputError where several machines would share a store in a file."""
    if len(hosts) > 1 and url.startswith("sqlite"):
        raise InputError(
            f"the nodes are on {len(hosts)} machines, and the session store is a file of SQLite's, "
            "which several machines cannot share.",
            "Set database.url to a PostgreSQL server (docs/compute.md).",
        )
