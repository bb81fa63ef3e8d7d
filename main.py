"""The command line of Animation AI Studio. Thin: parses, calls, prints.

What a command needs is imported inside it, so that `--help` answers at once.
"""

import gc
import os
import sys
from pathlib import Path

try:
    import typer
except ModuleNotFoundError:  # some other Python: the studio's own goes on
    own = Path(__file__).parent / ".venv" / "bin" / "python"
    if Path(sys.prefix) == own.parents[1] or not own.exists():
        sys.exit("The studio is not set up yet. Run: make setup")
    os.execv(own, [own, *sys.argv])

from interfaces.commands.characters.commands import app as characters
from interfaces.commands.export.commands import app as export
from interfaces.commands.machine import commands as machine
from interfaces.commands.machine.backend import app as backend
from interfaces.commands.machine.models import app as models
from interfaces.commands.pieces.commands import app as pieces
from interfaces.commands.pieces.scripted import app as scripted
from interfaces.commands.pieces.sessions import app as sessions
from interfaces.commands.tools.commands import app as tools
from interfaces.commands.tools.mcp import app as mcp

# What a command imports makes many objects that stay: looking through them all as often as Python
# does by itself is a sixth of the time that a command takes to start.
gc.set_threshold(50_000)

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
app = typer.Typer(
    help=HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for commands in (pieces, scripted, sessions, export, mcp, machine.app):
    app.add_typer(commands)
app.add_typer(characters, name="characters")
app.add_typer(machine.environments, name="env")
app.add_typer(tools, name="tools")
app.add_typer(backend, name="backend")
app.add_typer(models, name="models")
app.add_typer(machine.sandboxes, name="sandbox")


if __name__ == "__main__":
    app()
