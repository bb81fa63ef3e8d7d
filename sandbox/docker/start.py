"""Opens the Docker sandbox of the settings."""

import asyncio
from pathlib import Path

from docker import APIClient

from sandbox.artifacts import NewProgramArtifacts
from sandbox.docker.client import LOST, connect
from sandbox.docker.confinement import Confinement
from sandbox.docker.engine import DockerSandbox
from sandbox.docker.image import (
    OnLine,
    build_image,
    has_image,
    image_name,
    remove_old_images,
)
from sandbox.interface import Interface, Limits
from studio.errors import EngineError
from studio.settings import Settings

GVISOR = "runsc"


async def open_docker(
    settings: Settings,
    interface: Interface,
    limits: Limits,
    new_artifacts: NewProgramArtifacts | None,
    type_check: bool,
) -> tuple[DockerSandbox, str]:
    """The sandbox, and a few words on where it runs. EngineError says why there can be none."""
    chosen = settings.sandbox
    client = await asyncio.to_thread(connect, chosen.docker_host)
    try:
        version = await asyncio.to_thread(_ready, client)
        sandbox = DockerSandbox(
            interface,
            limits,
            client,
            Confinement.of(chosen, image_name(), limits.memory_mb),
            new_artifacts=new_artifacts,
            warm=chosen.warm,
            most=chosen.containers,
            type_check=type_check,
        )
        await sandbox.open()
    except LOST as error:
        client.close()
        raise EngineError(f"the Docker engine fails: {error}.", "See its log.") from error
    except BaseException:
        client.close()
        raise
    return sandbox, f"Docker {version}{f' with {chosen.runtime}' if chosen.runtime else ''}"


def build(settings: Settings, on_line: OnLine) -> str:
    """Build the image, say each step, remove the images of earlier versions. Its name."""
    client = connect(settings.sandbox.docker_host)
    try:
        cache: Path = settings.paths.data / "sandbox"
        name = build_image(client, settings.sandbox.base_image, cache, on_line)
        for old in remove_old_images(client):
            on_line(f"Removed {old}.")
        return name
    finally:
        client.close()


def ready_docker(settings: Settings) -> str:
    """The engine's name and version when programs can run there. EngineError says why not."""
    client = connect(settings.sandbox.docker_host)
    try:
        return f"Docker {_ready(client)}"
    except LOST as error:
        raise EngineError(f"the Docker engine fails: {error}.", "See its log.") from error
    finally:
        client.close()


def has_gvisor(settings: Settings) -> bool:
    """Whether the engine knows gVisor's runtime. EngineError when no engine answers."""
    client = connect(settings.sandbox.docker_host)
    try:
        return GVISOR in client.info().get("Runtimes", {})
    finally:
        client.close()


def _ready(client: APIClient) -> str:
    """The engine's version. EngineError without the image."""
    if not has_image(client):
        raise EngineError(
            "Docker is here, but the sandbox's image is not.",
            "Build it once with `python main.py sandbox build`.",
        )
    return client.version()["Version"]
