"""Answers the calls of one run: counted, limited, and with each fault laid at the right door."""

from collections.abc import Sequence
from typing import Any

from sandbox.artifacts import KEEP, READ, Satchel
from sandbox.interface import CallTool, Interface, Limits
from sandbox.record import Recorder
from studio.errors import BudgetError, SheetError, StudioError, ToolError


class Refused(Exception):
    """The call failed; the text is for the program and its coder."""


class Calls:
    """The host's side of `from tools import ...`, the same for every engine."""

    def __init__(
        self, interface: Interface, limits: Limits, call: CallTool, recorder: Recorder,
        satchel: Satchel | None,
    ):
        self.broken: StudioError | None = None
        self._interface = interface
        self._limits = limits
        self._call = call
        self._recorder = recorder
        self._satchel = satchel

    async def answer(self, tool: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """One call's result: a dict, or the bytes of an artifact. Refused when there is none; a
        fault that no program can mend is kept in `broken` as well."""
        self._recorder.calls += 1
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
            arguments = self._interface.arguments(tool, tuple(args), kwargs)
            if self._satchel and tool in (READ, KEEP):
                return await self._own(tool, arguments, self._satchel)
            result = await self._call(tool, arguments)
            if self._satchel:
                self._satchel.take(result)
            return result
        except (ToolError, SheetError, BudgetError) as fault:
            raise Refused(f"{tool[:60]}: {fault}") from None
        except StudioError as fault:  # not the program's fault: it can't mend it
            self.broken = self.broken or fault
            raise Refused(f"{tool}: {fault}") from None

    async def _own(self, tool: str, arguments: dict[str, Any], satchel: Satchel) -> Any:
        try:
            return await (satchel.read if tool == READ else satchel.keep)(**arguments)
        except TypeError:
            names = ", ".join(self._interface.signatures[tool])
            raise ToolError(f"{tool}() takes {names}.", "Pass just those.") from None
