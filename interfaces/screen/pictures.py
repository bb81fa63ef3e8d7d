"""Pictures in the terminal: by the protocol that it says it knows, else as half blocks in true
colour; a film as a strip of frames. Nothing where the output is piped."""

import base64
import io
import os
import re
from pathlib import Path

from PIL import Image
from rich.console import Console
from rich.text import Text

from interfaces.screen.sixel import sixel
from studio.errors import StudioError
from studio.nouns.artifact import Kind
from tools.engines.media.showing import strip_of

COLUMNS = 48  # the widest that a picture is drawn
STRIP = 4  # frames of a film
_ITERM = ("iTerm.app", "WezTerm")
_SIXEL = re.compile(r"foot|mlterm|contour|yaft|.*-sixel")  # what such terminals call themselves
_CHUNK = 4096  # bytes of one kitty command, as its protocol has it


def protocol() -> str:
    """`kitty`, `iterm`, `sixel` or `blocks`: what the environment says that the terminal can do.
    Within a multiplexer its own commands do not arrive, so there it is blocks."""
    if os.environ.get("TMUX") or os.environ.get("STY"):
        return "blocks"
    if os.environ.get("KITTY_WINDOW_ID") or "kitty" in os.environ.get("TERM", ""):
        return "kitty"
    if os.environ.get("TERM_PROGRAM") in _ITERM:
        return "iterm"
    return "sixel" if _SIXEL.match(os.environ.get("TERM", "")) else "blocks"


def show_file(console: Console, path: Path, kind: Kind | str) -> None:
    """Draw a picture, or a film as a strip of its frames; what cannot be read is not drawn."""
    if not _draws(console):
        return
    try:
        if kind in ("image", "video"):
            show(console, strip_of(path, kind, STRIP), protocol())
    except (StudioError, OSError):  # the summary has named the file
        return


def show(console: Console, picture: Image.Image, how: str) -> None:
    """Draw an RGB picture, at most COLUMNS columns wide."""
    if not _draws(console):
        return
    if how == "blocks":
        if not console.no_color:
            console.print(half_blocks(picture, min(COLUMNS, console.width)))
        return
    console.file.write(_command(picture, min(COLUMNS, console.width), how) + "\n")
    console.file.flush()


def _command(picture: Image.Image, columns: int, how: str) -> str:
    if how == "sixel":
        return sixel(picture, columns)
    data = io.BytesIO()
    picture.save(data, "PNG")
    return (kitty if how == "kitty" else iterm)(data.getvalue(), columns)


def half_blocks(picture: Image.Image, columns: int) -> Text:
    """Two pixels a character cell, the upper as its foreground, the lower as its background."""
    rows = max(1, round(picture.height / picture.width * columns / 2))
    small = picture.convert("RGB").resize((columns, rows * 2), Image.Resampling.LANCZOS)
    data = small.tobytes()  # three bytes a pixel, row by row
    drawn = Text(no_wrap=True)
    for row in range(rows):
        for column in range(columns):
            at = 3 * (2 * row * columns + column)
            below = at + 3 * columns
            upper, lower = f"#{data[at : at + 3].hex()}", f"#{data[below : below + 3].hex()}"
            drawn.append("▀", f"{upper} on {lower}")
        if row < rows - 1:
            drawn.append("\n")
    return drawn


def kitty(png: bytes, columns: int) -> str:
    """The commands of kitty's graphics protocol that show a PNG `columns` wide."""
    text = base64.b64encode(png).decode()
    parts = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]
    commands = []
    for number, part in enumerate(parts):
        head = f"a=T,f=100,q=2,c={columns}," if number == 0 else ""
        more = int(number < len(parts) - 1)
        commands.append(f"\x1b_G{head}m={more};{part}\x1b\\")
    return "".join(commands)


def iterm(png: bytes, columns: int) -> str:
    """The command of iTerm2's inline images that shows a PNG `columns` wide."""
    text = base64.b64encode(png).decode()
    return f"\x1b]1337;File=inline=1;size={len(png)};width={columns}:{text}\x07"


def _draws(console: Console) -> bool:
    return console.is_terminal and not console.is_dumb_terminal
