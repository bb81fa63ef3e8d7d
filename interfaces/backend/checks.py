"""What a profile of the endpoint needs of this machine."""

import socket
import subprocess
from collections.abc import Iterator

from interfaces.backend.discovery import NO_ANSWER, Endpoint, list_models
from interfaces.checkup import Check, check_attention
from llm.backends.backend import Backend, Backends
from llm.backends.command import errors
from llm.backends.models import Profile, Roster
from studio.errors import LicenceError, SettingsError

_ANSWER_SECONDS = 10
_MIB_IN_GIB = 1024
# What a driver and a desktop keep for themselves.
_GPU_SLACK_GIB = 1.0


def check_profile(roster: Roster, name: str, profile: Profile, running: bool) -> Iterator[Check]:
    """Every check of `backend check`; "missing" where the profile cannot be started."""
    yield Check("profile", "ok", f"{name}: {profile.about}")
    try:
        roster.check_reach()
        yield Check("address", "ok", f"{roster.gateway.host}:{roster.gateway.port}")
    except SettingsError as error:
        yield Check("address", "missing", error.message, error.fix)
    if not running:
        yield _port(roster)
    told: set[str] = set()
    for backend in Backends(roster.models, profile):
        found = errors(backend, roster.paths)
        if closed := _closed(backend):
            yield Check(backend.key, "refused", closed.message, closed.fix)
        elif not found:
            yield Check(backend.key, "ok", backend.model.source or backend.root or "built in")
        for error in found:
            if error.message not in told:  # models of one environment lack it together
                yield Check(backend.key, "missing", error.message, error.fix)
            told.add(error.message)
    if profile.gpu_gib:
        yield _gpu(profile.gpu_gib)
    yield from check_attention(roster.paths.environments)


def _closed(backend: Backend) -> LicenceError | None:
    """The error of a server that somebody else runs, where it says that it is a closed service."""
    if backend.model.kind != "external":
        return None
    key = backend.credentials().get("Authorization", "").removeprefix("Bearer ")
    try:
        list_models(Endpoint(f"{backend.root}/v1", key), [backend.name])
    except LicenceError as error:
        return error
    except (*NO_ANSWER, SettingsError):
        pass  # it does not answer yet: the gateway tells that of each request
    return None


def _port(roster: Roster) -> Check:
    address = (roster.gateway.host, roster.gateway.port)
    try:
        with socket.create_server(address):
            return Check("port", "ok", f"{address[1]} is free")
    except OSError as error:
        return Check(
            "port",
            "missing",
            f"{address[1]}: {error.strerror}",
            "Choose another one: gateway.port in configs/models.yaml, or --port.",
        )


def _gpu(wanted: float) -> Check:
    try:
        said = subprocess.run(
            ["nvidia-smi", "--query-gpu=memory.total", "--format=csv,noheader,nounits"],
            capture_output=True,
            text=True,
            timeout=_ANSWER_SECONDS,
            check=True,
        ).stdout
        gib = sum(int(line) for line in said.splitlines()) / _MIB_IN_GIB
    except (OSError, ValueError, subprocess.SubprocessError):
        return Check(
            "GPU",
            "missing",
            "nvidia-smi finds none",
            "This profile needs an NVIDIA GPU; offline and cpu do without.",
        )
    if gib + _GPU_SLACK_GIB < wanted:
        return Check(
            "GPU", "missing", f"{gib:.1f} GiB, {wanted:g} wanted", "Choose a smaller profile."
        )
    return Check("GPU", "ok", f"{gib:.1f} GiB")
