"""Pictures as sixels: DEC's graphics for terminals, bands of six rows of pixels, a colour at a time
(VT330/VT340 Programmer Reference Manual, chapter 14)."""

import itertools

import numpy as np
from PIL import Image

CELL = 10  # pixels that a column of text is taken to be wide
_COLOURS = 256
_BAND = 6
_SHORTEST_RUN = 4  # from here on `!5?` is not longer than `?????`


def sixel(picture: Image.Image, columns: int) -> str:
    """The command that shows a picture `columns` of text wide, in at most 256 colours."""
    width = columns * CELL
    height = max(1, round(picture.height / picture.width * width))
    small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    coded = small.quantize(_COLOURS)
    palette = coded.getpalette() or []
    pixels = np.asarray(coded)
    colours = "".join(
        f"#{one};2;" + ";".join(str(round(part / 2.55)) for part in palette[3 * one : 3 * one + 3])
        for one in np.unique(pixels)
    )
    bands = "-".join(_band(pixels[top : top + _BAND]) for top in range(0, height, _BAND))
    return f'\x1bPq"1;1;{width};{height}{colours}{bands}\x1b\\'


def _band(rows: np.ndarray) -> str:
    """Up to six rows: for each colour the pixels that have it, a character for each column."""
    weights = 1 << np.arange(len(rows))[:, None]
    return "$".join(
        f"#{one}" + _runs(((rows == one) * weights).sum(axis=0)) for one in np.unique(rows)
    )


def _runs(bits: np.ndarray) -> str:
    found = []
    for value, run in itertools.groupby(bits.tolist()):
        count, sign = len(list(run)), chr(63 + value)
        found.append(sign * count if count < _SHORTEST_RUN else f"!{count}{sign}")
    return "".join(found)
