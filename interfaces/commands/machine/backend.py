"""`python main.py backend ...`: the model endpoint of this machine."""

from typing import Annotated

import typer

app = typer.Typer(
    help="The model endpoint: one gateway before all models, started and watched over.",
    short_help="The model endpoint: up, status, switch, logs, check, down.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        help="Of configs/models.yaml, which names the usual one; `backend check` lists all.",
    ),
]
Port = Annotated[
    int | None, typer.Option("--port", metavar="N", help="Instead of gateway.port; 0: any.")
]


@app.command()
def up(
    profile: Profile = None,
    port: Port = None,
    wait: Annotated[bool, typer.Option(help="Until every model is ready.")] = True,
) -> None:
    """Start the gateway and the models of a profile."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.backend import checks, control
        from interfaces.backend.show import print_status, print_use
        from interfaces.console.checks import print_check
        from llm.backends.models import load_roster

        roster = load_roster()
        if port is not None:
            roster.gateway.port = port
        name, chosen = roster.chosen(profile)
        lacking = [
            check
            for check in checks.check_profile(roster, name, chosen, port == 0)
            if check.state in ("missing", "refused")
        ]
        if lacking and not control.find_running(roster):
            for check in lacking:
                print_check(context.console, check)
            context.exit_code = 2 if any(check.state == "refused" for check in lacking) else 1
            return
        running = control.start(roster, name, port)
        context.console.print(f"The gateway listens at {running.root} (pid {running.pid}).")
        if wait:
            status = control.wait_until_settled(roster, running, context.console.print)
            print_status(context.console, running, status)
            context.exit_code = 0 if status["ready"] else 1
        print_use(context.console, running)


@app.command()
def down() -> None:
    """Stop the gateway and its models."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.backend import control
        from llm.backends.models import load_roster

        stopped = control.stop(load_roster())
        context.console.print("Stopped." if stopped else "No gateway runs.")


@app.command(short_help="Show the models, GPU memory and leases.")
def status() -> None:
    """Show the models: state, queue, tokens/s; GPU memory; leases. Exit code 1 if one is lost."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.backend import control
        from interfaces.backend.show import print_status
        from llm.backends.models import load_roster

        roster = load_roster()
        running = control.require_running(roster)
        told = control.call(roster, running, "GET", "/admin/status")
        print_status(context.console, running, told)
        context.exit_code = 0 if told["ready"] else 1


@app.command(short_help="Wake a model.")
def switch(
    model: Annotated[
        str, typer.Argument(metavar="MODEL", help="A model's name, or a role: studio-code say.")
    ],
) -> None:
    """Wake a model, and put the one that is awake to sleep once it has answered."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.backend import control
        from llm.backends.models import load_roster

        roster = load_roster()
        running = control.require_running(roster)
        body = {"model": model, "wait_seconds": 600}
        told = control.call(roster, running, "POST", "/admin/switch", body, seconds=620)
        context.console.print(f"{told['model']} is {told['state']}.")


@app.command()
def logs(
    model: Annotated[
        str | None,
        typer.Argument(metavar="MODEL", help="A role or a model's name; without: the gateway."),
    ] = None,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, metavar="N", help="How many.")] = 40,
) -> None:
    """Print the last lines of a log."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.backend.show import print_log
        from llm.backends.models import load_roster

        print_log(context.console, load_roster(), model, lines)


@app.command()
def check(profile: Profile = None) -> None:
    """Say what a profile needs and whether it is there. Exit code 1 if something is missing."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.backend import control
        from interfaces.backend.checks import check_profile
        from interfaces.console.checks import print_check
        from llm.backends.models import load_roster

        roster = load_roster()
        name, chosen = roster.chosen(profile)
        for found in check_profile(roster, name, chosen, bool(control.find_running(roster))):
            print_check(context.console, found)
            if found.state == "refused":
                context.exit_code = 2
            elif found.state == "missing":
                context.exit_code = context.exit_code or 1
        context.console.print()
        others = ", ".join(key for key in roster.profiles if key != name)
        context.console.print(f"Other profiles: {others}.", style="quiet")
