"""Whose a container is. Containers of a studio that is no more are swept when another starts."""

import os
import socket
from pathlib import Path

from docker import APIClient

from sandbox.docker.client import LOST

LABEL = "studio.sandbox"


def labels() -> dict[str, str]:
    """The labels of this process's containers."""
    return {LABEL: f"{socket.gethostname()}/{os.getpid()}/{_started(os.getpid())}"}


def sweep(client: APIClient) -> list[str]:
    """Remove the containers on this machine whose studio has ended; their ids."""
    removed = []
    for found in client.containers(all=True, filters={"label": LABEL}):
        if _orphan(found["Labels"][LABEL]):
            try:
                client.remove_container(found["Id"], force=True)
                removed.append(found["Id"])
            except LOST:
                continue
    return removed


def own(client: APIClient) -> list[str]:
    """The ids of this process's containers."""
    mine = f"{LABEL}={labels()[LABEL]}"
    return [found["Id"] for found in client.containers(all=True, filters={"label": mine})]


def _orphan(owner: str) -> bool:
    host, _, rest = owner.partition("/")
    pid, _, started = rest.partition("/")
    return host == socket.gethostname() and pid.isdigit() and _started(int(pid)) != started


def _started(pid: int) -> str:
    """When a process started, in clock ticks since boot: with the pid it names one process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return ""
