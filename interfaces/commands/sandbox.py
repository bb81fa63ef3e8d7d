"""The commands about the sandbox: build its image, check that it holds."""

import asyncio

from rich.text import Text

from interfaces.commands.frame import Frame
from interfaces.console.style import safe
from sandbox.choose import open_engine
from sandbox.hostile.book import hostile_programs
from sandbox.hostile.trial import Trial, Verdict, open_trial
from sandbox.interface import Sandbox
from studio.settings import Settings

WIDTHS = (11, 38, 11)


def build_sandbox(frame: Frame) -> None:
    """Build the image in which programs run."""
    from sandbox.docker.opening import build

    name = build(frame.settings, lambda line: frame.console.print(safe(line)))
    frame.console.print(f"{name} is ready: `sandbox.engine: auto` uses it from now on.")


def check_sandbox(frame: Frame) -> None:
    """Try the hostile programs on the sandbox of the settings, and on gVisor where it is; exit code
    1 when one gets through."""
    first = asyncio.run(_check(frame, frame.settings))
    if first == "docker" and not frame.settings.sandbox.runtime:
        from sandbox.docker.opening import GVISOR, has_gvisor

        if has_gvisor(frame.settings):
            chosen = frame.settings.sandbox.model_copy(
                update={"runtime": GVISOR, "engine": "docker"}
            )
            asyncio.run(_check(frame, frame.settings.model_copy(update={"sandbox": chosen})))
        else:
            frame.console.print("gVisor (runsc) is not known to this Docker engine: not tried.")


async def _check(frame: Frame, settings: Settings) -> str:
    """One engine's table; its name."""
    notes: list[str] = []

    async def make(interface, limits, new_satchel) -> Sandbox:
        sandbox, note = await open_engine(
            settings, interface, limits, new_satchel, type_check=False
        )
        notes.append(note)
        return sandbox

    async with open_trial(make) as trial:
        frame.console.print(safe(notes[0]))
        faults = await _try_all(frame, trial)
        total = len(hostile_programs(trial.sandbox.name))
        if faults:
            frame.exit_code = 1
            frame.console.print(f"{total - faults} of {total} held, {faults} did NOT.", style="bad")
        else:
            frame.console.print(f"All {total} held.", style="good")
        return trial.sandbox.name


async def _try_all(frame: Frame, trial: Trial) -> int:
    faults = 0
    topic = ""
    for program in hostile_programs(trial.sandbox.name):
        verdict = await trial.attempt(program)
        faults += bool(verdict.fault)
        shown = "" if program.topic == topic else program.topic
        topic = program.topic
        frame.console.print(_row(shown, verdict), soft_wrap=True)
    return faults


def _row(topic: str, verdict: Verdict) -> Text:
    program = verdict.program
    outcome = verdict.record.outcome if verdict.record else "-"
    cells = [topic, program.name, outcome]
    row = Text.assemble(
        ("held  " if not verdict.fault else "OPEN  ", "good" if not verdict.fault else "bad"),
        *(safe(f"{cell:<{width}} ") for cell, width in zip(cells, WIDTHS, strict=True)),
        safe(program.what, "quiet"),
    )
    return row.append(safe(f"  {verdict.fault}", "bad")) if verdict.fault else row
