"""Finding Ray, and the cluster that is asked for."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from studio.errors import InputError

LOCAL = "local"
ANSWER_SECONDS = 30
_START = (
    "Start it with `ray start --head --disable-usage-stats --include-dashboard=false`, and the"
    " other nodes with `ray start --address HEAD:6379`, with one token on all (docs/compute.md)."
)


def check_cluster(address: str) -> None:
    """InputError where Ray is not installed or no cluster answers at `address`."""
    ray_module(address)
    if address == LOCAL:
        return
    if address:
        host, _, port = address.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=5).close()
        except (OSError, ValueError, OverflowError) as error:
            raise InputError(f"no Ray cluster answers at {address}: {error}.", _START) from error
    # In a process of its own: Ray waits for minutes, and then ends its process.
    asked = [sys.executable, "-m", "ray.scripts.scripts", "health-check"]
    try:
        subprocess.run(
            [*asked, *(["--address", address] if address else [])],
            timeout=ANSWER_SECONDS,
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        where = f"at {address}" if address else "on this machine"
        raise InputError(f"no Ray cluster answers {where}.", _START) from error


def ray_module(address: str) -> Any:
    """Ray, set up for a cluster at `address`, without statistics. InputError where it is not
    installed."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    host = address.rpartition(":")[0]
    if address == LOCAL or host in ("127.0.0.1", "localhost", "[::1]"):
        # Else Ray takes loopback for the machine's outer address.
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    kept = Path.home() / ".ray" / "auth_token"
    if {"RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"} & set(os.environ) or kept.exists():
        os.environ.setdefault("RAY_AUTH_MODE", "token")  # Ray's health check does not by itself
    try:
        import ray
        import ray.exceptions
    except ModuleNotFoundError as missing:
        raise InputError(
            "Ray is not installed.",
            "Run: .venv/bin/python -m pip install --no-deps -r requirements/ray.lock",
        ) from missing
    return ray
