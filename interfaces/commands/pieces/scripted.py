"""`python main.py play` and `batch`: what was written down beforehand is made.

What a command needs is imported inside it, so that `--help` answers at once.
"""

from pathlib import Path
from typing import Annotated

import typer

from interfaces.commands.options import Fresh, Iterations, SandboxName, Verbose

Junit = Annotated[
    Path | None,
    typer.Option("--junit", metavar="FILE", help="Write the results as JUnit XML, too."),
]
JsonFile = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write the results as JSON, too.")
]

app = typer.Typer()


@app.command(short_help="Make several briefs from a file.")
def play(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="A YAML file of briefs; see configs/sessions.", show_default=False
        ),
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of such files, and end.")
    ] = False,
    junit: Junit = None,
    json: JsonFile = None,
    no_cache: Fresh = False,
    sandbox: SandboxName = None,
    iterations: Iterations = None,
    verbose: Verbose = False,
) -> None:
    """Make several briefs from a file, one after another, with the engines kept warm.

    Exit code: 0 all is as expected, 3 something is not, 2 the script or a brief cannot be used.
    """
    from interfaces.commands.context import command

    with command(sandbox=sandbox, iterations=iterations, verbose=verbose) as context:
        if schema:
            from interfaces.scripts.reading import schema_text

            typer.echo(schema_text(), nl=False)
            return
        if file is None:
            from studio.errors import InputError

            raise InputError(
                "no script is named.", "Try: python main.py play configs/sessions/first_pieces.yaml"
            )
        from interfaces.commands.pieces.playing import play_script

        play_script(context, file, use_cache=not no_cache, junit=junit, json=json)


@app.command(short_help="Make many pieces from a folder or a CSV file.")
def batch(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER_OR_CSV",
            help="A folder of .yaml scripts or .txt briefs, or a CSV file with a column `brief`.",
        ),
    ],
    into: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Where its state and summary go; else a folder in the outputs named after it.",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1, max=64, metavar="N", help="How many at a time; else half as many as cores."
        ),
    ] = None,
    junit: Junit = None,
    json: JsonFile = None,
    no_cache: Fresh = False,
    sandbox: SandboxName = None,
    iterations: Iterations = None,
    compute: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Where: local, or ray for a cluster (docs/compute.md)."),
    ] = None,
    address: Annotated[
        str | None,
        typer.Option(
            metavar="HOST:PORT", help="The cluster's; local: a new one of this machine alone."
        ),
    ] = None,
) -> None:
    """Make many pieces, several at a time. One that fails stops no other.

    Run it again to go on: what is finished is not made again. A CSV file may have the columns
    seed, name, media (several with ; between) and budget (iterations=2; minutes=5), too.
    """
    from interfaces.commands.context import command

    with command(sandbox=sandbox, iterations=iterations) as context:
        from interfaces.commands.pieces.batching import run_batch, set_compute

        again = set_compute(context.settings, compute, address)
        options = ["--no-cache"] if no_cache else []
        options += ["--sandbox", sandbox] if sandbox else []
        options += ["--iterations", str(iterations)] if iterations else []
        run_batch(
            context,
            source,
            into=into,
            jobs=jobs,
            use_cache=not no_cache,
            options=options,
            again=again,
            junit=junit,
            json=json,
        )
