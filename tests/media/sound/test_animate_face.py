"""A recording acts a character's face: what its voice stresses, head and brows show."""

import itertools

import numpy as np
import pytest

from studio.errors import ToolError
from tests.media.shots.shown import FPS, written
from tests.weights_here import weights
from tools.audio.face.visual_prosody import acted
from tools.engines.audio_analysis.engine import TRACE_STEP
from tools.engines.media.probe import probe
from tools.render.performance import expression_curve, with_energy

RATE = 24000


def voice(parts):
    """A trace of a voice: (seconds, level, Hz or 0) one after another."""
    level, voiced, pitch, at = [], [], [], 0.0
    for seconds, loud, hertz in parts:
        for _ in range(round(seconds / TRACE_STEP)):
            level.append(loud)
            if hertz:
                voiced.append(at)
                pitch.append(hertz)
            at += TRACE_STEP
    return {"level": level, "voiced": voiced, "pitch": pitch}, at


SPOKEN = [(0.5, 0.05, 200), (0.16, 0.3, 290), (0.6, 0.05, 190), (0.4, 0.0, 0), (1.0, 0.06, 190)]


def curve(acting, name):
    return np.array([key["t"] for key in acting.controls]), np.array(
        [key[name] for key in acting.controls]
    )


def test_head_and_brows_mark_what_is_stressed_and_eyes_blink_in_the_pause():
    trace, length = voice(SPOKEN)
    acting = acted(trace, length, strength=1.0, seed=0)
    times, nod = curve(acting, "head_forward")
    assert abs(times[nod.argmax()] - 0.58) < 0.12
    assert 3 < nod.max() < 9
    _, brow = curve(acting, "brow_up")
    assert brow.argmax() == nod.argmax() and brow.max() > 0.15
    assert any(1.2 < blink < 1.6 for blink in acting.blinks)
    assert all(b - a > 0.5 for a, b in itertools.pairwise(acting.blinks))
    still = acting.controls[0], acting.controls[-1]
    assert all(abs(v) < 1e-6 for key in still for name, v in key.items() if name != "t")
    stressed = max(acting.energy, key=lambda key: key["factor"])
    assert abs(stressed["t"] - 0.58) < 0.2 and stressed["factor"] > 1.1


def test_strength_scales_it_and_silence_moves_nothing():
    trace, length = voice(SPOKEN)
    full, half = (acted(trace, length, strength=s, seed=0) for s in (1.0, 0.5))
    assert curve(half, "head_forward")[1].max() == pytest.approx(
        curve(full, "head_forward")[1].max() / 2, abs=0.01
    )
    silent, length = voice([(1.0, 0.0, 0)])
    assert not np.any(curve(acted(silent, length, strength=1.0, seed=0), "head_forward")[1])


def test_the_expression_follows_the_voice_and_nothing_else():
    calm = expression_curve("happy", 1.0, 3.0, 0)
    energy = [{"t": 1.0, "factor": 1.0}, {"t": 1.5, "factor": 1.2}, {"t": 2.0, "factor": 1.0}]
    loud = {key["t"]: key["strength"] for key in with_energy(calm, energy)}
    plain = {key["t"]: key["strength"] for key in calm}
    assert loud[1.5] == pytest.approx(np.interp(1.5, list(plain), list(plain.values())) * 1.2, 1e-3)
    assert loud[0.0] == plain[0.0] and with_energy(calm, []) == calm


@pytest.mark.asyncio(loop_scope="module")
async def test_the_sound_of_a_video_speaks_and_its_face_is_acted(bench):
    weights("kokoro-82m")
    weights("kokoro-voices")
    said = "The sea is warm in October."
    line = await bench.call("speak", character="Alberto", text=said)
    quiet = 0.1 * bench.heard(line["audio"]).mean(axis=1)
    bench.sound(quiet, 48000)
    grey = [np.full((36, 64, 3), 90, np.uint8)] * round(FPS * len(quiet) / 48000)
    video = bench.put(written(grey, bench.folder / "me.mp4", bench.folder / "sound.wav"), "video")
    spoken = await bench.call(
        "speak", character="Luca", text=said, recording=video, language="en", emotion="happy"
    )
    notes = bench.store.get(spoken["audio"]).notes
    assert notes["recording"] == video and abs(notes["lufs"] + 16) < 0.7
    assert "sample" not in notes and spoken["text"] == said
    assert spoken["duration"] == pytest.approx(len(quiet) / 48000, abs=0.1)
    face = await bench.call("animate_face", audio=video, phonemes=spoken["phonemes"], start=0.3)
    table = bench.store.table(face["visemes"])
    assert table["start"] == 0.3 and table["end"] == pytest.approx(0.3 + spoken["duration"], 0.02)
    assert table["visemes"] and max(key["head_forward"] for key in table["controls"]) > 3
    with pytest.raises(ToolError, match="holds no phoneme times"):
        await bench.call("animate_face", audio=spoken["audio"], phonemes=face["visemes"])
    path = written(grey, bench.folder / "silent.mp4")
    silent = bench.store.add(path, "video", probe(path)).handle
    for tool in ("align_speech", "animate_face"):
        with pytest.raises(ToolError, match=r"video:\w+ has no sound"):
            await bench.call(tool, audio=silent)
