"""The commands about the sandbox: build its image, check that it holds."""

import asyncio

from rich.text import Text

from interfaces.commands.context import CommandContext
from interfaces.console.style import safe
from sandbox.choose import open_engine
from sandbox.hostile.book import hostile_programs
from sandbox.hostile.trial import Trial, Verdict, open_trial
from sandbox.interface import Sandbox
from studio.settings import Settings

WIDTHS = (11, 38, 11)


def build_sandbox(context: CommandContext) -> None:
    """Build the image in which programs run."""
    from sandbox.docker.start import build

    name = build(context.settings, lambda line: context.console.print(safe(line)))
    context.console.print(f"{name} is ready: `sandbox.engine: auto` uses it from now on.")


def check_sandbox(context: CommandContext) -> None:
    """Try the hostile programs on the sandbox of the settings, and on gVisor where it is; exit code
    1 when one gets through."""
    first = asyncio.run(_check(context, context.settings))
    if first == "docker" and not context.settings.sandbox.runtime:
        from sandbox.docker.start import GVISOR, has_gvisor

        if has_gvisor(context.settings):
            chosen = context.settings.sandbox.model_copy(
                update={"runtime": GVISOR, "engine": "docker"}
            )
            asyncio.run(_check(context, context.settings.model_copy(update={"sandbox": chosen})))
        else:
            context.console.print("gVisor (runsc) is not known to this Docker engine: not tried.")


async def _check(context: CommandContext, settings: Settings) -> str:
    """One engine's table; its name."""
    notes: list[str] = []

    async def make(interface, limits, new_artifacts) -> Sandbox:
        sandbox, note = await open_engine(
            settings, interface, limits, new_artifacts, type_check=False
        )
        notes.append(note)
        return sandbox

    async with open_trial(make) as trial:
        context.console.print(safe(notes[0]))
        failures = await _try_all(context, trial)
        total = len(hostile_programs(trial.sandbox.name))
        if failures:
            context.exit_code = 1
            held = f"{total - failures} of {total} held, {failures} did NOT."
            context.console.print(held, style="bad")
        else:
            context.console.print(f"All {total} held.", style="good")
        return trial.sandbox.name


async def _try_all(context: CommandContext, trial: Trial) -> int:
    failures = 0
    topic = ""
    for program in hostile_programs(trial.sandbox.name):
        verdict = await trial.attempt(program)
        failures += bool(verdict.failure)
        shown = "" if program.topic == topic else program.topic
        topic = program.topic
        context.console.print(_row(shown, verdict), soft_wrap=True)
    return failures


def _row(topic: str, verdict: Verdict) -> Text:
    program = verdict.program
    outcome = verdict.record.outcome if verdict.record else "-"
    cells = [topic, program.name, outcome]
    row = Text.assemble(
        ("held  " if not verdict.failure else "OPEN  ", "good" if not verdict.failure else "bad"),
        *(safe(f"{cell:<{width}} ") for cell, width in zip(cells, WIDTHS, strict=True)),
        safe(program.what, "quiet"),
    )
    return row.append(safe(f"  {verdict.failure}", "bad")) if verdict.failure else row
