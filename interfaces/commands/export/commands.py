"""`python main.py export` and `verify`: a piece for other programs, and where a file comes from."""

from pathlib import Path
from typing import Annotated

import typer

from interfaces.commands.options import Json, Session

app = typer.Typer()


@app.command(short_help="Write a piece to a folder, with files for editors and other programs.")
def export(
    session: Session,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FOLDER", help="A new folder; else export/NAME.")
    ] = None,
    formats: Annotated[
        str, typer.Option("--formats", metavar="NAMES", help="With commas between; all if unsaid.")
    ] = "",
    json: Json = False,
) -> None:
    """Write a finished piece to a folder of its own, with its cut, words, sound and scenes in the
    formats of other programs. README.txt in it tells what each file is; docs/export.md, what opens
    it.

    \b
        python main.py export last --to ~/films/sea
        python main.py export last --formats edl,srt
    """
    from interfaces.commands.context import command

    with command(as_json=json) as context:
        from interfaces.commands.export.exporting import export_piece

        export_piece(context, session, to, formats)


@app.command(short_help="Tell who made a file, of what brief, and whether it was changed.")
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A film, picture or sound.")],
    json: Json = False,
) -> None:
    """Read the content credentials (C2PA) of a file: who made it, from what brief, with which
    tools, and whether it was changed since.

    Exit code: 0 unchanged, 3 changed, 2 there are none to read.
    """
    from interfaces.commands.context import command

    with command(as_json=json) as context:
        from interfaces.commands.export.verifying import verify_file

        verify_file(context, file)
