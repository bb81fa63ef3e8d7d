"""The film's sound as stems: voices, effects, music and atmosphere."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import opentimelineio as otio

from studio.errors import EngineError
from studio.store.artifacts import ArtifactStore
from tools.engines.audio_analysis.decode import read_sound
from tools.engines.base import Engine, Progress
from tools.engines.ffmpeg.requests import SplitStems
from tools.engines.timeline.build import OURS
from tools.engines.timeline.read import sounds
from tools.handover.cut import ancestors, length_of, rate_of

VOICES, EFFECTS, MUSIC, ATMOSPHERE = STEMS = ("voices", "effects", "music", "atmosphere")
WITHIN = 0.1  # dB between the sum of the stems and the mix before its loudness is set
_SOUNDING = {"make_music": MUSIC, "make_atmosphere": ATMOSPHERE, "make_sfx": EFFECTS}


async def write_stems(
    timeline: otio.schema.Timeline,
    store: ArtifactStore,
    ffmpeg: Engine,
    folder: Path,
    progress: Progress = lambda *_: None,
) -> dict[str, Path]:
    """Write a WAV for each stem that sounds in the film, as long as the film, to `folder`; returns
    them by name, none where the film is silent. EngineError where they would not add up to the mix
    as it is before its loudness is set."""
    rate, duration = rate_of(timeline), length_of(timeline)
    about = timeline.metadata.get(OURS, {})
    ducking = float(about.get("ducking", 0.0))
    tracks: list[dict[str, Any]] = [
        {
            "path": str(store.path(one.media)),
            "start": one.start / rate,
            "skip": one.skip / rate,
            "length": one.frames / rate,
            "gain_db": one.gain,
            "duck": one.is_bed and ducking > 0,
            "stem": one.track if one.is_bed else stem_of(store, one.media),
        }
        for one in sounds(timeline)
        if one.start / rate < duration
    ]
    if not tracks:
        return {}
    folder.mkdir(parents=True, exist_ok=True)
    request = SplitStems(tracks=tracks, duration=duration, ducking=ducking, out=folder)
    made = await ffmpeg.run(request, progress)
    found = {name: Path(path) for name, path in made["stems"].items()}
    mix = Path(made["mix"])
    try:
        off = difference(list(found.values()), mix)
    finally:
        mix.unlink(missing_ok=True)
    if off > WITHIN:
        raise EngineError(f"the stems add up to {off:.2f} dB beside the mix.")
    return found


def stem_of(store: ArtifactStore, handle: str) -> str:
    """What a shot's own sound is: of one that holds a line, or comes from footage, voices; else
    what made it."""
    made = [artifact.tool for artifact in ancestors(store, handle) if artifact.kind != "table"]
    if "speak" in made:
        return VOICES
    for tool, stem in _SOUNDING.items():
        if tool in made:
            return stem
    return VOICES


def difference(stems: list[Path], mix: Path) -> float:
    """How far the sum of the stems is from the mix, in dB: the larger of how much louder or softer
    it is, and what the error adds to it."""
    whole = read_sound(mix)[0]
    total = np.zeros_like(whole)
    for stem in stems:
        total += read_sound(stem)[0]
    power, error = float((whole**2).mean()), float(((total - whole) ** 2).mean())
    if power <= 0:
        return 0.0 if error <= 0 else math.inf
    return 20 * math.log10(1 + math.sqrt(error / power))
