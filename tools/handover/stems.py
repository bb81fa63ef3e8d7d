"""The film's sound as stems: voices, effects, music and atmosphere."""

import math
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import opentimelineio as otio
import soundfile

from studio.errors import EngineError
from studio.store.artifacts import ArtifactStore
from tools.engines.audio_analysis.decode import read_sound
from tools.engines.base import Engine, Progress
from tools.engines.ffmpeg.loudness import RATE
from tools.engines.ffmpeg.requests import SplitStems
from tools.engines.media.confined import confined
from tools.engines.timeline.build import OURS
from tools.engines.timeline.read import sounds
from tools.handover.cut import ancestors, length_of, made_by, rate_of

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
    tracks: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="studio-stems-") as name:
        for number, one in enumerate(sounds(timeline)):
            if one.start / rate >= duration:
                continue
            place = {
                "start": one.start / rate,
                "skip": one.skip / rate,
                "length": one.frames / rate,
                "gain_db": one.gain,
                "duck": one.is_bed and ducking > 0,
            }
            apart = {one.track: store.path(one.media)}
            if not one.is_bed:
                home = Path(name) / str(number)
                apart = await _apart(store, one.media, ffmpeg, home)
            tracks += [{"path": str(path), "stem": stem} | place for stem, path in apart.items()]
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


async def _apart(
    store: ArtifactStore, handle: str, ffmpeg: Engine, folder: Path
) -> dict[str, Path]:
    """A shot's own sound by stems. Where it was mixed of several, all but the voices are mixed
    again, as loud as they are in it, and the voices are the rest: they add up to it exactly."""
    mix = made_by(store, str(store.get(handle).parameters.get("audio") or ""))
    mixed = mix.parameters.get("tracks", []) if mix and mix.tool == "mix_audio" else []
    stems = [stem_of(store, track["audio"]) for track in mixed]
    if mix is None or len(set(stems)) < 2:
        return {stem_of(store, handle): store.path(handle)}
    usual = {"start": 0.0, "gain_db": 0.0, "duck": False}
    parts = [
        usual | track | {"path": str(store.path(track["audio"])), "stem": stem}
        for track, stem in zip(mixed, stems, strict=True)
    ]
    seconds = float(store.get(handle).facts.duration or 0.0)
    whole = usual | {"path": str(store.path(handle)), "stem": "whole"}
    (folder / "whole").mkdir(parents=True)
    ducked = await ffmpeg.run(SplitStems(tracks=parts, duration=seconds, out=folder), _silent)
    heard = await ffmpeg.run(
        SplitStems(tracks=[whole], duration=seconds, out=folder / "whole"), _silent
    )
    found = {name: Path(path) for name, path in ducked["stems"].items()}
    main = VOICES if VOICES in found else stems[0]
    _leave_to(main, found, Path(heard["stems"]["whole"]), Path(ducked["mix"]))
    return found


@confined
def _leave_to(main: str, stems: dict[str, Path], whole: Path, mix: Path) -> None:
    """Bring the stems, of which there is the `mix`, to their level in the `whole`; `main` becomes
    the rest of it."""
    rest, raw = (read_sound(path)[0].astype(np.float64) for path in (whole, mix))
    gain = float((rest * raw).sum() / max(1e-12, float((raw * raw).sum())))
    for name, path in stems.items():
        if name != main:
            wave = gain * read_sound(path)[0]
            rest = rest - wave
            soundfile.write(path, wave, RATE, "FLOAT")
    soundfile.write(stems[main], rest, RATE, "FLOAT")


def _silent(*_: object) -> None: ...


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


@confined
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
