"""Lists that the command line prints: tools, characters, sessions."""

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from interfaces.console.style import safe
from interfaces.format.text import shortened
from studio.nouns.sheet import CharacterSheet
from studio.store.sessions import SessionSummary
from tools.declaration import ToolSpec
from tools.engines.base import Engine, EngineStatus, status_of


def print_tools(console: Console, specs: Iterable[ToolSpec], engines: dict[str, Engine]) -> None:
    """Every tool by category, then every engine: ready, or why not and what to do."""
    status = {name: status_of(engine) for name, engine in engines.items()}
    table = Table(box=None, pad_edge=False, header_style="quiet")
    for column in ("category", "tool", "engines, in order", "what it does"):
        table.add_column(column, overflow="fold")
    category = ""
    for spec in sorted(specs, key=lambda spec: (spec.category, spec.name)):
        shown = spec.category if spec.category != category else ""
        category = spec.category
        table.add_row(
            Text(shown, "quiet"),
            Text(spec.name, "bold"),
            _readiness(spec, status),
            safe(spec.summary),
        )
    console.print(table)
    console.print()
    for name, engine in engines.items():
        print_engine(console, name, engine, status[name])


def print_sheets(
    console: Console, sheets: Iterable[CharacterSheet], adapters: Mapping[str, str]
) -> None:
    """Names, aliases, voices and descriptions; what is said of its adapter, by the name of a
    character that has one."""
    table = Table(box=None, pad_edge=False, header_style="quiet")
    columns = ["name", "also", "voice", "description"]
    for column in columns + (["LoRA"] if adapters else []):
        table.add_column(column, overflow="fold")
    for sheet in sheets:
        voice = f"{sheet.voice.timbre}, {sheet.voice.accent or sheet.voice.language}"
        cells = [safe(sheet.name, "bold"), safe(", ".join(sheet.aliases)), voice]
        cells.append(safe(sheet.description))
        table.add_row(*cells, *([safe(adapters.get(sheet.name, ""))] if adapters else []))
    console.print(table)


def print_sessions(console: Console, sessions: Iterable[SessionSummary]) -> None:
    """The newest sessions and how they ended."""
    table = Table(box=None, pad_edge=False, header_style="quiet")
    table.add_column("session", no_wrap=True)
    for column in ("outcome", "events", "brief"):
        table.add_column(column)
    for session in sessions:
        table.add_row(
            session.id,
            session.outcome or "open",
            str(session.events),
            safe(shortened(session.brief)),
        )
    console.print(table)


def _readiness(spec: ToolSpec, status: dict[str, EngineStatus]) -> Text:
    """Its engines: the first that is ready does the work; after "no", what is not here."""
    if not spec.engines:
        return Text("built in", "good")
    told, chosen = Text(), False
    for name in spec.engines:
        ready = name in status and status[name].ready
        told += Text(", " if told else "")
        told += Text(name, "quiet" if chosen else "good") if ready else Text(f"no {name}", "warn")
        chosen = chosen or ready
    return told if chosen else Text(told.plain, "bad")


def print_engine(console: Console, name: str, engine: Engine, status: EngineStatus) -> None:
    """One engine: ready, or why not and what to do."""
    word, style = ("ready", "good") if status.ready else ("not here", "bad")
    fix = "" if status.ready else f"{status.reason}: {status.fix}"
    about = "; ".join(filter(None, (engine.description, status.setting)))
    print_row(console, (name, "bold", 12), (word, style, 10), safe(about), fix)


def print_row(
    console: Console,
    first: tuple[str, str, int],
    second: tuple[str, str, int],
    rest: Text,
    fix: str = "",
) -> None:
    """One row whose last column wraps under itself; (text, style, least width) of the others.

    `fix` goes below as one line that is never broken: a command in it can be copied and run.
    """
    row = Table.grid()
    for text, style, width in (first, second):
        row.add_column(width=max(width, len(text) + 1), style=style, no_wrap=True)
    row.add_column(overflow="fold")
    row.add_row(first[0], second[0], rest)
    console.print(row)
    if fix:
        for line in safe(fix, "fix").split():
            console.print(Text(" " * first[2]).append_text(line), soft_wrap=True)
