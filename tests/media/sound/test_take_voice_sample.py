"""A sample of a voice: good seconds are taken, and what no voice should be made of is refused."""

import numpy as np
import pytest
import pytest_asyncio
import soundfile

from studio.errors import ToolError
from tests.weights_here import weights
from tools.audio.voice.take_voice_sample import part_of
from tools.engines.hearing.diarise import speakers

pytestmark = pytest.mark.asyncio(loop_scope="module")
LINES = {
    "Giulia": "I never thought that the sea could be so warm in the middle of October.",
    "Alberto": "Quick, hide behind the boats before she sees us, and do not breathe!",
}


@pytest.fixture(scope="module")
def kept():
    """Lines by character, (samples, rate): spoken once."""
    return {}


@pytest_asyncio.fixture(loop_scope="module")
async def voices(bench, kept):
    """Samples and rate of a line of each of two characters."""
    for name in ("kokoro-82m", "kokoro-voices", "whisper-base", "speaker-embedding", "dnsmos"):
        weights(name)
    for name, text in LINES.items():
        if name not in kept:
            line = await bench.call("speak", character=name, text=text)
            kept[name] = soundfile.read(bench.store.path(line["audio"]))
    return {name: samples for name, (samples, _) in kept.items()}, kept["Giulia"][1]


async def test_whole_phrases_are_taken_with_their_words(bench, voices):
    spoken, rate = voices
    pause = np.zeros(rate)
    long = np.concatenate([pause, spoken["Giulia"], pause, *[spoken["Giulia"]] * 2, pause])
    taken = await bench.call("take_voice_sample", media=bench.sound(long, rate))
    assert 3 <= taken["duration"] <= 10 and taken["language"] == "en"
    assert taken["text"].startswith("I never thought") and taken["text"].endswith("October.")
    assert bench.store.get(taken["audio"]).notes["quality"] == taken["quality"] > 2.5
    part = await bench.call("take_voice_sample", media=bench.sound(long, rate), start=0, end=5)
    assert part["text"].count("never") == 1


async def test_what_no_voice_should_be_made_of_is_refused(bench, voices):
    spoken, rate = voices
    chance, line = np.random.default_rng(0), spoken["Giulia"]
    both, breath = np.concatenate([line, spoken["Alberto"]]), np.zeros(round(0.5 * rate))
    mostly = np.concatenate([line, breath, spoken["Alberto"][: 2 * rate]])
    noise = line + 0.35 * np.abs(line).max() * chance.normal(size=len(line))
    song = await bench.call("make_music", mood="cheerful", duration=6.0)
    music, music_rate = soundfile.read(bench.store.path(song["audio"]))
    refused = [
        (both, rate, "two voices"),
        (mostly, rate, "two voices are heard in audio:.* from 4"),
        (noise, rate, "too much behind the voice"),
        (np.clip(6 * line, -0.9, 0.9), rate, "is clipped"),
        (line[: 2 * rate], rate, "3 to 10 s are needed"),
        (np.zeros(4 * rate), rate, "nobody is heard"),
        (line[:: rate // 8000], 8000, "8000 samples a second"),
        (music, music_rate, "nobody is heard|needed|behind the voice|none of the studio's"),
    ]
    for samples, of, told in refused:
        with pytest.raises(ToolError, match=told):
            await bench.call("take_voice_sample", media=bench.sound(samples, of))


async def test_only_the_part_that_is_taken_counts(bench, voices):
    spoken, rate = voices
    line = spoken["Giulia"]
    loud = np.clip(6 * spoken["Alberto"], -0.9, 0.9)
    long = bench.sound(np.concatenate([line, np.zeros(rate), loud]), rate)
    taken = await bench.call("take_voice_sample", media=long, start=0, end=len(line) / rate)
    assert taken["text"].endswith("October.")
    with pytest.raises(ToolError, match=r"begins at 4 s and ends at 2 s"):
        await bench.call("take_voice_sample", media=long, start=4, end=2)


async def test_the_longest_part_between_two_breaths_is_chosen():
    starts = [0.0, 0.5, 2.0, 2.6, 3.1, 20.0, 20.4]
    words = [{"word": "a", "start": at, "end": at + 0.4, "certainty": 1.0} for at in starts]
    assert [word["start"] for word in part_of(words, None, None)] == starts[:5]
    assert [word["start"] for word in part_of(words, 1.0, 3.0)] == [2.0, 2.6]


async def test_one_of_several_voices_is_taken_from_its_phrases(bench, voices):
    spoken, rate = voices
    breath = np.zeros(round(0.6 * rate))
    said = [spoken["Giulia"], breath, spoken["Alberto"], breath]
    talk = bench.sound(np.concatenate(said), rate)
    taken = await bench.call("take_voice_sample", media=talk, speaker=2)
    assert taken["speakers"] == 2 and 3 <= taken["duration"] <= 10
    assert ("hide" in taken["text"]) != ("October" in taken["text"]), "the other one is not in it"


async def test_phrases_of_like_voices_are_one_speaker_s():
    chance = np.random.default_rng(0)
    people = [chance.normal(size=64) for _ in range(3)]
    said = [0, 1, 0, 2, 1, 0]
    voices = [people[who] + 0.4 * chance.normal(size=64) for who in said]
    voices = [one / np.linalg.norm(one) for one in voices]
    assert speakers(voices, [1, 3, 1, 1, 3, 1]) == [2, 1, 2, 3, 1, 2]
    assert speakers([], []) == []
