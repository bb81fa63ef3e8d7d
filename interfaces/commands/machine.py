"""The commands about this machine: tools and doctor."""

from rapidfuzz import process

from interfaces.checkup import check_up
from interfaces.commands.frame import Frame
from interfaces.console.checks import print_check
from interfaces.console.manual import print_tool
from interfaces.console.tables import print_tools
from studio.errors import InputError
from tools.engines.roster import engines
from tools.registry import all_tools


def show_tools(frame: Frame, name: str | None) -> None:
    """All tools, or one in full."""
    specs, roster = all_tools(), engines(frame.settings)
    if name is None:
        print_tools(frame.console, specs.values(), roster)
        return
    if name not in specs:
        near = process.extractOne(name, list(specs), score_cutoff=50)
        guess = f"Did you mean {near[0]}? " if near else ""
        raise InputError(f"there is no tool {name!r}.", f"{guess}`python main.py tools` lists all.")
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
