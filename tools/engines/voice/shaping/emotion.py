"""What an emotion does to a voice, as numbers: the `[voice]` of an expression in packs, scaled by a
strength. `emotions.toml` explains them."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from studio.packs.registry import names, registry
from tools.engines.worker.serve import BadInput

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
    whisper: float = 0.0


def manner(emotion: str, strength: float, delivery: str = "spoken") -> Manner:
    """The manner of `emotion` at `strength` (0 neutral, 1 plain, 2 a caricature), spoken,
    whispered or shouted."""
    item = registry("expressions")[emotion]
    row = item.facts["voice"]
    unknown = set(row) - {field.name for field in fields(Manner)}
    if unknown:
        raise BadInput(
            f"the expression {emotion!r} of pack {item.pack.name!r} says {sorted(unknown)[0]!r} of "
            "its voice",
            f"mend {item.path}: see tools/engines/voice/shaping/emotions.toml for what it may say",
        )
    felt = {
        key: value**strength if key in FACTORS else value * strength for key, value in row.items()
    }
    way: dict[str, float] = _TABLE["delivery"][delivery]
    for key, value in way.items():
        felt[key] = felt.get(key, 1.0) * value if key in FACTORS else felt.get(key, 0.0) + value
    # What is felt and how it is said go together, but no further than a voice reaches.
    for key in ("pitch", "tilt"):
        felt[key] = min(felt.get(key, 0.0), BASE[f"most_{key}"])
    return Manner(**felt)


def emotions() -> list[str]:
    """The emotions that the table knows."""
    return sorted(names("expressions"))
