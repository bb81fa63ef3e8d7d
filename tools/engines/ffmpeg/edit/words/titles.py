"""Titles in the middle of the picture, in styles of their own."""

from PIL import Image, ImageDraw

from tools.engines.ffmpeg.lettering import (
    ACCENT,
    DISPLAY,
    SHADOW,
    SOFT_WHITE,
    TEXT,
    WHITE,
    WIDEST,
    Plate,
    cropped,
    fit_text,
    lay_shadow,
    rows_of,
    unit_of,
)

_INK = (18, 20, 28, 255)
_TURN = 4.0  # degrees, of a comic's title


def big_plate(text: str, style: str, width: int, height: int) -> Plate:
    """The first line of `text` large, the further ones small below it: a "headline" with a shadow,
    a "poster" on a bar of colour, or a "comic" one with a thick outline, turned a little. ToolError
    for text that does not fit."""
    head, *rest = rows_of(text)
    unit, room = unit_of(width, height), width * WIDEST
    large = {"headline": 0.17, "poster": 0.15, "comic": 0.2}[style]
    font, heads = fit_text(head, DISPLAY, unit * large, room, rows=2)
    small, tails = fit_text(" ".join(rest), TEXT, unit * 0.07, room, rows=2) if rest else (font, [])
    rows = [(line, font, 1.1) for line in heads] + [(line, small, 1.35) for line in tails]
    tall = sum(face.size * leading for _, face, leading in rows)
    y, placed = (height - tall) / 2, []
    for line, face, leading in rows:
        placed.append(((width - face.getlength(line)) / 2, y, line, face))
        y += face.size * leading
    canvas = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(canvas)
    if style == "poster":
        wide = max(face.getlength(line) for line, face, _ in rows)
        pad = unit * 0.05
        box = ((width - wide) / 2 - pad, (height - tall) / 2 - pad / 2)
        pen.rectangle((*box, width - box[0], height - box[1] + pad / 2), fill=ACCENT)
    elif style == "headline":
        for face in dict.fromkeys(face for *_, face in placed):
            lines = [(x, y, line) for x, y, line, used in placed if used is face]
            lay_shadow(canvas, lines, face, blur=face.size * 0.12, strength=0.8, spread=1)
    pen = ImageDraw.Draw(canvas)
    for x, line_y, line, face in placed:
        _write(pen, (x, line_y), line, face, style, face is font)
    if style == "comic":
        canvas = canvas.rotate(_TURN, Image.Resampling.BICUBIC)
    return cropped(canvas)


def _write(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    line: str,
    face: object,
    style: str,
    large: bool,
) -> None:
    fill = {"poster": _INK, "comic": ACCENT if large else WHITE}.get(
        style, WHITE if large else SOFT_WHITE
    )
    edge = max(2, round(face.size * 0.09)) if style == "comic" else 0  # ty: ignore
    pen.text(at, line, font=face, fill=fill, stroke_width=edge, stroke_fill=(*SHADOW, 255))
