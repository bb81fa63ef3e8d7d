"""The hair styles as numbers; see growth.py for what they do."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """Lengths in head units. Strands run in locks: `locks` guides with `strands` hairs each."""

    locks: int
    strands: int
    points: int
    length: tuple[float, float]
    fringe: float  # length of the front, relative to the rest
    sides: float  # length above the ears, relative to the rest
    lift: float  # how steeply the hair leaves the scalp
    gravity: float
    flow: str  # whorl: away from the crown; parting: away from a side parting; gather: to the bun
    sweep: float  # the front goes to the left (> 0) or the right
    ahead: float  # the front goes forward
    mess: float  # random change of direction per lock
    clump: float  # 0 loose, 1 every hair ends at its lock's tip
    curl: float = 0.0  # radius of ringlets
    turns: float = 0.0  # ringlets per strand, or waves
    radius: float = 0.0085


STYLES: dict[str, Style] = {
    "tousled": Style(
        180, 50, 11, (0.52, 0.80), 0.78, 0.66, 0.62, 0.40, "whorl", 0.80, 0.62, 0.32, 0.68
    ),
    "short": Style(200, 46, 8, (0.28, 0.42), 1.5, 0.8, 0.35, 0.10, "whorl", 0.85, 0.9, 0.16, 0.55),
    "curly": Style(
        230,
        26,
        26,
        (0.60, 0.92),
        0.85,
        0.78,
        0.80,
        0.26,
        "whorl",
        0.25,
        0.85,
        0.40,
        0.85,
        curl=0.062,
        turns=2.6,
        radius=0.0095,
    ),
    "bob": Style(210, 44, 13, (1.30, 1.5), 0.55, 1.0, 0.10, 0.80, "parting", 0.7, 0.2, 0.05, 0.50),
    "long": Style(
        200,
        46,
        18,
        (2.0, 2.4),
        0.50,
        1.0,
        0.12,
        0.85,
        "parting",
        0.7,
        0.2,
        0.07,
        0.55,
        curl=0.040,
        turns=1.6,
        radius=0.0095,
    ),
    "bun": Style(230, 40, 12, (1.0, 1.0), 1.0, 1.0, 0.10, 0.0, "gather", 0.0, 0.0, 0.05, 0.35),
}
