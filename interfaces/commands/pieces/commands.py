"""`python main.py run`, `plan`, `revise`, `resume`, `chat`: pieces are made and changed.

What a command needs is imported inside it, so that `--help` answers at once.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.commands.options import (
    ChatName,
    Framework,
    Fresh,
    Gate,
    Iterations,
    Json,
    Media,
    OpenReport,
    SandboxName,
    Seed,
    Session,
    Verbose,
)

if TYPE_CHECKING:
    from interfaces.commands.context import CommandContext

RUN_HELP = """Make the piece that TEXT asks for.

Say who, doing what, how they feel, where and when: a picture, a spoken line or a talking shot.
Or give a video along, and say how it is to be changed.

\b
    python main.py run "Luca says 'Silenzio, Bruno!' with determination"
    python main.py run "A five-second shot of Luca waving in the harbour, saying 'Ciao!'"
    python main.py run "Nico sad in the bedroom at night, with a depth pass" --json > piece.json
    python main.py run "A funny parody of this scene in dramatic slow motion" --media scene.mp4

An endpoint that was started with `main.py backend up` is used, else the offline planner.

Exit code: 0 approved, 3 delivered but not approved or not all of it, 2 the brief or a file
is at fault, 1 a fault of ours, 130 stopped by Ctrl-C.
"""
app = typer.Typer()


@app.command(help=RUN_HELP)
def run(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="One sentence or more, in quotes.")],
    media: Media = None,
    seed: Seed = 0,
    json: Json = False,
    no_cache: Fresh = False,
    sandbox: SandboxName = None,
    iterations: Iterations = None,
    framework: Framework = None,
    gate: Gate = "",
    open_report: OpenReport = False,
    verbose: Verbose = False,
) -> None:
    """Make a piece."""
    from interfaces.commands.context import command

    with command(
        as_json=json,
        sandbox=sandbox,
        iterations=iterations,
        framework=framework,
        verbose=verbose,
    ) as context:
        _make(
            context, text, media, seed=seed, use_cache=not no_cache, gate=gate, open_it=open_report
        )


def _make(
    context: "CommandContext",
    text: str,
    media: list[Path] | None,
    *,
    use_cache: bool,
    gate: str,
    open_it: bool,
    seed: int = 0,
    revise: str | None = None,
) -> None:
    """Make a piece, or change one: words first, so that nothing is loaded for bad ones."""
    from interfaces.intake.words import check_text

    context.brief = text
    check_text(text)
    from interfaces.commands.pieces.making import run_brief

    run_brief(
        context,
        text,
        media or [],
        seed=seed,
        use_cache=use_cache,
        gate=gate,
        open_report=open_it,
        revise=revise,
    )


@app.command(short_help="Show what would be made of a brief, and make nothing.")
def plan(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A brief, in quotes.")],
    media: Media = None,
    seed: Seed = 0,
    revise: Annotated[
        str | None,
        typer.Option(metavar="SESSION", help="TEXT is a note on that session's piece."),
    ] = None,
    json: Json = False,
) -> None:
    """Show the plan of a brief, what of it is left out, and about how long it would take.

    Nothing is made. The exit code is the one that `run` is expected to end with: 0, 3 where a part
    of the brief is left out, 2 where nothing can be made of it.
    """
    from interfaces.commands.context import command

    with command(as_json=json) as context:
        context.brief = text
        from interfaces.commands.pieces.planning import show_plan

        show_plan(context, text, media or [], seed=seed, revise=revise)


@app.command(short_help="Change a piece that was made: a note on it, in words.")
def revise(
    session: Session,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to change, in quotes.")],
    media: Media = None,
    json: Json = False,
    no_cache: Fresh = False,
    sandbox: SandboxName = None,
    iterations: Iterations = None,
    framework: Framework = None,
    gate: Gate = "",
    open_report: OpenReport = False,
    verbose: Verbose = False,
) -> None:
    """Change a piece that was made. Only what the note touches is made again.

    \b
        python main.py revise last "make him more excited"
        python main.py revise last "swap the second and the third shot, without the music"
    """
    from interfaces.commands.context import command

    with command(
        as_json=json,
        sandbox=sandbox,
        iterations=iterations,
        framework=framework,
        verbose=verbose,
    ) as context:
        _make(
            context,
            text,
            media,
            use_cache=not no_cache,
            gate=gate,
            open_it=open_report,
            revise=session,
        )


@app.command(short_help="Go on with a session that was stopped.")
def resume(
    session: Session,
    watch: Annotated[
        bool, typer.Option("--watch", help="Only look on while another process makes it.")
    ] = False,
    json: Json = False,
    no_cache: Fresh = False,
    sandbox: SandboxName = None,
    iterations: Iterations = None,
    framework: Framework = None,
    gate: Gate = "",
    open_report: OpenReport = False,
    verbose: Verbose = False,
) -> None:
    """Go on with a session that was stopped; nothing that is finished is made again."""
    from interfaces.commands.context import command

    with command(
        as_json=json,
        sandbox=sandbox,
        iterations=iterations,
        framework=framework,
        verbose=verbose,
    ) as context:
        from interfaces.commands.pieces.making import resume_session, watch_session

        if watch:
            watch_session(context, session, open_report=open_report)
            return
        resume_session(context, session, use_cache=not no_cache, gate=gate, open_report=open_report)


@app.command(short_help="Talk with the crew, brief after brief.")
def chat(
    no_cache: Fresh = False,
    sandbox: SandboxName = None,
    iterations: Iterations = None,
    gate: Gate = "",
    verbose: Verbose = False,
    session: ChatName = "",
) -> None:
    """Talk with the crew: type briefs one after another, and put in a word while it works."""
    from interfaces.commands.context import command

    with command(sandbox=sandbox, iterations=iterations, verbose=verbose) as context:
        from interfaces.chat.console import talk

        talk(context, use_cache=not no_cache, gate=gate, name=session)


@app.command(short_help="The same conversation, in a web page on this machine.")
def page(
    no_cache: Fresh = False,
    sandbox: SandboxName = None,
    iterations: Iterations = None,
    gate: Gate = "",
    verbose: Verbose = False,
    session: ChatName = "",
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="0 takes a free one.")
    ] = 0,
    open_it: Annotated[
        bool, typer.Option("--open/--no-open", help="Open it in the browser.")
    ] = True,
) -> None:
    """Talk with the crew in a web page: chat, progress, players, takes beside each other, and the
    plan, whose rows you can change. Only this machine reaches it, with the address that is printed.
    """
    from interfaces.commands.context import command

    with command(sandbox=sandbox, iterations=iterations, verbose=verbose) as context:
        from interfaces.page.serve import open_page

        open_page(
            context, use_cache=not no_cache, gate=gate, name=session, port=port, open_it=open_it
        )
