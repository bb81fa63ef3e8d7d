"""`python main.py characters ...`: the book of character sheets."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="The character sheets that the studio knows; without a command: the list of them.",
    short_help="The character sheets: list, show, add, export, remove.",
    rich_markup_mode=None,
    invoke_without_command=True,
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="Of a character, or another name of it.")]


@app.callback()
def list_by_default(context: typer.Context) -> None:
    """The character sheets that the studio knows; without a command: the list of them."""
    if context.invoked_subcommand is None:
        list_characters()


@app.command("list")
def list_characters() -> None:
    """List everybody."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.characters import book as cast

        cast.list_characters(context)


@app.command("show")
def show_character(name: Name) -> None:
    """Print a sheet as YAML."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.characters import book as cast

        cast.show_character(context, name)


@app.command("add", short_help="Add characters from YAML files.")
def add_characters(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="YAML files.")],
    replace: Annotated[bool, typer.Option("--replace", help="Also over a known name.")] = False,
) -> None:
    """Add characters from YAML files; start from `characters export luca zoe.yaml`."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.characters import book as cast

        cast.add_characters(context, files, replace)


@app.command("export")
def export_character(
    name: Name,
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Or a folder.")] = Path(),
    replace: Annotated[bool, typer.Option("--replace", help="Also over a file.")] = False,
) -> None:
    """Write a sheet to a YAML file."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.characters import book as cast

        cast.export_character(context, name, target, replace)


@app.command("remove")
def remove_character(name: Name) -> None:
    """Take a character out of the book."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.characters import book as cast

        cast.remove_character(context, name)
