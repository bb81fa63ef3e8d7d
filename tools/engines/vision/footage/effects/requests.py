"""What can be asked about the effects of an edit."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.engines.request import Request
from tools.engines.vision.requests import Found


@dataclass(frozen=True, kw_only=True)
class MeasureEffects(Request[Found]):
    """EffectMeasures of the tool measure_effects of a video and its source: those that are
    `wanted`, the shares of the `changes`, and where `inset` is seen, which is `inset_width` of the
    picture's width wide and lies right of the share `inset_left` of it; the `texts` that are
    written in it, and how much of it shows the picture or video `behind`, or the `part` (x, y,
    width, height) of the source's frame."""

    path: Path
    source: Path
    wanted: Sequence[str] = ()
    changes: Sequence[dict[str, Any]] = ()
    inset: Path | None = None
    inset_width: float = 0.3
    inset_left: float = 0.0
    texts: Sequence[dict[str, Any]] = ()
    behind: Path | None = None
    part: Sequence[float] = ()


@dataclass(frozen=True, kw_only=True)
class MeasureAlpha(Request[Found]):
    """What of the video at `path` is transparent, beside its `source`."""

    path: Path
    source: Path
