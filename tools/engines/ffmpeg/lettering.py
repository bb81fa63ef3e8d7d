"""Titles and subtitles as pictures with alpha, to be laid over the film.

The fonts (SIL Open Font License) come in the wheels font-fredoka-one and font-source-sans-pro.
"""

import functools
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from studio.errors import ToolError

WHITE = (255, 252, 245, 255)
SOFT_WHITE = (255, 252, 245, 225)
ACCENT = (255, 186, 73, 255)
SHADOW = (10, 14, 24)

DISPLAY = ("font_fredoka_one", "FredokaOne-Regular.ttf")
TEXT = ("font_source_sans_pro", "SourceSansPro-Semibold.ttf")
WIDEST = 0.84  # of the picture's width: the safe area
_SMALLEST = 9  # pixels
_HIGH_SCALE = 0.72  # heads are in the upper half: a title there is smaller
_NO_SUCH_LETTER = "\U0010ffff"


@dataclass(frozen=True)
class Plate:
    """A picture with straight alpha and where its top left corner goes, in pixels."""

    image: Image.Image
    x: int
    y: int


def subtitle_plate(text: str, width: int, height: int, at: str = "bottom") -> Plate:
    """One subtitle: white with a dark outline and a soft shadow, centred in the lower safe area, or
    `at` the top or the middle.

    Long lines are broken; ToolError for text that does not fit or has letters the font lacks.
    """
    font, lines = fit_text(text, TEXT, unit_of(width, height) * 0.068, width * WIDEST, rows=3)
    leading = round(font.size * 1.22)
    stroke = max(1, round(font.size * 0.07))
    bottom = {
        "top": round(height * 0.06) + leading * len(lines),
        "middle": (height + leading * len(lines)) // 2,
    }.get(at, height - round(height * 0.06))
    canvas = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    placed = [
        ((width - font.getlength(line)) / 2, bottom - leading * (len(lines) - row), line)
        for row, line in enumerate(lines)
    ]
    lay_shadow(canvas, placed, font, blur=font.size * 0.12, strength=0.75, spread=stroke * 2)
    pen = ImageDraw.Draw(canvas)
    edge = (*SHADOW, 235)
    for x, y, line in placed:
        pen.text((x, y), line, font=font, fill=WHITE, stroke_width=stroke, stroke_fill=edge)
    return cropped(canvas)


def title_plate(text: str, width: int, height: int, *, high: bool) -> Plate:
    """The title: its first line large, the further ones small, beside an accent bar.

    It stands in the lower third, or at the top left when `high` (subtitles are below then), on a
    scrim that darkens that part of the picture just enough to be read on anything.
    """
    head, *rest = rows_of(text)
    unit = unit_of(width, height) * (_HIGH_SCALE if high else 1)
    margin = round(unit * 0.08)
    room = width * WIDEST - margin
    font, heads = fit_text(head, DISPLAY, unit * 0.135, room, rows=2)
    small, tails = (
        fit_text(" ".join(rest), TEXT, unit * 0.062, room, rows=3) if rest else (font, [])
    )
    leading, small_leading = round(font.size * 1.1), round(small.size * 1.3)
    gap = round(font.size * 0.18) if tails else 0
    tall = leading * len(heads) + gap + small_leading * len(tails)
    top = margin if high else height - margin - tall
    bar = max(2, round(unit * 0.014))
    left = margin + bar + round(unit * 0.035)

    canvas = _scrim(width, height, top - margin, top + tall + margin, high)
    large = [(left, top + leading * row, line) for row, line in enumerate(heads)]
    y = top + leading * len(heads) + gap
    little = [(left, y + small_leading * row, line) for row, line in enumerate(tails)]
    lay_shadow(canvas, large, font, blur=font.size * 0.09, strength=0.55, drop=font.size * 0.04)
    lay_shadow(canvas, little, small, blur=small.size * 0.12, strength=0.55)
    pen = ImageDraw.Draw(canvas)
    rise = round(font.size * 0.12)
    pen.rounded_rectangle(
        (margin, top + rise, margin + bar, top + tall), radius=bar / 2, fill=ACCENT
    )
    for x, line_y, line in large:
        pen.text((x, line_y), line, font=font, fill=WHITE)
    for x, line_y, line in little:
        pen.text((x, line_y), line, font=small, fill=SOFT_WHITE)
    return cropped(canvas)


def card(text: str, width: int, height: int, backdrop: str) -> Image.Image:
    """A title card: the first line of `text` large in the middle, the further ones small below it.

    `backdrop` is #RRGGBB; the picture is RGB. ToolError for text that does not fit.
    """
    head, *rest = rows_of(text)
    unit, room = unit_of(width, height), width * WIDEST
    font, heads = fit_text(head, DISPLAY, unit * 0.15, room, rows=3)
    small, tails = fit_text(" ".join(rest), TEXT, unit * 0.07, room, rows=3) if rest else (font, [])
    rows = [(line, font, WHITE, 1.12) for line in heads]
    rows += [(line, small, SOFT_WHITE, 1.3) for line in tails]
    tall = sum(face.size * leading for _, face, _, leading in rows)
    picture = Image.new("RGB", (width, height), backdrop)
    pen = ImageDraw.Draw(picture)
    y = (height - tall) / 2
    for line, face, colour, leading in rows:
        pen.text(((width - face.getlength(line)) / 2, y), line, font=face, fill=colour[:3])
        y += face.size * leading
    bar = max(2, round(unit * 0.014))
    wide = round(unit * 0.16)
    pen.rounded_rectangle(
        ((width - wide) / 2, y + bar * 3, (width + wide) / 2, y + bar * 4), bar / 2, ACCENT[:3]
    )
    return picture


