"""`python main.py sessions` and `report`: what was made, and its page."""

from typing import Annotated

import typer

from interfaces.commands.options import Session

app = typer.Typer()


@app.command()
def sessions(
    limit: Annotated[
        int, typer.Option(min=1, max=100_000, metavar="N", help="How many, the newest first.")
    ] = 20,
) -> None:
    """List the sessions and how they ended."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.pieces.listing import list_sessions

        list_sessions(context, limit)


@app.command(short_help="Make a session's report page again.")
def report(session: Session) -> None:
    """Make a session's report page again from what is stored of it."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.pieces.reporting import rebuild_report

        rebuild_report(context, session)
