"""Options and arguments that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

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
Framework = Annotated[
    str | None,
    typer.Option("--framework", metavar="NAME", help="The crew's: autogen or langgraph."),
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
ChatName = Annotated[
    str,
    typer.Option(
        "--session",
        metavar="NAME",
        help="Keep the conversation under a name, or go on with the one kept under it.",
    ),
]
Verbose = Annotated[bool, typer.Option("--verbose", help="Say also why things are as they are.")]
OpenReport = Annotated[bool, typer.Option("--open", help="Open the report when it is done.")]
