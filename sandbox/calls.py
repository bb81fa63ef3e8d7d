"""Answers the calls of one run: counted, limited, and with each fault laid at the right door."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

from sandbox.artifacts import KEEP, READ, ProgramArtifacts
from sandbox.interface import Answer, CallTool, Interface, Limits
from sandbox.record import Recorder
from sandbox.rights import Rights
from studio.errors import AbsentError, BudgetError, EngineError, SheetError, StudioError, ToolError
from studio.nouns.program import RunRecord
from studio.printable import printable


class Refused(Exception):
    """The call failed; the text is for the program and its coder."""


class Calls:
    """The host's side of `from tools import ...`, the same for every engine."""

    def __init__(
        self,
        interface: Interface,
        limits: Limits,
        call: CallTool,
        recorder: Recorder,
        rights: Rights,
        program_artifacts: ProgramArtifacts | None,
    ):
        self.broken: StudioError | None = None
        self._interface = interface
        self._limits = limits
        self._call = call
        self._recorder = recorder
        self._rights = rights
        self._artifacts = program_artifacts
        self._jobs: set[asyncio.Future[Any]] = set()

    async def answer(self, tool: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """One call's result: a dict, or the bytes of an artifact. Refused when there is none; a
        fault that no program can mend is kept in `broken` as well."""
        self._recorder.calls += 1
        self._recorder.absent = ""
        try:
            if self._recorder.calls > self._limits.calls:
                raise BudgetError(
                    f"the program made more than {self._limits.calls} tool calls.",
                    "Make fewer, or raise budget.tool_calls.",
                )
            if tool not in self._interface.signatures:
                raise ToolError(
                    f"there is no tool {tool[:60]!r}.",
                    f"The tools are {', '.join(self._interface.signatures)}.",
                )
            arguments = printable(self._interface.arguments(tool, tuple(args), kwargs))
            if self._artifacts and tool in (READ, KEEP):
                return await self._own(tool, arguments, self._artifacts)
            self._rights.check_arguments(arguments)
            answer: Answer = await self._job(self._call(tool, arguments))
            self._rights.grant(answer.handles)
            return answer.result
        except (ToolError, SheetError, BudgetError) as error:
            self._recorder.absent = tool if isinstance(error, AbsentError) else ""
            raise Refused(f"{tool[:60]}: {error}") from None
        except StudioError as error:  # not the program's fault: it can't mend it
            self.broken = self.broken or error
            raise Refused(f"{tool}: {error}") from None
        except Exception as error:
            self.broken = self.broken or EngineError(
                f"a fault of the studio's own in {tool}: {type(error).__name__}: {error}.",
                "Please report it.",
            )
            self.broken.__cause__ = error
            raise Refused(f"{tool}: {type(error).__name__}") from None

    def checked(self, record: RunRecord) -> RunRecord:
        """`record`, or the program's error when its result names what the run does not hold."""
        if record.outcome != "done":
            return record
        try:
            return record.model_copy(update={"held": self._rights.of_result(record.result)})
        except ToolError as error:
            return self._recorder.failed("error", str(error))

    async def end(self) -> None:
        """Cancel the calls that a program which ended, however it did, has left behind."""
        jobs = tuple(self._jobs)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    async def _job(self, call: Awaitable[Any]) -> Any:
        job = asyncio.ensure_future(call)
        self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)
        return await job

    async def _own(
        self, tool: str, arguments: dict[str, Any], program_artifacts: ProgramArtifacts
    ) -> Any:
        try:
            call = (program_artifacts.read if tool == READ else program_artifacts.keep)(**arguments)
        except TypeError:
            names = ", ".join(self._interface.signatures[tool])
            raise ToolError(f"{tool}() takes {names}.", "Pass just those.") from None
        return await self._job(call)
