"""Titles and subtitles in a filter graph: when each is seen, and how it comes and goes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import ToolError
from tools.engines.ffmpeg.lettering import Plate, subtitle_plate, title_plate
from tools.engines.ffmpeg.runner import source

TITLE_SECONDS = 3.2
TITLE_FADE = 0.45
MAX_SUBTITLES = 300  # each is an input file of its own

# Whites and greys only need the range; the accent colour needs the right matrix.
_TO_YUVA = "scale=out_color_matrix=bt709:out_range=tv,format=yuva420p"


@dataclass(frozen=True)
class Laid:
    """What an overlay adds: inputs, chains, and the label of the picture with it."""

    arguments: list[str]
    paths: list[Path]
    graph: list[str]
    picture: str


def lay_subtitles(
    lines: list[dict[str, Any]],
    folder: Path,
    size: tuple[int, int],
    duration: float,
    fps: int,
    picture: str,
    first_input: int,
) -> Laid:
    """Each line over `picture` from its start to its end; first and last frame are the nearest."""
    shown = [line for line in lines if line["start"] < duration and line["text"].strip()]
    if len(shown) > MAX_SUBTITLES:
        raise ToolError(
            f"{len(shown)} subtitles are more than {MAX_SUBTITLES}.", "Compose the film in parts."
        )
    laid = Laid([], [], [], picture)
    for number, line in enumerate(shown):
        path = folder / f"subtitle{number}.png"
        plate = subtitle_plate(line["text"], *size)
        plate.image.save(path)
        first = round(line["start"] * fps)
        last = max(first, round(line["end"] * fps) - 1)
        index, label = first_input + number, f"[sub{number}]"
        chains = [
            f"[{index}:v]{_TO_YUVA}[subplate{number}]",
            f"{laid.picture}[subplate{number}]overlay={plate.x}:{plate.y}:eof_action=repeat"
            f":enable='between(n,{first},{last})'{label}",
        ]
        laid = Laid(
            [*laid.arguments, *source(path)], [*laid.paths, path], [*laid.graph, *chains], label
        )
    return laid


def lay_title(
    text: str,
    folder: Path,
    size: tuple[int, int],
    duration: float,
    fps: int,
    picture: str,
    first_input: int,
    high: bool,
) -> Laid:
    """The title over the beginning of `picture`, fading in and out."""
    if not text.strip():
        return Laid([], [], [], picture)
    path = folder / "title.png"
    plate: Plate = title_plate(text, *size, high=high)
    plate.image.save(path)
    start = min(0.4, duration * 0.1)
    seen = min(TITLE_SECONDS, duration - 2 * start)
    fade = min(TITLE_FADE, seen / 4)
    chains = [
        f"[{first_input}:v]{_TO_YUVA},fade=t=in:d={fade:.4f}:alpha=1,"
        f"fade=t=out:st={seen - fade:.4f}:d={fade:.4f}:alpha=1,"
        f"setpts=PTS+{start:.4f}/TB[titleplate]",
        f"{picture}[titleplate]overlay={plate.x}:{plate.y}:eof_action=pass[titled]",
    ]
    still = ["-loop", "1", "-framerate", str(fps), "-t", f"{seen:.4f}", *source(path)]
    return Laid(still, [path], chains, "[titled]")
