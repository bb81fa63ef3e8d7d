"""The embedded sandbox: pydantic-monty, a Python interpreter in Rust without access to the host.

Programs run in worker processes of its pool; the only way out is a call of a host function.
"""

import asyncio
import re
import time
from collections.abc import Collection
from contextlib import AsyncExitStack
from typing import Any

from pydantic_monty import (
    AsyncMonty,
    AsyncMontySession,
    ExternalModule,
    MontyCrashedError,
    MontyError,
    MontyRuntimeError,
    MontyTypingError,
)

from sandbox.artifacts import NewSatchel
from sandbox.calls import Calls, Refused
from sandbox.interface import Answer, CallTool, Interface, Limits, OnOutput
from sandbox.record import Recorder, worded_for_the_coder
from sandbox.rights import Rights
from studio.errors import EngineError, ToolError
from studio.nouns.program import RunRecord

_LIMIT_WORDS = re.compile(r"^[a-z ]+ limit( \d+)? exceeded")
_LINE = re.compile(r"^main\.py:(\d+):", re.MULTILINE)


class MontySandbox:
    """Runs programs in monty. One pool of processes serves all runs."""

    name = "monty"

    def __init__(
        self,
        interface: Interface,
        limits: Limits,
        *,
        new_satchel: NewSatchel | None = None,
        type_check: bool = True,
    ):
        self._interface = interface.with_artifacts() if new_satchel else interface
        self._limits = limits
        self._new_satchel = new_satchel
        self._type_check = type_check
        self._stack = AsyncExitStack()
        self._pool: AsyncMonty | None = None

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
        recorder = Recorder(self.name, self._limits.output_kb, on_output)
        rights = Rights(held)
        satchel = self._new_satchel(rights) if self._new_satchel else None
        calls = Calls(self._interface, self._limits, call, recorder, rights, satchel)

        def answer(tool: str) -> Any:
            async def host(*args: Any, **kwargs: Any) -> Any:
                try:
                    return await calls.answer(tool, args, kwargs)
                except Refused as fault:
                    raise RuntimeError(str(fault)) from None

            return host

        started = time.monotonic()
        try:
            async with asyncio.timeout(self._limits.seconds):
                host = {tool: answer(tool) for tool in self._interface.signatures}
                async with await self._session(host) as session:
                    result = await session.feed_run(code, print_callback=recorder.monty_print)
            record = calls.checked(recorder.done(result))
        except MontyTypingError as fault:
            record = _typing_record(recorder, fault)
        except MontyRuntimeError as fault:
            record = _runtime_record(recorder, fault, code)
        except TimeoutError:
            record = recorder.failed(
                "timeout",
                f"The program ran for more than {self._limits.seconds:g} s.",
            )
        except MontyCrashedError as fault:
            record = recorder.failed("limit", f"The interpreter was ended: {fault}.")
        except MontyError as fault:
            record = recorder.failed("error", f"{type(fault).__name__}: {fault}")
        finally:
            await calls.end()
        if calls.broken and record.outcome != "done":
            raise calls.broken
        record.seconds = round(time.monotonic() - started, 3)
        return record

    async def close(self) -> None:
        """End the pool's processes."""
        await self._stack.aclose()
        self._pool = None

    async def _session(self, host: dict[str, Any]) -> AsyncMontySession:
        if self._pool is None:
            try:
                self._pool = await self._stack.enter_async_context(AsyncMonty())
            except (OSError, MontyError) as fault:
                raise EngineError(
                    f"the monty sandbox does not start: {fault}.", "Run `make setup` again."
                ) from fault
        return self._pool.checkout(
            type_check=self._type_check,
            type_check_format="concise",
            external_modules={"tools": ExternalModule(host, stubs=self._interface.stubs)},
            limits={
                "max_turn_duration_secs": self._limits.turn_seconds,
                "max_memory": self._limits.memory_mb * 1024 * 1024,
                "max_suspensions": self._limits.calls * 4 + 100,
                "max_total_sleep_secs": self._limits.turn_seconds,
            },
        )


def _typing_record(recorder: Recorder, fault: MontyTypingError) -> RunRecord:
    text = str(fault).strip()
    errors = "\n".join(line for line in text.splitlines() if "warning[" not in line)
    first = _LINE.search(errors)
    return recorder.refused(errors, int(first.group(1)) if first else None)


def _runtime_record(recorder: Recorder, fault: MontyRuntimeError, code: str) -> RunRecord:
    inner = fault.exception()
    frames = [
        (frame.line, "" if frame.function_name == "<module>" else frame.function_name)
        for frame in fault.traceback()
    ]
    if isinstance(inner, TimeoutError):
        return recorder.failed("timeout", f"The program was stopped: {inner}.")
    over = isinstance(inner, MemoryError | RecursionError) or _LIMIT_WORDS.search(str(inner))
    line = frames[-1][0] if frames else None
    text = worded_for_the_coder(type(inner).__name__, str(inner), frames, code)
    return recorder.failed("limit" if over else "error", text, line)