def rows_of(text: str) -> list[str]:
    """The lines of a text that hold something: one at least, be it empty."""
    return [line.strip() for line in text.splitlines() if line.strip()] or [""]


def unit_of(width: int, height: int) -> float:
    """What lettering is measured in: the height, or less in a portrait picture."""
    return min(height, width * 0.75)


@functools.cache
def _font(face: tuple[str, str], size: int) -> ImageFont.FreeTypeFont:
    package, name = face
    path = Path(str(resources.files(package))) / "files" / name
    return ImageFont.truetype(str(path), size)


def unwritten(text: str) -> str:
    """The letters of `text` that no font of ours has."""
    return _missing(text, TEXT)


def fit_text(
    text: str, face: tuple[str, str], size: float, room: float, rows: int
) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest font up to `size` pixels in which `text` takes at most `rows` lines. ToolError
    for a text that is empty, does not fit or has letters the font lacks."""
    text = " ".join(text.split())
    if not any(letter.isprintable() and not letter.isspace() for letter in text):
        raise ToolError("a text is empty: there is nothing to write.", "Write a word at least.")
    if face == DISPLAY and _missing(text, face):
        face = TEXT
    if missing := _missing(text, face):
        raise ToolError(
            f"the lettering has no sign for {missing!r} in {text!r}.",
            "Use Latin, Greek or Cyrillic letters in titles and subtitles.",
        )
    pixels = max(_SMALLEST, round(size))
    while True:
        font = _font(face, pixels)
        lines = _broken(text, font, room)
        if len(lines) <= rows and max(map(font.getlength, lines)) <= room:
            return font, lines
        if pixels <= _SMALLEST:
            raise ToolError(
                f"the text {text[:60]!r} ({len(text)} letters) does not fit into the picture.",
                "Shorten it, split it into several lines, or ask for a larger picture.",
            )
        pixels = max(_SMALLEST, int(pixels * 0.92))


def _broken(text: str, font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    """`text` broken into lines of about equal length, as few as possible."""
    count = len(_greedy(text, font, room))
    narrow, wide = font.getlength(text) / count, room
    for _ in range(8):  # bisection: the narrowest column that needs no further line
        middle = (narrow + wide) / 2
        if len(_greedy(text, font, middle)) > count:
            narrow = middle
        else:
            wide = middle
    return _greedy(text, font, wide)


def _greedy(text: str, font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and font.getlength(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _missing(text: str, face: tuple[str, str]) -> str:
    """The letters of `text` that the font does not have."""
    font = _font(face, 32)
    blank = bytes(font.getmask(_NO_SUCH_LETTER))
    letters = dict.fromkeys(letter for letter in text if not letter.isspace())
    return "".join(letter for letter in letters if bytes(font.getmask(letter)) == blank)


def lay_shadow(
    canvas: Image.Image,
    placed: list[tuple[float, float, str]],
    font: ImageFont.FreeTypeFont,
    *,
    blur: float,
    strength: float,
    spread: int = 0,
    drop: float = 0.0,
) -> None:
    """Lay a blurred shadow of the lines under what will be drawn."""
    alpha = Image.new("L", canvas.size, 0)
    pen = ImageDraw.Draw(alpha)
    for x, y, line in placed:
        pen.text((x, y + drop), line, font=font, fill=255, stroke_width=spread)
    alpha = alpha.filter(ImageFilter.GaussianBlur(blur)).point(lambda value: int(value * strength))
    layer = Image.new("RGBA", canvas.size, (*SHADOW, 0))
    layer.putalpha(alpha)
    canvas.alpha_composite(layer)


def _scrim(width: int, height: int, top: int, bottom: int, high: bool) -> Image.Image:
    """A soft dark ramp from the picture's edge, about half opaque behind the lettering."""
    deepest, reach = 135, max(1, (bottom if high else height - top))
    ramp = Image.new("L", (1, height), 0)
    for y in range(height):
        away = (y if high else height - 1 - y) / reach
        ease = max(0.0, 1 - away)
        ramp.putpixel((0, y), round(deepest * ease * ease * (3 - 2 * ease)))
    layer = Image.new("RGBA", (width, height), (*SHADOW, 0))
    layer.putalpha(ramp.resize((width, height)))
    return layer


def cropped(canvas: Image.Image) -> Plate:
    """Only what is not clear; even coordinates, for the film halves the colour's resolution."""
    box = canvas.getchannel("A").getbbox() or (0, 0, 2, 2)
    left, top = box[0] // 2 * 2, box[1] // 2 * 2
    return Plate(canvas.crop((left, top, box[2] + box[2] % 2, box[3] + box[3] % 2)), left, top)
