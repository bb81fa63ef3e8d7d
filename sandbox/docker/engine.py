"""The Docker sandbox: full Python in a container that can reach nothing but the tools."""

import asyncio
import time
from collections.abc import Collection

from docker import APIClient

from sandbox.artifacts import NewProgramArtifacts
from sandbox.calls import Calls
from sandbox.channel.peer import PeerLost
from sandbox.channel.program_run import ProgramRun
from sandbox.docker.client import LOST
from sandbox.docker.confinement import Confinement, Terms
from sandbox.docker.container import Container
from sandbox.docker.labels import sweep
from sandbox.docker.pool import Pool
from sandbox.docker.typecheck import TypeChecker
from sandbox.interface import CallTool, Interface, Limits, OnOutput
from sandbox.record import Recorder
from sandbox.rights import Rights
from studio.errors import EngineError
from studio.nouns.program import RunRecord

ATTEMPTS = 2  # a container that goes away in mid-run is not the program's fault the first time


class DockerSandbox:
    """Runs each program in a process of its own, forked in a container that waits for it."""

    name = "docker"

    def __init__(
        self,
        interface: Interface,
        limits: Limits,
        client: APIClient,
        confinement: Confinement,
        *,
        new_artifacts: NewProgramArtifacts | None = None,
        warm: int = 1,
        most: int = 4,
        type_check: bool = True,
    ):
        self._interface = interface.with_artifacts() if new_artifacts else interface
        self._limits = limits
        self._client = client
        self._new_artifacts = new_artifacts
        self._checker = TypeChecker(self._interface.stubs) if type_check else None
        # on another kernel, as gVisor's, the supervisor may not be safe from the program
        self._guarded = not confinement.runtime
        terms = Terms.of(self._interface, limits)
        self._pool = Pool(lambda: Container.start(client, confinement, terms), warm, most)

    async def open(self) -> None:
        """Sweep what a studio that died has left, and begin to warm containers up."""
        try:
            await asyncio.to_thread(sweep, self._client)
        except LOST as error:
            raise EngineError(
                f"the Docker engine does not answer: {error}.", "Start it, or use monty."
            ) from error
        self._pool.fill()

    async def check(self, code: str) -> RunRecord | None:
        """Type-check `code` by ty; a record of outcome "type_error", or None."""
        errors, line = await self._checker.check(code) if self._checker else ("", None)
        if not errors:
            return None
        recorder = Recorder(self.name, self._limits.output_kb, lambda _: None)
        return recorder.refused(errors, line)

    async def run(
        self, code: str, call: CallTool, on_output: OnOutput, held: Collection[str] = ()
    ) -> RunRecord:
        """Check and run `code`; see Sandbox.run. EngineError when Docker itself fails."""
        started = time.monotonic()
        record = await self.check(code) or await self._run(code, call, on_output, held)
        record.seconds = round(time.monotonic() - started, 3)
        return record

    async def _run(
        self, code: str, call: CallTool, on_output: OnOutput, held: Collection[str]
    ) -> RunRecord:
        for attempt in range(1, ATTEMPTS + 1):
            recorder = Recorder(self.name, self._limits.output_kb, on_output)
            rights = Rights(held)
            program_artifacts = self._new_artifacts(rights) if self._new_artifacts else None
            calls = Calls(self._interface, self._limits, call, recorder, rights, program_artifacts)
            container = await self._pool.take()
            program_run = ProgramRun(container, self._limits, calls, recorder)
            try:
                record = calls.checked(await program_run.run(code))
            except PeerLost:
                if attempt < ATTEMPTS:
                    on_output("[the sandbox's container went away; the program runs again]\n")
                continue
            finally:
                if program_run.reusable and self._guarded:
                    self._pool.give_back(container)
                else:
                    await self._pool.discard(container)
            if calls.broken and record.outcome != "done":
                raise calls.broken
            return record
        return await self._lost(recorder)

    async def _lost(self, recorder: Recorder) -> RunRecord:
        """Twice a container went away: is it the engine, or what the program does?"""
        try:
            await asyncio.to_thread(self._client.ping)
        except LOST as error:
            raise EngineError(
                "the Docker engine went away while a program ran.",
                "Start it again, or set sandbox.engine to monty; then resume the session.",
            ) from error
        return recorder.failed(
            "limit",
            "The program was ended with its whole container, twice. It may use too much "
            "memory: work on less at a time.",
        )

    async def close(self) -> None:
        """Remove all containers."""
        await self._pool.close()
        if self._checker:
            self._checker.close()
        self._client.close()
