"""What an emotion does to a voice, as numbers: `emotions.toml` scaled by a strength."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

_TABLE = tomllib.loads((Path(__file__).parent / "emotions.toml").read_text(encoding="utf-8"))
BASE: dict[str, float] = _TABLE["base"]
FACTORS = ("range", "rate", "pause", "stretch", "smile")


@dataclass(frozen=True)
class Manner:
    """A manner of speaking; the fields are those that `emotions.toml` explains."""

    pitch: float = 0.0
    range: float = 1.0
    slope: float = 0.0
    accent: float = 0.0
    final: float = 0.0
    rate: float = 1.0
    pause: float = 1.0
    stretch: float = 1.0
    tilt: float = 0.0
    onset: float = 0.0
    stress: float = 0.0
    level: float = 0.0
    breath: float = 0.0
    smile: float = 1.0
    tremor: float = 0.0
    flutter: float = 0.0


def manner(emotion: str, strength: float) -> Manner:
    """The manner of `emotion` at `strength` (0 neutral, 1 plain, 2 a caricature)."""
    row = _TABLE["emotions"][emotion]
    unknown = set(row) - {field.name for field in fields(Manner)}
    if unknown:
        raise ValueError(f"emotions.toml: {emotion} has unknown keys {sorted(unknown)}")
    return Manner(
        **{
            key: value**strength if key in FACTORS else value * strength
            for key, value in row.items()
        }
    )


def emotions() -> list[str]:
    """The emotions that the table knows."""
    return sorted(_TABLE["emotions"])
