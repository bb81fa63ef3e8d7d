"""Which sandbox runs the program."""

from sandbox.artifacts import Allowance, NewProgramArtifacts, ProgramArtifacts
from sandbox.embedded.engine import MontySandbox
from sandbox.interface import Interface, Limits, Sandbox
from sandbox.rights import Rights
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
    return await open_engine(
        settings, interface, limits_of(settings), _new_artifacts(settings, artifacts)
    )


async def open_engine(
    settings: Settings,
    interface: Interface,
    limits: Limits,
    new_artifacts: NewProgramArtifacts | None,
    *,
    type_check: bool = True,
) -> tuple[Sandbox, str]:
    """The same with limits of one's own, and without the type check if need be."""
    why_not = ""
    if settings.sandbox.engine != "monty":
        from sandbox.docker.start import open_docker  # its client is slow to import

        try:
            sandbox, where = await open_docker(
                settings, interface, limits, new_artifacts, type_check
            )
            return sandbox, f"Programs run in containers of their own, on {where}."
        except EngineError as error:
            if settings.sandbox.engine == "docker":
                raise
            why_not = f" Not in Docker: {error}"
    sandbox = MontySandbox(interface, limits, new_artifacts=new_artifacts, type_check=type_check)
    return sandbox, f"Programs run in monty, the embedded sandbox.{why_not}"


def limits_of(settings: Settings) -> Limits:
    """The limits of configs/studio.yaml."""
    chosen = settings.sandbox
    return Limits(
        seconds=chosen.seconds,
        turn_seconds=chosen.turn_seconds,
        memory_mb=chosen.memory_mb,
        output_kb=chosen.output_kb,
        calls=settings.budget.tool_calls,
        artifact_mb=chosen.artifact_mb,
    )


def _new_artifacts(
    settings: Settings, artifacts: ArtifactStore | None
) -> NewProgramArtifacts | None:
    if artifacts is None:
        return None

    def new_artifacts(rights: Rights) -> ProgramArtifacts:
        return ProgramArtifacts(artifacts, rights, Allowance.of(settings))

    return new_artifacts
