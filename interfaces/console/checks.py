"""The check-up on the console."""

from rich.console import Console

from interfaces.checkup import Check
from interfaces.console.style import safe
from interfaces.console.tables import print_row

MARKS = {
    "ok": ("ok", "good"),
    "note": ("note", "warn"),
    "missing": ("missing", "bad"),
    "refused": ("refused", "bad"),
}


def print_check(console: Console, check: Check) -> None:
    """One line of the check-up, with what to do below it when it falls short."""
    word, style = MARKS[check.state]
    print_row(console, (word, style, 9), (check.name, "bold", 18), safe(check.found), check.fix)
