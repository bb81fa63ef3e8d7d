"""A recording acts a character's face: its mouth, as it is seen, follows how loud it is."""

import numpy as np
import pytest

from tests.weights_here import weights

pytestmark = pytest.mark.asyncio(loop_scope="module")
SAID, FPS = "Bravo! Come on, over here!", 24


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
        width=160,
        height=160,
        quality="draft",
    )
    found = (await bench.call("track_face", video=take["video"]))["faces"][0]
    seen = bench.store.table(found["face"])
    times = np.array(seen["times"])
    opened = np.array([look["open"] for look in seen["looks"]])
    sound = bench.heard(line["audio"]).mean(axis=1)
    at = ((times + 0.5 / FPS) * 48000).astype(int)
    loud = np.array([np.sqrt(np.mean(sound[max(0, n - 2000) : n + 2000] ** 2)) for n in at])
    print(np.round(opened, 2), np.round(loud, 2))
    print(np.corrcoef(opened, loud)[0, 1])
    print([round(np.corrcoef(opened[: -k or None], loud[k:])[0, 1], 2) for k in range(0, 12)])
    print([round(np.corrcoef(opened[k:], loud[: -k or None])[0, 1], 2) for k in range(0, 12)])
