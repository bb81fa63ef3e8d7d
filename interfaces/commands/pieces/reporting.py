"""The command that makes a report again."""

from interfaces.commands.context import CommandContext
from interfaces.commands.pieces.listing import find_session
from interfaces.report.build import write_report
from interfaces.stores import open_stores
from studio.errors import InputError


def rebuild_report(context: CommandContext, name: str) -> None:
    """Make a session's report again from its events."""
    with open_stores(context.settings) as (sessions, artifacts):
        events = sessions.events(find_session(sessions, name))
        if not events:
            raise InputError(f"session {name} holds no brief.", "Run the brief again.")
        path = write_report(events, artifacts, context.settings.paths.outputs)
    context.console.print(str(path), soft_wrap=True)
