"""The embedded sandbox: pydantic-monty, a Python interpreter in Rust without access to the host.

Programs run in monty's own processes; what they hand out is taken over in a further process that
ends when it is too much (see child.py), and comes here counted. The only way out is a call of a
tool.
"""

import asyncio
import time
from collections.abc import Collection
from typing import Any

from sandbox.artifacts import NewProgramArtifacts
from sandbox.calls import Calls
from sandbox.channel.peer import PeerLost
from sandbox.channel.program_run import ProgramRun
from sandbox.embedded.peer import MontyProcess
from sandbox.interface import Answer, CallTool, Interface, Limits, OnOutput
from sandbox.record import Recorder
from sandbox.rights import Rights
from studio.errors import EngineError, ToolError
from studio.nouns.program import RunRecord

KEPT = 2  # processes that wait for the next program


class MontySandbox:
    """Runs programs in monty. A process that has run one serves the next."""

    name = "monty"

    def __init__(
        self,
        interface: Interface,
        limits: Limits,
        *,
        new_artifacts: NewProgramArtifacts | None = None,
        type_check: bool = True,
    ):
        self._interface = interface.with_artifacts() if new_artifacts else interface
        self._limits = limits
        self._new_artifacts = new_artifacts
        self._terms = _terms(self._interface, limits, type_check)
        self._idle: list[MontyProcess] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    async def check(self, code: str) -> RunRecord | None:
        """Type-check `code`. It is run as well, with every call of a tool refused."""

        async def refuse(_tool: str, _arguments: dict[str, Any]) -> Answer:
            raise ToolError("a check answers no calls.")

        record = await self.run(code, refuse, lambda _: None)
        return record if record.outcome == "type_error" else None

    async def run(
        self, code: str, call: CallTool, on_output: OnOutput, held: Collection[str] = ()
    ) -> RunRecord:
        """Check and run `code`; see Sandbox.run. EngineError when monty itself fails."""
        started = time.monotonic()
        recorder = Recorder(self.name, self._limits.output_kb, on_output)
        rights = Rights(held)
        program_artifacts = self._new_artifacts(rights) if self._new_artifacts else None
        calls = Calls(self._interface, self._limits, call, recorder, rights, program_artifacts)
        process = await self._process()
        program_run = ProgramRun(process, self._limits, calls, recorder)
        try:
            record = calls.checked(await program_run.run(code))
        except PeerLost as error:
            raise EngineError(
                f"the monty sandbox broke off: {error}.", "Run it again; please report it."
            ) from error
        finally:
            if program_run.reusable and process.is_alive and len(self._idle) < KEPT:
                self._idle.append(process)
            else:
                await process.end()
        if calls.broken and record.outcome != "done":
            raise calls.broken
        record.seconds = round(time.monotonic() - started, 3)
        return record

    async def close(self) -> None:
        """End all processes."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*(process.end() for process in idle))

    async def _process(self) -> MontyProcess:
        """One that waits, else a new one. Pipes belong to the event loop that opened them."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._idle, self._loop = [], loop
        while self._idle:
            process = self._idle.pop()
            if process.is_alive:
                return process
        return await MontyProcess.start(self._terms)


def _terms(interface: Interface, limits: Limits, type_check: bool) -> dict[str, Any]:
    """What the process is told once, as JSON."""
    return {
        "tools": list(interface.signatures),
        "stubs": interface.stubs,
        "type_check": type_check,
        "max_blob": limits.artifact_mb * 2**20,
        "output": limits.output_kb * 1024,
        "memory_mb": limits.memory_mb + 2 * limits.artifact_mb,
        "limits": {
            # by the clock; what a turn computes is the host's to see
            "max_turn_duration_secs": limits.seconds,
            "max_memory": limits.memory_mb * 1024 * 1024,
            "max_suspensions": limits.calls * 4 + 100,
            "max_total_sleep_secs": limits.turn_seconds,
        },
    }
