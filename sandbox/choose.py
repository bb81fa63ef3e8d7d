"""Which sandbox runs the program."""

from sandbox.interface import Interface, Limits, Sandbox
from sandbox.monty import MontySandbox
from studio.errors import SettingsError
from studio.settings import Settings


async def open_sandbox(settings: Settings, interface: Interface) -> tuple[Sandbox, str]:
    """The sandbox of `sandbox.engine`, and one sentence that says which and why."""
    chosen = settings.sandbox
    limits = Limits(
        seconds=chosen.seconds, turn_seconds=chosen.turn_seconds, memory_mb=chosen.memory_mb,
        output_kb=chosen.output_kb, calls=settings.budget.tool_calls,
    )
    if chosen.engine == "docker":
        raise SettingsError(
            "sandbox.engine is docker, and this version has no Docker sandbox yet.",
            "Set it to auto or monty.",
        )
    return MontySandbox(interface, limits), "Programs run in monty, the embedded sandbox."
