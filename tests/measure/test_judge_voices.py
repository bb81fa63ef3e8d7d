"""The critic of voices: right lines pass, and each planted error is found by its own criterion."""

import numpy as np
import pytest
import soundfile

from studio.errors import EngineMissing
from studio.plan import Line
from tests.measure.conftest import shot_of
from tools.engines.audio_analysis.decode import mono, read_sound

SAID = "We have five fish and two boats, and the whole day is ours."
OTHER = "We have five dogs and two cars, and the whole week is ours."
ALL = ("intelligibility", "voice_similarity", "speech_quality", "voice_emotion")


@pytest.fixture
def spoken(toolbox):
    """spoken(text, **line): the handle of a line that is really spoken."""
    for name in ("voice", "hearing"):
        status = toolbox.engines[name].status()
        if not status.ready:
            pytest.skip(f"the engine {name} is not here: {status.reason}")

    async def of(text, character="Luca", **line):
        made = await toolbox.call("speak", {"text": text, "character": character, **line})
        return made["audio"]

    yield of


@pytest.fixture(autouse=True)
async def ended(toolbox):
    yield
    await toolbox.close()


def line_of(*criteria, text=SAID, character="Luca", **line):
    return shot_of("voice_line", *criteria, lines=[Line(character=character, text=text, **line)])


@pytest.mark.parametrize("character", ["Luca", "Alberto", "Giulia"])
async def test_right_lines_pass(judge, spoken, character):
    found = await judge(line_of(*ALL, character=character), await spoken(SAID, character))
    assert all(m.passed for m in found.values()), found
    assert found["voice_emotion"].weight == 0  # nothing is felt
    assert all(found[name].weight > 0 for name in ALL[:3])


@pytest.mark.parametrize("emotion", ["excited", "sad"])
async def test_right_feelings_pass(judge, spoken, emotion):
    handle = await spoken(SAID, emotion=emotion)
    found = await judge(line_of(*ALL, emotion=emotion), handle)
    assert all(m.passed and m.weight > 0 for m in found.values()), found
    assert "semitones" in found["voice_emotion"].evidence


async def test_other_words_are_not_understood(judge, spoken):
    found = (await judge(line_of("intelligibility"), await spoken(OTHER)))["intelligibility"]
    assert not found.passed and found.change.parameter == "lines.*.rate"
    assert "dogs for fish" in found.evidence


async def test_one_wrong_word_is_found(judge, spoken):
    handle = await spoken(SAID.replace("fish", "dogs"))
    found = await judge(line_of(*ALL), handle)
    assert not found["intelligibility"].passed, found
    assert found["voice_similarity"].passed and found["speech_quality"].passed


async def test_the_voice_of_another_character(judge, spoken):
    for other in ("Nico", "Mina"):
        handle = await spoken(SAID, other)
        found = await judge(line_of("voice_similarity", "intelligibility"), handle)
        assert not found["voice_similarity"].passed, (other, found)
        assert found["intelligibility"].passed
        assert "Luca" in found["voice_similarity"].evidence


@pytest.fixture
def damaged(artifacts, keep, tmp_path):
    """damaged(handle, how): a line with its samples changed, as an artifact of a program's own."""

    def of(handle, how):
        samples, rate = read_sound(artifacts.path(handle))
        made = np.clip(how(mono(samples)), -1, 1)
        soundfile.write(tmp_path / "damaged.wav", made, rate)
        return keep(tmp_path / "damaged.wav")

    return of


async def test_a_noisy_voice_and_a_clipped_one(judge, spoken, damaged):
    handle = await spoken(SAID)
    noise = np.random.default_rng(0).normal(0, 0.05, 10**6)
    for how in (
        lambda sound: sound + noise[: len(sound)],
        lambda sound: 0.4 * np.clip(20 * sound, -1, 1),
    ):
        found = (await judge(line_of("speech_quality"), damaged(handle, how)))["speech_quality"]
        assert not found.passed and "DNSMOS" in found.evidence, found


async def test_a_flat_line_and_another_feeling(judge, spoken):
    for spoken_with in ("neutral", "sad"):
        handle = await spoken(SAID, emotion=spoken_with)
        found = (await judge(line_of("voice_emotion", emotion="excited"), handle))["voice_emotion"]
        assert not found.passed and found.change.parameter == "lines.*.strength", found
        assert "excited" in found.evidence and "pitch" in found.evidence


async def test_without_the_ears_nothing_is_claimed(judge, toolbox, plate, monkeypatch):
    """Words are then heard by PocketSphinx; of the rest it is said that it was not judged."""
    call = toolbox.call

    async def deaf(name, arguments, **rest):
        if name in ("transcribe", "measure_voice"):
            raise EngineMissing(f"{name} has no engine here.", "Pull the ears.")
        return await call(name, arguments, **rest)

    monkeypatch.setattr(toolbox, "call", deaf)
    found = await judge(line_of(*ALL, emotion="excited"), plate("talk.mp4"))
    assert "PocketSphinx" in found["intelligibility"].evidence
    for name in ALL[1:]:
        assert found[name].weight == 0 and "no engine here" in found[name].evidence
