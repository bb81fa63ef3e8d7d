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
    "tousled": Style(170, 50, 11, (0.50, 0.78), 0.62, 0.70, 0.62, 0.36, "whorl", 0.75, 0.55, 0.34, 0.72),
    "short": Style(200, 46, 8, (0.26, 0.40), 1.05, 0.55, 0.55, 0.10, "whorl", 0.85, 0.15, 0.16, 0.55),
    "curly": Style(230, 26, 26, (0.60, 0.95), 0.80, 0.78, 0.95, 0.10, "whorl", 0.2, 0.35, 0.40, 0.88,
                   curl=0.062, turns=2.6, radius=0.0095),
    "bob": Style(210, 44, 13, (1.25, 1.45), 0.55, 1.0, 0.22, 0.62, "parting", 0.8, 0.2, 0.08, 0.62),
    "long": Style(210, 46, 16, (2.0, 2.5), 0.52, 1.0, 0.24, 0.55, "parting", 0.8, 0.2, 0.10, 0.66,
                  curl=0.050, turns=1.3, radius=0.0095),
    "bun": Style(230, 40, 12, (1.0, 1.0), 1.0, 1.0, 0.10, 0.0, "gather", 0.0, 0.0, 0.05, 0.35),
}
