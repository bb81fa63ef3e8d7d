"""The command line of Animation AI Studio. Thin: parses, calls, prints.

What a command needs is imported inside it, so that `--help` answers at once.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

try:
    import typer
except ModuleNotFoundError:  # some other Python: the studio's own goes on
    own = Path(__file__).parent / ".venv" / "bin" / "python"
    if Path(sys.prefix) == own.parents[1] or not own.exists():
        sys.exit("The studio is not set up yet. Run: make setup")
    os.execv(own, [own, *sys.argv])

from interfaces.commands.backend import app as backend
from interfaces.commands.characters import app as characters
from interfaces.commands.models import app as models
from interfaces.commands.tools import app as tools

if TYPE_CHECKING:
    from interfaces.commands.context import CommandContext

HELP = """One sentence in, a finished piece of 3D animation out.

A crew of four agents plans it, writes a program, runs it in a sandbox, measures what came out and
mends it. Everything runs on this machine.

\b
    python main.py run "Luca running along the sea, excited"
    python main.py run "Giulia says 'Andiamo!' cheerfully" --seed 3
    python main.py run "A five-second shot of Mina waving in the harbour at sunset"
    python main.py doctor       what this machine can run
    python main.py tools        what the crew can use
"""
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
app = typer.Typer(
    help=HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
environments = typer.Typer(help="The engines' own Python environments.", rich_markup_mode=None)
app.add_typer(characters, name="characters")
app.add_typer(environments, name="env")
app.add_typer(tools, name="tools")
app.add_typer(backend, name="backend")
app.add_typer(models, name="models")
sandboxes = typer.Typer(help="Where the coder's program runs.", rich_markup_mode=None)
app.add_typer(sandboxes, name="sandbox")

Media = Annotated[
    list[Path] | None,
    typer.Option(
        "--media",
        metavar="FILE",
        help="A picture, sound or video; a session, for what it made; or: last. Repeatable.",
    ),
]
Seed = Annotated[
    int, typer.Option("--seed", metavar="N", help="Another seed, another version of the same.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout, chat on stderr.")]
Fresh = Annotated[bool, typer.Option("--no-cache", help="Make everything anew; reuse nothing.")]
SandboxName = Annotated[
    str | None,
    typer.Option("--sandbox", metavar="NAME", help="The program's: auto, docker or monty."),
]
Iterations = Annotated[
    int | None, typer.Option("--iterations", metavar="N", min=1, help="Most takes to make.")
]
Gate = Annotated[
    str,
    typer.Option(
        "--gate",
        metavar="WHEN",
        help="Ask me first: plan, delivery or both, with a comma between.",
    ),
]
Session = Annotated[
    str, typer.Argument(metavar="SESSION", help="Its id or the beginning of it; or: last")
]
Verbose = Annotated[bool, typer.Option("--verbose", help="Say also why things are as they are.")]
OpenReport = Annotated[bool, typer.Option("--open", help="Open the report when it is done.")]


@app.command(help=RUN_HELP)
def run(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="One sentence or more, in quotes.")],
    media: Media = None,
    seed: Seed = 0,
    json: Json = False,
    no_cache: Fresh = False,
    sandbox: SandboxName = None,
    iterations: Iterations = None,
    gate: Gate = "",
    open_report: OpenReport = False,
    verbose: Verbose = False,
) -> None:
    """Make a piece."""
    from interfaces.commands.context import command

    with command(as_json=json, sandbox=sandbox, iterations=iterations, verbose=verbose) as context:
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
    from interfaces.words import check_text

    context.brief = text
    check_text(text)
    from interfaces.commands.making import run_brief

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
        from interfaces.commands.planning import show_plan

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

    with command(as_json=json, sandbox=sandbox, iterations=iterations, verbose=verbose) as context:
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
    gate: Gate = "",
    open_report: OpenReport = False,
    verbose: Verbose = False,
) -> None:
    """Go on with a session that was stopped; nothing that is finished is made again."""
    from interfaces.commands.context import command

    with command(as_json=json, sandbox=sandbox, iterations=iterations, verbose=verbose) as context:
        from interfaces.commands.making import resume_session, watch_session

        if watch:
            watch_session(context, session, open_report=open_report)
            return
        resume_session(context, session, use_cache=not no_cache, gate=gate, open_report=open_report)


@app.command(short_help="Make several briefs from a file.")
def play(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A YAML file of briefs; see configs/sessions.")
    ],
    no_cache: Fresh = False,
    sandbox: SandboxName = None,
    iterations: Iterations = None,
    verbose: Verbose = False,
) -> None:
    """Make several briefs from a file, one after another, with the engines kept warm."""
    from interfaces.commands.context import command

    with command(sandbox=sandbox, iterations=iterations, verbose=verbose) as context:
        from interfaces.commands.making import play_script

        play_script(context, file, use_cache=not no_cache)


@app.command(short_help="Talk with the crew, brief after brief.")
def chat(
    no_cache: Fresh = False,
    sandbox: SandboxName = None,
    iterations: Iterations = None,
    gate: Gate = "",
    verbose: Verbose = False,
) -> None:
    """Talk with the crew: type briefs one after another, and put in a word while it works."""
    from interfaces.commands.context import command

    with command(sandbox=sandbox, iterations=iterations, verbose=verbose) as context:
        from interfaces.commands.talking import talk

        talk(context, use_cache=not no_cache, gate=gate)


@app.command()
def sessions(
    limit: Annotated[
        int, typer.Option(min=1, max=100_000, metavar="N", help="How many, the newest first.")
    ] = 20,
) -> None:
    """List the sessions and how they ended."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.listing import list_sessions

        list_sessions(context, limit)


@app.command(short_help="Make a session's report page again.")
def report(session: Session) -> None:
    """Make a session's report page again from what is stored of it."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.reporting import rebuild_report

        rebuild_report(context, session)


@app.command()
def doctor() -> None:
    """Say what this machine can run, and what is missing.

    Exit code: 1 if the studio cannot run, 2 if it is set to a closed service.
    """
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.machine import show_checks

        show_checks(context)


@environments.command("make")
def make_environment(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="blender, voice, hearing, llamacpp, vllm ...")
    ],
) -> None:
    """Make an engine's environment, or bring it up to date."""
    from interfaces.commands.context import command

    with command() as context:
        from studio.environments import environment

        environment(name, context.settings).make(context.console.print)
        context.console.print(f"The {name} environment is ready.")


@environments.callback()
def about_environments() -> None:
    """The engines' own Python environments."""


@sandboxes.command("build")
def build_sandbox() -> None:
    """Build the Docker image in which programs run."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.sandbox import build_sandbox

        build_sandbox(context)


@sandboxes.command("check")
def check_sandbox(sandbox: SandboxName = None) -> None:
    """Try hostile programs on the sandbox. Exit code 1 if one of them gets through."""
    from interfaces.commands.context import command

    with command(sandbox=sandbox) as context:
        from interfaces.commands.sandbox import check_sandbox

        check_sandbox(context)


if __name__ == "__main__":
    app()
