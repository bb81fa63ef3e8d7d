"""Pictures of pictures: rows of panels with labels, strips of a film, lanes of times, tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tools.engines.ffmpeg.lettering import TEXT
from tools.engines.media.pixels import frames_of, pixels_of

WIDTH = 720  # pixels, of every picture
PAPER, INK, SOFT = (250, 248, 243), (38, 42, 52), (120, 124, 132)
COLOURS = ((31, 119, 180), (222, 99, 42), (46, 139, 87), (148, 73, 160), (190, 150, 20))
_GAP, _LINE = 6, 20
_CHECKS = 8  # pixels of the squares behind what is transparent
Colour = tuple[int, int, int]


def font(size: int = 15) -> ImageFont.FreeTypeFont:
    package, name = TEXT
    return ImageFont.truetype(str(resources.files(package) / "files" / name), size)


@dataclass(frozen=True)
class Panel:
    """A picture with a label below it."""

    image: Image.Image
    label: str = ""


def picture_of(path: Path) -> Image.Image:
    """A stored picture in RGB; what is transparent in it before grey squares."""
    picture = Image.fromarray(pixels_of(path))
    return _opaque(picture) if picture.mode == "RGBA" else picture


def _opaque(picture: Image.Image) -> Image.Image:
    rows, columns = np.indices((picture.height, picture.width)) // _CHECKS
    squares = np.where((rows + columns) % 2, 200, 235).astype(np.uint8)
    ground = Image.fromarray(squares).convert("RGBA")
    return Image.alpha_composite(ground, picture).convert("RGB")


def cut_out_at(path: Path, time: float) -> Image.Image:
    """The frame of a video with an alpha channel at this second, before grey squares."""
    frames = frames_of(path, form="rgba")
    shown = next((frame for at, frame in frames if at >= time), frames[-1][1])
    return _opaque(Image.fromarray(shown))


def frames_at(path: Path, times: Sequence[float]) -> list[Image.Image]:
    """The frames of a video that are shown at these seconds."""
    shown: list[Image.Image | None] = [None] * len(times)
    for time, rgb in frames_of(path, 640):
        for number, wanted in enumerate(times):
            if shown[number] is None or time <= wanted + 1e-6:
                shown[number] = Image.fromarray(rgb)
    return [frame for frame in shown if frame is not None]


def strip(path: Path, times: Sequence[float]) -> list[Panel]:
    """Frames of a video, with their times below."""
    return [
        Panel(frame, f"{time:.2f} s")
        for frame, time in zip(frames_at(path, times), times, strict=True)
    ]


def evenly(seconds: float, count: int = 5) -> list[float]:
    """Times over a video of this length, away from its ends."""
    return [round(seconds * (number + 0.5) / count, 3) for number in range(count)]


def row(panels: Sequence[Panel], highest: int = 260) -> Image.Image:
    """Panels of one height beside each other, as wide as the page or as `highest` allows."""
    shares = [panel.image.width / panel.image.height for panel in panels]
    height = min(highest, round((WIDTH - _GAP * (len(panels) + 1)) / sum(shares)))
    below = _LINE if any(panel.label for panel in panels) else 0
    out = Image.new("RGB", (WIDTH, height + below + _GAP), PAPER)
    pen, x = ImageDraw.Draw(out), _GAP
    for panel, share in zip(panels, shares, strict=True):
        width = max(1, round(height * share))
        size = (width, height)
        sharp = Image.Resampling.LANCZOS if panel.image.width > width else Image.Resampling.BICUBIC
        out.paste(panel.image.convert("RGB").resize(size, sharp), (x, _GAP))
        pen.text((x, height + _GAP), panel.label, INK, font())
        x += width + _GAP
    return out


def headed(title: str, picture: Image.Image) -> Image.Image:
    """A picture with a heading above it."""
    out = Image.new("RGB", (WIDTH, picture.height + _LINE + 2), PAPER)
    ImageDraw.Draw(out).text((_GAP, 2), title, SOFT, font())
    out.paste(picture, (0, _LINE + 2))
    return out


def board(*parts: Image.Image) -> Image.Image:
    """Parts as wide as the page below each other."""
    out = Image.new("RGB", (WIDTH, sum(part.height for part in parts) + _GAP), PAPER)
    y = 0
    for part in parts:
        out.paste(part, (0, y))
        y += part.height
    return out


def before_and_after(before: Sequence[Panel], after: Sequence[Panel]) -> Image.Image:
    return board(headed("before", row(before, 150)), headed("after", row(after, 150)))


@dataclass(frozen=True)
class Lane:
    """What lies over time: (start, end, label) in seconds; of a mark start and end are one."""

    name: str
    spans: Sequence[tuple[float, float, str]]
    colour: Colour = COLOURS[0]


def lanes(seconds: float, *wanted: Lane) -> Image.Image:
    """Spans over time, a lane below the other, with a scale of seconds."""
    left, tall = 110, 30
    out = Image.new("RGB", (WIDTH, tall * len(wanted) + 26), PAPER)
    pen, small = ImageDraw.Draw(out), font(13)
    scale = (WIDTH - left - 2 * _GAP) / seconds
    for number, lane in enumerate(wanted):
        top = number * tall + 4
        pen.text((_GAP, top + 3), lane.name, INK, font())
        pen.line((left, top + tall - 5, WIDTH - _GAP, top + tall - 5), (225, 222, 214))
        for start, end, label in lane.spans:
            x0, x1 = left + start * scale, left + end * scale
            if x1 - x0 < 1:
                pen.line((x0, top, x0, top + tall - 6), lane.colour, 2)
            else:
                pen.rectangle((x0, top, x1 - 1, top + tall - 6), _faint(lane.colour), lane.colour)
            if label and (x1 - x0 < 1 or small.getlength(label) < x1 - x0):
                pen.text((x0 + 3, top + 4), label, INK, small)
    _seconds(pen, left, scale, seconds, tall * len(wanted) + 4)
    return out


def _seconds(pen: ImageDraw.ImageDraw, left: float, scale: float, seconds: float, y: float) -> None:
    step = next((s for s in (0.1, 0.25, 0.5, 1, 2, 5, 10) if seconds / s <= 9), 30)
    for number in range(int(seconds / step) + 1):
        x = left + number * step * scale
        pen.line((x, y, x, y + 4), SOFT)
        pen.text((x + 3, y), f"{number * step:g} s", SOFT, font(13))


def _faint(colour: Colour) -> Colour:
    red, green, blue = (round(255 - (255 - part) * 0.35) for part in colour)
    return red, green, blue


def table(rows: Iterable[tuple[str, str]], width: int = WIDTH) -> Image.Image:
    """Facts: a name and what was found."""
    facts, face = list(rows), font()
    out = Image.new("RGB", (width, _LINE * len(facts) + _GAP), PAPER)
    pen = ImageDraw.Draw(out)
    for number, (name, value) in enumerate(facts):
        pen.text((_GAP, number * _LINE), name, SOFT, face)
        pen.text((_GAP + width * 0.38, number * _LINE), value, INK, face)
    return out


def beside(picture: Image.Image, rows: Iterable[tuple[str, str]]) -> Image.Image:
    """A picture, and facts of it to its right."""
    facts = table(rows, WIDTH * 11 // 20)
    room = WIDTH - facts.width - 2 * _GAP
    shown = picture.resize((room, max(1, round(picture.height * room / picture.width))))
    out = Image.new("RGB", (WIDTH, max(shown.height, facts.height) + 2 * _GAP), PAPER)
    out.paste(shown, (_GAP, _GAP))
    out.paste(facts, (room + 2 * _GAP, _GAP))
    return out


def boxed(picture: Image.Image, boxes: Iterable[tuple[Sequence[float], str]]) -> Image.Image:
    """A picture with boxes [x0, y0, x1, y1] in pixels on it, each with its label."""
    out = picture.copy()
    pen = ImageDraw.Draw(out)
    size = max(11, round(picture.height * 0.06))
    for box, label in boxes:
        pen.rectangle(tuple(box), outline=(255, 210, 60), width=max(2, size // 8))
        at = (box[0] + 3, max(0, box[1] - size - 4))
        pen.text(at, label, (255, 235, 170), font(size), stroke_width=2, stroke_fill=INK)
    return out


def swatches(colours: Sequence[str], side: int = 40) -> Image.Image:
    """Colours (#rrggbb) beside each other."""
    out = Image.new("RGB", (max(1, side * len(colours)), side), PAPER)
    for number, colour in enumerate(colours):
        out.paste(colour, (number * side, 0, (number + 1) * side - 2, side))
    return out
