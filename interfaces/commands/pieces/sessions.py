"""`python main.py sessions`, `report` and `ask`: what was made, its page, and why it is so."""

from typing import Annotated

import typer

from interfaces.commands.options import Json, Session

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


@app.command(short_help="Ask about a piece that was made: why, what changed, how long.")
def ask(
    session: Session,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A question, in quotes.")],
    json: Json = False,
) -> None:
    """Ask about a piece. It is answered from the session's record; nothing is made anew.

    \b
        python main.py ask last "why the meadow?"
        python main.py ask last "@critic why 7?"
        python main.py ask last "what did you change in take 2?"
    """
    from interfaces.commands.context import command

    with command(as_json=json) as context:
        from interfaces.commands.pieces.asking import ask_about

        ask_about(context, session, text, as_json=json)
