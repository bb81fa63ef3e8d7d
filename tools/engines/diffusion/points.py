"""The five points of a face as a picture that steers InstantID's net."""

from collections.abc import Sequence
from math import atan2, cos, hypot, pi, sin

from PIL import Image, ImageDraw

# As the network was taught: both eyes, nose, both corners of the mouth, from the viewer's left.
COLOURS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (255, 0, 255))
NOSE = 2
_DIMMED, _HALF_WIDTH, _RADIUS = 0.6, 4, 10  # of the lines to the nose; pixels


def drawn(points: Sequence[Sequence[float]], size: tuple[int, int]) -> Image.Image:
    """The five points and the lines from the nose to each, on black."""
    picture = Image.new("RGB", size)
    pen, nose = ImageDraw.Draw(picture), points[NOSE]
    for number, (point, colour) in enumerate(zip(points, COLOURS, strict=True)):
        if number != NOSE:
            dimmed = tuple(int(_DIMMED * one) for one in colour)
            pen.polygon(_ellipse(point, nose), fill=dimmed)
    for (x, y), colour in zip(points, COLOURS, strict=True):
        pen.ellipse((x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS), fill=colour)
    return picture


def _ellipse(first: Sequence[float], second: Sequence[float]) -> list[tuple[float, float]]:
    """A thin one from one point to another."""
    across, down = first[0] - second[0], first[1] - second[1]
    middle = ((first[0] + second[0]) / 2, (first[1] + second[1]) / 2)
    half, turn = hypot(across, down) / 2, atan2(down, across)
    corners = []
    for step in range(72):
        along, beside = half * cos(step * pi / 36), _HALF_WIDTH * sin(step * pi / 36)
        corners.append(
            (
                middle[0] + along * cos(turn) - beside * sin(turn),
                middle[1] + along * sin(turn) + beside * cos(turn),
            )
        )
    return corners
