"""Stems: apart by what they are, ducked as in the mix, and adding up to it."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.media.conftest import RATE, tone
from tools.engines.ffmpeg.engine import ffmpeg_engine
from tools.engines.ffmpeg.requests import SplitStems
from tools.handover.stems import WITHIN, difference

SECONDS = 2.7


async def test_stems_add_up_to_the_mix(tmp_path):
    noise = 0.1 * np.random.default_rng(0).standard_normal(3 * RATE)
    tracks = []
    for stem, wave, start, gain, duck in (
        ("voices", tone(300, 0.6), 0.8, 0.0, False),
        ("effects", tone(90, 1.0), 2.0, -3.0, False),  # goes on beyond the end
        ("music", tone(800, 3.0), 0.0, -6.0, True),
        ("atmosphere", noise, 0.0, -12.0, True),
    ):
        path = tmp_path / f"{stem}_in.wav"
        soundfile.write(path, wave, RATE)
        place = {"start": start, "gain_db": gain, "duck": duck}
        tracks.append({"path": str(path), "stem": stem, **place})
    made = await ffmpeg_engine().run(
        SplitStems(tracks=tracks, duration=SECONDS, out=tmp_path), lambda *_: None
    )
    stems = {name: Path(path) for name, path in made["stems"].items()}
    assert set(stems) == {"voices", "effects", "music", "atmosphere"}
    waves = {name: soundfile.read(path)[0][:, 0] for name, path in stems.items()}
    assert {len(wave) for wave in waves.values()} == {round(SECONDS * RATE)}
    assert difference(list(stems.values()), Path(made["mix"])) < 0.001
    assert difference([stems["voices"], stems["music"]], Path(made["mix"])) > WITHIN
    for name in ("music", "atmosphere"):
        assert level(waves[name], 1.0) < 0.5 * level(waves[name], 0.2), f"{name} makes room"
    assert level(waves["voices"], 0.2) == pytest.approx(0, abs=1e-6)


def level(wave: np.ndarray, at: float) -> float:
    part = wave[round(at * RATE) : round((at + 0.3) * RATE)]
    return float(np.sqrt((part**2).mean()))
