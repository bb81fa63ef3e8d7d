"""Figures that are cut out, before a plain ground: their edges stay soft."""

from pathlib import Path

from PIL import Image

from tools.engines.media.pixels import pixels_of
from tools.engines.soft_edges import cut_haze

SET = ""  # the set is behind the character
GROUNDS = {"white": "#FFFFFF", "light grey": "#C4C4C4", "dark grey": "#4A4A4A"}


def cut_out(path: Path) -> Image.Image:
    """The figure in a picture with alpha, RGBA, without haze: what is fainter than 0.15 is gone."""
    return cut_haze(Image.fromarray(pixels_of(path, "RGBA")))


def before(figure: Image.Image, ground: str) -> Image.Image:
    """A figure (RGBA) before one of GROUNDS, RGB."""
    behind = Image.new("RGBA", figure.size, GROUNDS[ground])
    return Image.alpha_composite(behind, figure).convert("RGB")
