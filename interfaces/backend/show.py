"""The endpoint on the console."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from interfaces.backend.state import Running, log_file
from interfaces.console.style import safe
from interfaces.format.facts import sized
from llm.backends.models import Roster
from llm.backends.process import tail
from studio.errors import InputError

_STYLES = {"awake": "good", "failed": "bad", "stopped": "warn"}
_LINE_BYTES = 400


def print_status(console: Console, running: Running, status: dict[str, Any]) -> None:
    """Models in a table, then the GPUs and what is lent of them."""
    console.print(f"{running.root}  profile {status['profile']}  {status['switches']} switches")
    table = Table(box=None, pad_edge=False, header_style="quiet")
    for column in ("model", "state", "running", "waiting", "tokens/s", "pid", "roles"):
        table.add_column(column, overflow="fold")
    for model in status["models"]:
        state = model["state"]
        table.add_row(
            safe(model["model"], "bold"),
            Text(state, _STYLES.get(state, "quiet")),
            str(model["running"]),
            str(model["waiting"]),
            f"{model['tokens_per_second']:g}",
            str(model["pid"] or ""),
            safe(", ".join(model["roles"])),
        )
    console.print(table)
    for model in status["models"]:
        if model["trouble"]:
            console.print(safe(f"{model['model']}: {model['trouble']}", "bad"))
    for gpu in status["gpus"]:
        used, total = sized(gpu["used_bytes"]), sized(gpu["total_bytes"])
        free = sized(gpu["total_bytes"] - gpu["used_bytes"])
        console.print(f"GPU {gpu['gpu']}: {used} of {total} in use, {free} free")
    if status["gpu_gib"]:
        console.print(f"{status['free_gib']:.4g} of {status['gpu_gib']:g} GiB are not lent")
    for lease in status["leases"]:
        who = lease["holder"] or lease["id"]
        who += f" (process {lease['pid']})" if lease["pid"] else ""
        gib = f"{lease['gb']:.4g} GiB"
        told = f"{gib} lent to {who}" if lease["granted"] else f"{who} waits for {gib}"
        console.print(safe(told))


def print_use(console: Console, running: Running) -> None:
    """How to work with it."""
    console.print()
    console.print("run, chat and play use it from now on, until `backend down`.")
    console.print(f"For other OpenAI clients: base_url {running.root}/v1", soft_wrap=True)


def print_log(console: Console, roster: Roster, model: str | None, lines: int) -> None:
    """The end of a log. InputError: there is no such model, or no log of it."""
    file = log_file(roster)
    if model is not None:
        keys = {role: key for p in roster.profiles.values() for role, key in p.roles.items()}
        if model in keys:
            played = {p.roles[model] for p in roster.profiles.values() if model in p.roles}
            known = [roster.paths.log(key) for key in sorted(played)]
            file = max(known, key=lambda f: f.stat().st_mtime if f.exists() else 0)
        elif model in roster.models:
            file = roster.paths.log(model)
        else:
            raise InputError(
                f"there is no model {model!r}.", f"One of: {', '.join([*keys, *roster.models])}."
            )
    if not file.exists():
        raise InputError(f"there is no log {file} yet.", "Start it: python main.py backend up")
    for line in tail(file, lines, lines * _LINE_BYTES):
        console.print(safe(line), soft_wrap=True)
