"""`python main.py tools ...`: every tool and its engines, all about one, running one."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

SHOW = "show"


class NamedTools(TyperGroup):
    """`tools NAME` is short for `tools show NAME`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # of typer's own copy of click
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            args = [SHOW, *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=NamedTools,
    help="Every tool and its engines: ready, or why not; `tools NAME` tells all about one.",
    short_help="Show every tool and its engines, all about one tool, or run one.",
    rich_markup_mode=None,
    invoke_without_command=True,
)


@app.callback()
def list_by_default(context: typer.Context) -> None:
    """Every tool and its engines: ready, or why not; `tools NAME` tells all about one."""
    if context.invoked_subcommand is None:
        _show(None)


@app.command(SHOW)
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="One tool, to read all about it.")],
) -> None:
    """Tell all about one tool."""
    _show(name)


@app.command("run", short_help="Run one tool.")
def run(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The tool.")],
    arguments: Annotated[
        str, typer.Argument(metavar="JSON", help="Its arguments, as one JSON object.")
    ] = "{}",
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Make it anew.")] = False,
) -> None:
    """Run one tool and print its result as JSON, with the file of each artifact.

    \b
        python main.py tools run speak '{"character": "Luca", "text": "Silenzio, Bruno!"}'
        python main.py tools run render_character '{"cast": [{"character": "Mina"}]}'

    Where a tool takes a picture, a sound or a video, the path of a file will do as well; where it
    takes the text of subtitles or of a table of colours, that of an .srt, a .vtt or a .cube.
    """
    from interfaces.commands.context import command

    with command(as_json=True) as context:
        from interfaces.commands.tools.use import run_tool

        run_tool(context, name, arguments, use_cache=not no_cache)


def _show(name: str | None) -> None:
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.tools.use import show_tools

        show_tools(context, name)
