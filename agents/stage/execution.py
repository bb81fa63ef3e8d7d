"""Runs the coder's program: in the sandbox, each tool call charged, recorded and cached."""

import asyncio
from collections.abc import Iterable
from typing import Any

from agents.flow.production import Production
from agents.rules.deliverables import check_result
from sandbox.interface import Answer
from studio.errors import AbsentError, BudgetError, DamagedError, MediaError
from studio.nouns.artifact import ToolCall, handles_in
from studio.nouns.program import RunRecord
from studio.plan import Film


async def run_program(production: Production) -> None:
    """Run the newest program and write down what came of it.

    A fault of the program's is in the record, for the coder. What no program can mend is raised, as
    an engine's fault, or that the footage lacks all that the brief asks for; after a resume the
    same program runs again.
    """
    state = production.state
    assert state.program and state.film
    check_media(production)
    number = {"iteration": state.iteration, "attempt": state.attempt}
    record = check_result(await _run(production, state.program.code), state.film)
    await production.toolbox.write_videos(handles_in(record.result), production.on_progress)
    production.logbook.write("run", "sandbox", record.model_dump(mode="json") | number)


def check_media(production: Production) -> None:
    """Raise DamagedError, by the person's own name for it, when the stored copy of a file that came
    with the brief is damaged: nobody can make it again."""
    brief = production.state.brief
    assert brief
    for source in brief.media:
        if not production.toolbox.artifacts.is_whole(source.handle):
            raise DamagedError(
                f"the stored copy of {source.name} ({source.handle}) is damaged or gone.",
                f"Run the brief again with --media {source.name}.",
            )


async def make_whole(production: Production, code: str, handles: Iterable[str]) -> None:
    """See that the files of `handles`, which the program `code` made, are what was stored; else run
    it again, which makes again what is damaged and nothing else. DamagedError when that gives
    something else than before."""
    store, wanted = production.toolbox.artifacts, list(handles)
    damaged = [handle for handle in wanted if not store.is_whole(handle)]
    if damaged:
        await _make_again(production, code, damaged)
    await production.toolbox.write_videos(wanted, production.on_progress)


async def _make_again(production: Production, code: str, damaged: list[str]) -> None:
    check_media(production)
    text = f"What was stored of {', '.join(damaged)} is damaged: it is made again."
    production.logbook.write("notice", "studio", {"text": text})
    await _run(production, code)
    store = production.toolbox.artifacts
    still = [handle for handle in damaged if not store.is_whole(handle)]
    if still:
        raise DamagedError(
            f"what was stored of {', '.join(still)} is damaged, and was not made the same again.",
            "Run the brief again.",
        )


async def _run(production: Production, code: str) -> RunRecord:
    state, most = production.state, production.settings.budget.tool_calls
    jobs: list[asyncio.Task[dict[str, Any]]] = []
    absent: AbsentError | None = None

    async def call(tool: str, arguments: dict[str, Any]) -> Answer:
        nonlocal absent
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
        try:
            return Answer(await jobs[-1], handles)
        except AbsentError as error:
            absent = error
            raise

    try:
        record = await production.sandbox.run(code, call, production.on_output, state.held())
    finally:
        await _end(jobs)  # a program that was stopped leaves its calls behind
    if absent and record.outcome == "error" and state.film and _is_one_step(state.film):
        raise _of_the_media(absent, production)
    return record


def _is_one_step(film: Film) -> bool:
    """Whether nothing is left of the film without the one change that it makes to footage."""
    alone = len(film.shots) == 1 and not film.is_assembled
    return alone and [len(shot.steps) for shot in film.footage] == [1]


def _of_the_media(error: AbsentError, production: Production) -> MediaError:
    """It, with the person's own names of the files."""
    message, brief = error.message, production.state.brief
    for source in brief.media if brief else []:
        message = message.replace(source.handle, source.name)
    return MediaError(message, error.fix)


async def _end(jobs: list[asyncio.Task[dict[str, Any]]]) -> None:
    running = [job for job in jobs if not job.done()]
    for job in running:
        job.cancel()
    await asyncio.gather(*running, return_exceptions=True)
