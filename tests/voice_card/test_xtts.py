"""XTTS's own classes: what a line is made of counts, and what cannot be is told."""

import numpy as np
import pytest
import soundfile

from studio.errors import ToolError
from tests.voice_card.conftest import LICENCE, SAID
from tools.engines.registry import engines
from tools.engines.voice.cloning import Clone

pytestmark = pytest.mark.asyncio(loop_scope="session")
LINE = "Silenzio, Bruno! We ride."


@pytest.fixture
def speak(made_engines, sample, tmp_path):
    """The samples of a line at 24 kHz, and what was told meanwhile."""

    async def call(**more):
        out, told = tmp_path / "line.wav", []
        about = {"text": LINE, "language": "en", "sample": str(sample), "sample_text": SAID}
        request = Clone(**(about | {"sample_language": "en", "out": str(out)} | more))
        made = await made_engines["xtts"].run(request, lambda share, note: told.append(note))
        assert made == {"engine": "XTTS-v2"}
        sound, rate = soundfile.read(out)
        assert rate == 24000 and np.abs(sound).max() > 0.001
        return sound, told

    return call


async def test_every_part_of_a_request_changes_the_sound_and_nothing_else_does(
    speak, sample, tmp_path
):
    first, told = await speak()
    again, _ = await speak()
    assert np.array_equal(first, again)
    assert any("s spoken" in one for one in told), "it is told as it streams"
    other = tmp_path / "other.wav"
    wave, rate = soundfile.read(sample)
    noise = np.random.default_rng(0).normal(0, 0.1, len(wave))
    soundfile.write(other, 0.3 * wave + noise, rate)
    for change in ({"seed": 1}, {"language": "it"}, {"sample": str(other)}, {"text": "Andiamo!"}):
        changed, _ = await speak(**change)
        assert not np.array_equal(first, changed), change
    faster, _ = await speak(rate=1.6)
    assert len(faster) < 0.75 * len(first)
    long, _ = await speak(text=" ".join([LINE] * 11))  # over what it takes at once
    assert len(long) > len(first)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"language": "sv"}, "does not speak 'sv'"),
        ({"sample": "/nowhere.wav"}, "cannot be read"),
        ({"text": "ha" * 220}, "shorter sentences"),
    ],
)
async def test_what_it_cannot_speak_is_told(speak, change, told):
    with pytest.raises(ToolError, match=told):
        await speak(**change)


async def test_a_silent_sample_is_no_voice(speak, tmp_path):
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.zeros(72000), 24000)
    with pytest.raises(ToolError, match="silent"):
        await speak(sample=str(path))


async def test_it_is_the_first_that_speaks_where_it_is_ready(stage):
    calls = []
    with_sample = {"character": "Luca", "text": LINE, "language": "en"}
    await stage.toolbox.call("speak", with_sample, on_call=calls.append)
    assert calls[0].engine == "xtts"
    # Random weights speak no words: it is heard that they are others, and who is next speaks.
    assert "XTTS-v2 spoke other words" in calls[0].fallback
    assert "the voice that the sheet designs speaks" in calls[0].fallback.lower()


async def test_nobody_uses_it_who_has_not_accepted_its_licence(settings):
    strict = settings.weights.model_copy(update={"accepted_licences": []})
    status = engines(settings.model_copy(update={"weights": strict}))["xtts"].status()
    assert not status.ready and LICENCE in status.reason and status.optional
