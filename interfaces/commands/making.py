"""The commands that make something: run, resume, play."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import typer

from agents.outcome import Outcome, outcome_of
from interfaces.commands.frame import Frame
from interfaces.commands.listing import find_piece, find_session
from interfaces.console.chat import ConsoleChat
from interfaces.console.person import ConsoleGates, chosen_gates
from interfaces.console.summary import print_summary
from interfaces.production import produce, resume
from interfaces.report.build import REPORT
from interfaces.sessions import LAST, play, read_script
from interfaces.stores import open_stores
from interfaces.telling.chronicle import chronicle
from studio.errors import InputError
from studio.naming import inside
from studio.settings import Settings
from studio.store.owner import SessionOwners

WATCH_SECONDS = 0.5  # between two looks at a session that another process makes
# Of several outcomes, the command ends with the one that matters most.
GRAVITY = (0, 3, 2, 1)
JSON_KEYS = (
    "outcome",
    "left_out",
    "session",
    "brief",
    "plan",
    "deliverables",
    "reviews",
    "program",
    "timings",
    "cost",
    "message",
    "fix",
)


class Following(ConsoleChat):
    """The console's chat; keeps the frame informed of which session is going on."""

    def __init__(self, frame: Frame, *, bars: bool = True):
        super().__init__(frame.console, bars=bars, verbose=frame.verbose)
        self._frame = frame

    def on_event(self, event) -> None:
        """Note the session, then print."""
        self._frame.session = event.session
        super().on_event(event)


def run_brief(
    frame: Frame,
    text: str,
    media: Sequence[Path],
    *,
    seed: int,
    use_cache: bool,
    gate: str,
    open_report: bool,
    revise: str = "",
) -> None:
    """Make one piece. Among `media`, `last` is what was made last, unless there is such a file.
    With `revise`, a session's name, the text is a note on that session's piece."""
    chat = Following(frame)
    if revise:
        with open_stores(frame.settings) as (sessions, _):
            revise = find_piece(sessions, revise)
    media = [found for path in media for found in _named(path, frame.settings)]
    gates = _gates(frame, chat, gate)
    try:
        outcome = asyncio.run(
            produce(
                text,
                media,
                settings=frame.settings,
                listener=chat,
                seed=seed,
                use_cache=use_cache,
                gates=gates,
                revise=revise,
            )
        )
    finally:
        chat.close()
    finish(frame, outcome, open_report=open_report)


def _named(path: Path, settings: Settings) -> list[Path]:
    if path != LAST or path.exists():
        return [path]
    with open_stores(settings) as (sessions, _):
        outcome = outcome_of(sessions.events(find_piece(sessions, str(LAST))))
    if not outcome.pieces:
        raise InputError(
            f"The last session, {outcome.session}, handed nothing over.", "Name a file."
        )
    return outcome.pieces


def resume_session(
    frame: Frame, name: str, *, use_cache: bool, gate: str, open_report: bool
) -> None:
    """Go on with a session."""
    chat = Following(frame)
    gates = _gates(frame, chat, gate)
    with open_stores(frame.settings) as (sessions, _):
        session = find_session(sessions, name)
        chat.recall(sessions.events(session))
    try:
        outcome = asyncio.run(
            resume(
                session, settings=frame.settings, listener=chat, gates=gates, use_cache=use_cache
            )
        )
    finally:
        chat.close()
    finish(frame, outcome, open_report=open_report)


def watch_session(frame: Frame, name: str, *, open_report: bool) -> None:
    """Show a session that another process makes, until it ends or that process does."""
    chat = Following(frame)
    owners = SessionOwners(frame.settings.paths.locks)
    with open_stores(frame.settings) as (sessions, _):
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
    finish(frame, outcome, open_report=open_report)


def play_script(frame: Frame, path: Path, *, use_cache: bool) -> None:
    """Make all pieces of a script; ends with the gravest of their exit codes."""
    script = read_script(path)
    chat = Following(frame)

    async def make_all() -> None:
        outcomes = play(script, settings=frame.settings, listener=chat, use_cache=use_cache)
        async for outcome in outcomes:
            gravest = max(frame.exit_code, outcome.exit_code, key=GRAVITY.index)
            finish(frame, outcome)
            frame.exit_code = gravest

    try:
        asyncio.run(make_all())
    finally:
        chat.close()


def finish(frame: Frame, outcome: Outcome, *, open_report: bool = False) -> None:
    """Print what came of a session, and set the exit code."""
    with open_stores(frame.settings) as (sessions, _):
        told = chronicle(sessions.events(outcome.session))
    report = inside(frame.settings.paths.outputs, outcome.session) / REPORT
    print_summary(frame.console, told, report if report.exists() else None)
    frame.exit_code = outcome.exit_code
    if frame.as_json:
        told = outcome.model_dump(mode="json", include=set(JSON_KEYS))
        frame.print_json({key: told[key] for key in JSON_KEYS})
    if open_report and report.exists():
        typer.launch(str(report))


def _gates(frame: Frame, chat: ConsoleChat, gate: str) -> ConsoleGates | None:
    chosen = chosen_gates(gate)
    return ConsoleGates(frame.console, chat, chosen) if chosen else None
