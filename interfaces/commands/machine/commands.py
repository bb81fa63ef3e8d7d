"""`python main.py doctor`, `env` and `sandbox`: what this machine can run."""

from typing import Annotated

import typer

from interfaces.commands.options import SandboxName

app = typer.Typer()
environments = typer.Typer(help="The engines' own Python environments.", rich_markup_mode=None)
sandboxes = typer.Typer(help="Where the coder's program runs.", rich_markup_mode=None)


@app.command()
def doctor() -> None:
    """Say what this machine can run, and what is missing.

    Exit code: 1 if the studio cannot run, 2 if it is set to a closed service.
    """
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.machine.doctor import show_checks

        show_checks(context)


@app.command()
def crew(
    graph: Annotated[
        bool, typer.Option("--graph", help="Draw its LangGraph graph instead, in Mermaid's words.")
    ] = False,
) -> None:
    """Print the crew as an AutoGen component, which AutoGen Studio loads as a team."""
    from interfaces.commands.context import command

    with command():
        if graph:
            from interfaces.framework import graph_module

            typer.echo(graph_module().drawing())
            return
        from interfaces.autogen_team import CrewTeam

        typer.echo(CrewTeam().dump_component().model_dump_json(indent=2, exclude_none=True))


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
        from interfaces.commands.machine.sandbox import build_sandbox

        build_sandbox(context)


@sandboxes.command("check")
def check_sandbox(sandbox: SandboxName = None) -> None:
    """Try hostile programs on the sandbox. Exit code 1 if one of them gets through."""
    from interfaces.commands.context import command

    with command(sandbox=sandbox) as context:
        from interfaces.commands.machine.sandbox import check_sandbox

        check_sandbox(context)
