"""The commands that make something: run, resume."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from agents.outcome import Outcome, outcome_of
from interfaces.commands.context import CommandContext
from interfaces.commands.pieces.earlier import earlier_named
from interfaces.commands.pieces.listing import find_session
from interfaces.console.chat import ConsoleChat
from interfaces.console.person import ConsoleGates, chosen_gates, person_at_console
from interfaces.console.summary import print_summary
from interfaces.format.history import history_of
from interfaces.produce import produce, resume
from interfaces.report.build import report_path
from interfaces.stores import open_stores
from studio.store.owner import SessionOwners

WATCH_SECONDS = 0.5  # between two looks at a session that another process makes
JSON_KEYS = (
    "outcome",
    "left_out",
    "session",
    "brief",
    "plan",
    "estimate",
    "deliverables",
    "reviews",
    "program",
    "timings",
    "cost",
    "message",
    "fix",
)


class Following(ConsoleChat):
    """The console's chat; keeps the command informed of which session is going on."""

    def __init__(self, context: CommandContext, *, bars: bool = True):
        super().__init__(context.console, bars=bars, verbose=context.verbose)
        self._context = context

    def on_event(self, event) -> None:
        """Note the session, then print."""
        self._context.session = event.session
        super().on_event(event)


def run_brief(
    context: CommandContext,
    text: str,
    media: Sequence[Path],
    *,
    seed: int,
    use_cache: bool,
    gate: str,
    open_report: bool,
    revise: str | None = None,
) -> None:
    """Make one piece. Media may be named as `earlier_named` says. With `revise`, a session's name,
    the text is a note on that session's piece."""
    chat = Following(context)
    earlier, media = earlier_named(revise, media, context.settings)
    gates = _gates(context, chat, gate)
    try:
        outcome = asyncio.run(
            produce(
                text,
                media,
                settings=context.settings,
                listener=chat,
                seed=seed,
                use_cache=use_cache,
                gates=gates,
                revise=earlier,
            )
        )
    finally:
        chat.close()
    finish(context, outcome, open_report=open_report)


def resume_session(
    context: CommandContext, name: str, *, use_cache: bool, gate: str, open_report: bool
) -> None:
    """Go on with a session."""
    chat = Following(context)
    gates = _gates(context, chat, gate)
    with open_stores(context.settings) as (sessions, _):
        session = find_session(sessions, name)
        chat.recall(sessions.events(session))
    try:
        outcome = asyncio.run(
            resume(
                session, settings=context.settings, listener=chat, gates=gates, use_cache=use_cache
            )
        )
    finally:
        chat.close()
    finish(context, outcome, open_report=open_report)


def watch_session(context: CommandContext, name: str, *, open_report: bool) -> None:
    """Show a session that another process makes, until it ends or that process does."""
    chat = Following(context)
    owners = SessionOwners(context.settings.paths.locks)
    with open_stores(context.settings) as (sessions, _):
        session = find_session(sessions, name)
        shown = 0
        while True:
            at_work = owners.is_owned(session)  # looked at first: what it wrote last is seen below
            for event in sessions.events(session)[shown:]:
                chat.on_event(event)
                shown = event.number
            if not at_work:
                break
            time.sleep(WATCH_SECONDS)
        outcome = outcome_of(sessions.events(session))
    chat.close()
    finish(context, outcome, open_report=open_report)


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """What `--json` tells of an outcome, in the order of JSON_KEYS."""
    told = outcome.model_dump(mode="json", include=set(JSON_KEYS))
    return {key: told[key] for key in JSON_KEYS}


def finish(context: CommandContext, outcome: Outcome, *, open_report: bool = False) -> None:
    """Print what came of a session, and set the exit code."""
    with open_stores(context.settings) as (sessions, _):
        told = history_of(sessions.events(outcome.session))
    report = report_path(context.settings.paths.outputs, outcome.session)
    print_summary(context.console, told, report if report.exists() else None)
    context.exit_code = outcome.exit_code
    if context.as_json:
        context.print_json(outcome_as_json(outcome))
    if open_report and report.exists():
        typer.launch(str(report))


def _gates(context: CommandContext, chat: ConsoleChat, gate: str) -> ConsoleGates | None:
    """Who is asked; nobody where no person is there, or a program reads what comes."""
    chosen = chosen_gates(gate)
    asks = chosen or (person_at_console() and not context.as_json)
    return ConsoleGates(context.console, chat, chosen) if asks else None
