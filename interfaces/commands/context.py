"""What all commands have in common: settings, consoles, and how they end."""

import contextlib
import json
import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import typer
from rich.text import Text

from interfaces.console.style import make_console, safe
from interfaces.errors import INTERRUPTED, Stopped, worded
from studio.errors import InputError
from studio.settings import ROOT, Settings, load_settings

# Outcomes of errors that come before there is a session, by exit code.
OUTCOMES = {2: "refused"}


class CommandContext:
    """One command at work. With `as_json`, everything but the one object goes to stderr."""

    def __init__(self, as_json: bool, verbose: bool = False):
        self.as_json = as_json
        self.verbose = verbose
        self.settings: Settings
        self.exit_code = 0
        self.session = ""
        self.brief = ""
        self._json_stream = _only_json_on_stdout() if as_json else None
        self.console = make_console(stderr=as_json)
        self.errors = make_console(stderr=True)

    def logs(self) -> Path:
        """Where tracebacks go, also while there are no settings yet."""
        known = getattr(self, "settings", None)
        return (known.paths.data if known else ROOT / ".studio") / "logs"

    def print_json(self, value: dict[str, Any]) -> None:
        """The one object of `--json`."""
        assert self._json_stream, "this command was not asked for JSON"
        json.dump(value, self._json_stream, ensure_ascii=False, indent=2)
        self._json_stream.write("\n")
        self._json_stream.flush()

    def tell(self, stop: Stopped) -> None:
        """Say why the command ends early."""
        if not stop.message:
            return
        word = "stopped" if stop.exit_code == INTERRUPTED else "error"
        message = stop.message if word == "error" else ""
        self.errors.print(Text.assemble((f"{word}  ", "bold bad"), safe(message)), soft_wrap=True)
        if stop.fix:
            self.errors.print(safe(stop.fix, "fix"), soft_wrap=True)
        if self.as_json:
            self.print_json(
                {
                    "outcome": OUTCOMES.get(stop.exit_code, "failed"),
                    "left_out": [],
                    "session": self.session,
                    "brief": {"text": self.brief},
                    "plan": None,
                    "estimate": None,
                    "deliverables": [],
                    "reviews": [],
                    "program": "",
                    "timings": {},
                    "cost": {},
                    "message": stop.message,
                    "fix": stop.fix,
                }
            )


@contextlib.contextmanager
def command(
    *,
    as_json: bool = False,
    sandbox: str | None = None,
    iterations: int | None = None,
    framework: str | None = None,
    verbose: bool = False,
) -> Generator[CommandContext]:
    """Run a command's body; afterwards end the process with the context's exit code.

    Every fault is told in words. `sandbox`, `iterations` and `framework` override the settings.
    """
    context = CommandContext(as_json, verbose)
    try:
        with worded(lambda: context.session, context.logs):
            context.settings = _configured(sandbox, iterations, framework)
            yield context
    except Stopped as stop:
        context.tell(stop)
        context.exit_code = stop.exit_code
    if context.exit_code:
        raise typer.Exit(context.exit_code)


def _configured(sandbox: str | None, iterations: int | None, framework: str | None) -> Settings:
    settings = load_settings().model_copy(deep=True)
    if sandbox is not None:
        if sandbox not in ("auto", "docker", "monty"):
            raise InputError(f"there is no sandbox {sandbox!r}.", "Use auto, docker or monty.")
        settings.sandbox.engine = sandbox
    if iterations is not None:
        settings.budget.iterations = iterations
    if framework is not None:
        if framework not in ("autogen", "langgraph"):
            raise InputError(f"there is no framework {framework!r}.", "Use autogen or langgraph.")
        settings.crew.framework = framework
    return settings


def _only_json_on_stdout() -> Any:
    """Stdout for the JSON alone: whatever else is printed, by libraries too, goes to stderr."""
    sys.stdout.flush()
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return stream
