"""A recording acts a character's face: its mouth, as it is seen, follows how loud it is."""

import numpy as np
import pytest

from tests.weights_here import weights

pytestmark = pytest.mark.asyncio(loop_scope="module")
SAID, FPS, FLOOR = "Bravo! Come on!", 12, -40


async def test_the_mouth_that_is_seen_follows_the_recording(bench):
    """The recording is Alberto's, in a room; the face is Luca's."""
    weights("kokoro-82m")
    weights("kokoro-voices")
    spoken = await bench.call("speak", character="Alberto", text=SAID, emotion="excited")
    dry = bench.heard(spoken["audio"]).mean(axis=1)
    tail = np.random.default_rng(0).normal(size=9600) * 10 ** (-np.arange(9600) / 4800)
    recording = bench.sound(dry + 0.02 * np.convolve(dry, tail)[: len(dry)])
    line = await bench.call(
        "speak", character="Luca", text=SAID, recording=recording, language="en"
    )
    face = await bench.call("animate_face", audio=line["audio"], phonemes=line["phonemes"])
    take = await bench.call(
        "render_take",
        cast=[{"character": "Luca", "visemes": [face["visemes"]]}],
        length=line["duration"],
        framing="close_up",
        view="front",
        width=128,
        height=128,
        quality="draft",
        fps=FPS,
        on_twos=False,
    )
    found = (await bench.call("track_face", video=take["video"]))["faces"][0]
    seen = bench.store.table(found["face"])
    opened = np.array([look["open"] for look in seen["looks"]])
    loud = level(bench.heard(line["audio"]).mean(axis=1), seen["times"])
    assert np.corrcoef(opened, loud)[0, 1] > 0.45, (opened, loud)
    assert np.corrcoef(opened, loud[::-1])[0, 1] < 0.2, "of any other recording"
    last = np.flatnonzero(loud > FLOOR)[-1]
    assert opened[last + 2 :].max() < 0.3 * opened.max(), "it closes when nobody speaks any more"


def level(sound, times):
    """dB under the loudest of a sound of 48 kHz, around each frame that begins at these times."""
    middles = ((np.array(times) + 0.5 / FPS) * 48000).astype(int)
    powers = [np.mean(sound[max(0, n - 2000) : n + 2000] ** 2) for n in middles]
    return np.maximum(10 * np.log10(np.array(powers) / np.max(powers) + 1e-9), FLOOR)
