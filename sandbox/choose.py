"""Which sandbox runs the program."""

from sandbox.artifacts import Satchel
from sandbox.docker.client import connect
from sandbox.docker.container import Confinement
from sandbox.docker.engine import DockerSandbox
from sandbox.docker.image import has_image, image_name
from sandbox.interface import Interface, Limits, Sandbox
from sandbox.monty import MontySandbox
from studio.errors import EngineError
from studio.settings import Settings
from studio.store.artifacts import ArtifactStore


async def open_sandbox(
    settings: Settings, interface: Interface, artifacts: ArtifactStore | None = None
) -> tuple[Sandbox, str]:
    """The sandbox of `sandbox.engine`, and one sentence that says which and why.

    With `artifacts`, programs may read the bytes of the artifacts they hold, and keep new ones.
    EngineError when Docker is asked for and cannot be used.
    """
    why_not = ""
    if settings.sandbox.engine != "monty":
        try:
            sandbox, version = await _docker(settings, interface, artifacts)
            return sandbox, f"Programs run in containers of their own, on Docker {version}."
        except EngineError as fault:
            if settings.sandbox.engine == "docker":
                raise
            why_not = f" Not in Docker: {fault}"
    sandbox = MontySandbox(
        interface, limits_of(settings), new_satchel=_satchels(settings, artifacts)
    )
    return sandbox, f"Programs run in monty, the embedded sandbox.{why_not}"


def limits_of(settings: Settings) -> Limits:
    """The limits of configs/studio.yaml."""
    chosen = settings.sandbox
    return Limits(
        seconds=chosen.seconds, turn_seconds=chosen.turn_seconds, memory_mb=chosen.memory_mb,
        output_kb=chosen.output_kb, calls=settings.budget.tool_calls,
        artifact_mb=chosen.artifact_mb,
    )


async def _docker(
    settings: Settings, interface: Interface, artifacts: ArtifactStore | None
) -> tuple[Sandbox, str]:
    chosen = settings.sandbox
    client = connect(chosen.docker_host)
    try:
        if not has_image(client):
            raise EngineError(
                "Docker is here, but the sandbox's image is not.",
                "Build it once with `python main.py sandbox build`.",
            )
        sandbox = DockerSandbox(
            interface, limits_of(settings), client, Confinement.of(chosen, image_name()),
            new_satchel=_satchels(settings, artifacts), warm=chosen.warm, most=chosen.containers,
        )
        await sandbox.open()
        return sandbox, client.version()["Version"]
    except BaseException:
        client.close()
        raise


def _satchels(settings: Settings, artifacts: ArtifactStore | None):
    if artifacts is None:
        return None

    def new_satchel() -> Satchel:
        return Satchel(
            artifacts, max_bytes=settings.sandbox.artifact_mb * 2**20,
            max_pixels=settings.media.max_pixels,
        )

    return new_satchel
