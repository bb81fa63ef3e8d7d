"""The commands that show something: sessions, report, tools, doctor."""

from rapidfuzz import process

from interfaces.checkup import check_up
from interfaces.commands.frame import Frame
from interfaces.console.tables import print_check, print_sessions, print_tool, print_tools
from interfaces.report.build import write_report
from interfaces.stores import open_stores
from studio.errors import InputError
from studio.store.sessions import SessionStore
from tools.engines.roster import engines
from tools.registry import all_tools

NEWEST = "last"


def list_sessions(frame: Frame, limit: int) -> None:
    """The newest sessions."""
    with open_stores(frame.settings) as (sessions, _):
        found = sessions.sessions(limit)
    if found:
        print_sessions(frame.console, found)
    else:
        frame.console.print("No sessions yet. Begin with: python main.py run \"...\"")


def find_session(sessions: SessionStore, name: str) -> str:
    """The id of a session by its name, its unique beginning, or "last". InputError for none."""
    known = [session.id for session in sessions.sessions(limit=10_000)]
    if name == NEWEST and known:
        return known[0]
    matching = [session for session in known if session.startswith(name)] if name else []
    if name in known or len(matching) == 1:
        return name if name in known else matching[0]
    if matching:
        raise InputError(
            f"{len(matching)} sessions begin with {name!r}.", f"The newest is {matching[0]}."
        )
    raise InputError(f"there is no session {name!r}.", "See `python main.py sessions`.")


def rebuild_report(frame: Frame, name: str) -> None:
    """Make a session's report again from its events."""
    with open_stores(frame.settings) as (sessions, artifacts):
        events = sessions.events(find_session(sessions, name))
        if not events:
            raise InputError(f"session {name} holds no brief.", "Run the brief again.")
        path = write_report(events, artifacts, frame.settings.paths.outputs)
    frame.console.print(str(path), soft_wrap=True)


def show_tools(frame: Frame, name: str | None) -> None:
    """All tools, or one in full."""
    specs, roster = all_tools(), engines(frame.settings)
    if name is None:
        print_tools(frame.console, specs.values(), roster)
        return
    if name not in specs:
        near = process.extractOne(name, list(specs), score_cutoff=50)
        guess = f"Did you mean {near[0]}? " if near else ""
        raise InputError(
            f"there is no tool {name!r}.", f"{guess}`python main.py tools` lists all."
        )
    print_tool(frame.console, specs[name], roster)


def show_checks(frame: Frame) -> None:
    """The check-up; exit code 1 when the studio cannot work here."""
    checks = []
    for check in check_up(frame.settings):
        print_check(frame.console, check)
        checks.append(check)
    lacking = [check.name for check in checks if check.state == "missing"]
    frame.console.print()
    if lacking:
        frame.exit_code = 1
        frame.console.print(f"Not ready: {', '.join(lacking)}.", style="bad")
    else:
        frame.console.print("Ready.", style="good")
