"""What `python main.py doctor` does."""

from interfaces.checkup import check_up
from interfaces.commands.context import CommandContext
from interfaces.console.checks import print_check


def show_checks(context: CommandContext) -> None:
    """The check-up; exit code 1 when the studio cannot work here, 2 when it refuses
    what is set."""
    checks = []
    for check in check_up(context.settings):
        print_check(context.console, check)
        checks.append(check)
    lacking = [check.name for check in checks if check.state in ("missing", "refused")]
    context.console.print()
    if lacking:
        context.exit_code = 2 if any(check.state == "refused" for check in checks) else 1
        context.console.print(f"Not ready: {', '.join(lacking)}.", style="bad")
    else:
        context.console.print("Ready.", style="good")
