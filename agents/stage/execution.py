"""Runs the coder's program: in the sandbox, each tool call charged, recorded and cached."""

import asyncio
from typing import Any

from agents.flow.production import Production
from agents.rules.deliverables import check_result
from sandbox.interface import Answer
from studio.errors import BudgetError
from studio.nouns.artifact import ToolCall


async def run_program(production: Production) -> str:
    """Run the newest program and write down what came of it.

    A fault of the program's is in the record, for the coder. An engine's fault is raised: no
    program can mend it, and after a resume the same program runs again.
    """
    state = production.state
    assert state.program and state.film
    number = {"iteration": state.iteration, "attempt": state.attempt}
    most = production.settings.budget.tool_calls
    jobs: list[asyncio.Task[dict[str, Any]]] = []

    async def call(tool: str, arguments: dict[str, Any]) -> Answer:
        handles: list[str] = []

        def on_call(call: ToolCall) -> None:
            handles.extend(call.handles or ())
            production.logbook.write("tool", "sandbox", call)

        if len(jobs) >= most:
            raise BudgetError(
                f"the program made more than {most} tool calls.",
                "Make fewer, or raise budget.tool_calls.",
            )
        answer = production.toolbox.call(
            tool,
            arguments,
            on_progress=production.on_progress,
            on_call=on_call,
        )
        jobs.append(asyncio.ensure_future(answer))
        return Answer(await jobs[-1], handles)

    try:
        record = await production.sandbox.run(
            state.program.code, call, production.on_output, state.held()
        )
    finally:
        await _end(jobs)  # a program that was stopped leaves its calls behind
    record = check_result(record, state.film)
    production.logbook.write("run", "sandbox", record.model_dump(mode="json") | number)
    if record.outcome == "done":
        made = ", ".join(f"{shot}: {value}" for shot, value in record.result.items())
        return f"Made in {record.seconds:.1f} s with {record.calls} tool calls: {made}."
    return f"The program failed ({record.outcome}). {record.error}"


async def _end(jobs: list[asyncio.Task[dict[str, Any]]]) -> None:
    running = [job for job in jobs if not job.done()]
    for job in running:
        job.cancel()
    await asyncio.gather(*running, return_exceptions=True)
