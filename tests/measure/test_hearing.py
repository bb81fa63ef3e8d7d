"""The ears: words, voices and quality of sounds whose truth is known."""

from itertools import pairwise

import numpy as np
import pytest
import pytest_asyncio
import soundfile

from tests.measure.conftest import LABELS, PLATES
from tools.engines.audio_analysis.decode import mono, read_sound
from tools.engines.hearing.engine import HearingEngine
from tools.engines.hearing.requests import CompareWords, MeasureVoice, Transcribe
from tools.measure.sound.transcribe import lines_of

# One process for all: what it loads, it loads once.
pytestmark = pytest.mark.asyncio(loop_scope="module")
CAST = ("Luca", "Alberto", "Giulia", "Mina", "Nico", "Bruno")
TALK, SAID = PLATES / "talk.mp4", LABELS["talk.mp4"]["text"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hear(shipped_settings):
    """hear(request): what the engine answers, by its real process."""
    engine = HearingEngine(shipped_settings)
    if not engine.status().ready:
        pytest.skip(f"the ears are not here: {engine.status().reason}")
    yield lambda request: engine.run(request, lambda *_: None)
    await engine.close()


@pytest.fixture
def compared(hear):
    """compared(said, heard, language): (word error rate, clear errors, differences)."""

    async def of(said, heard, language="en"):
        found = await hear(CompareWords(said=said, heard=heard, language=language, names=CAST))
        return found["word_error_rate"], found["clear_errors"], found["differences"]

    return of


@pytest.mark.parametrize(
    ("language", "said", "heard"),
    [
        ("en", "I have five fish and two boats.", "I have 5 fish and 2 boats"),
        ("en", "That's twenty-one, no: 1,000!", "That's 21, no, one thousand."),
        ("en", "It was in nineteen eighty-five.", "It was in 1985."),
        ("en", "Call one two three.", "Call 123."),
        ("en", "It costs five euros and ten percent.", "It costs €5 and 10%."),
        ("en", "At ten thirty we meet Doctor Moon.", "At 10:30, we meet Dr. Moon."),
        ("en", "He came second.", "He came 2nd."),
        ("en", "The grey colour of the sandcastle", "The gray color of the sand castle."),
        ("en", "Tom & Jerry, OK?", "Tom and Jerry, okay."),
        ("en", "**Stop** right there!", "Stop right there."),
        ("en", "[whispers] Come here. *sighs*", "Come here"),
        ("en", "Um, we go home.", "We go home."),
        ("en", "Luca and Giulia race Alberto.", "Luka and Julia race Alberto."),
        ("en", "Silenzio, Bruno!", "Selencio, Bruno."),
        ("it", "Costa 3,50 €, sono le 10.", "Costa tre euro e cinquanta centesimi, sono le dieci."),
        (
            "en",
            "Henry VIII met Mr. Moon on 1/2/1999.",
            "Henry the 8th met Mister Moon on 1/2/1999.",
        ),
        (
            "en",
            "It took 3½ hours at 5 km/h.",
            "It took three and a half hours at 5 kilometres per hour.",
        ),
        ("it", "Perché? Così è la città!", "perche cosi e la citta"),
        ("de", "Fünf Äpfel und 2 Straßen", "5 Äpfel und zwei Strassen"),
        ("fr", "Il y a 21 bateaux.", "il y a vingt et un bateaux"),
        ("es", "Tengo 3 niños.", "Tengo tres niños"),
    ],
)
async def test_what_is_said_alike_is_no_error(compared, language, said, heard):
    assert await compared(said, heard, language) == (0, 0, [])


@pytest.mark.parametrize(
    ("said", "heard", "difference"),
    [
        ("I have five fish.", "I have five dogs.", "dogs for fish"),
        ("I have five fish.", "I have nine fish.", "nine for five"),
        ("I have five fish.", "I have 6 fish.", "six for five"),
        ("Take me, gravity!", "Take me, Grevichy!", "grevichy for gravity"),
        ("Come here, Luca!", "Come here, Nico!", "nico for luca"),
        ("Silenzio, Bruno!", "Attention, Bruno!", "attention for silenzio"),
        ("We go home now.", "We go home.", "now is missing"),
        ("We go home.", "We never go home.", "never is too many"),
    ],
)
async def test_another_word_is_an_error(compared, said, heard, difference):
    errors, _, differences = await compared(said, heard)
    assert errors > 0 and difference in differences


async def test_a_mishearing_is_an_error_but_no_clear_one(compared):
    errors, clear, differences = await compared("Plant the seed today.", "Plant the seat today.")
    assert (errors, clear, differences) == (0.25, 0, ["seat for seed"])
    for said, heard in (
        ("The whole day is ours.", "The whole date is ours."),
        ("Bread and butter", "Bread in butter"),
    ):
        errors, clear, _ = await compared(said, heard)
        assert errors > clear == 0
    errors, clear, _ = await compared("Plant the seed today.", "Plant the rocket today.")
    assert errors == clear == 0.25


async def test_whisper_writes_down_words_with_their_times(hear):
    heard = await hear(Transcribe(path=TALK, language="en", said=SAID, names=CAST))
    # Its voice says "harbour" so that Whisper writes "horror bear".
    assert heard["compared"]["word_error_rate"] <= 0.25, heard
    words = heard["words"]
    assert all(0 <= word["start"] < word["end"] for word in words)
    assert all(one["start"] <= other["start"] for one, other in pairwise(words))
    again = await hear(Transcribe(path=TALK, language="en", said=SAID, names=CAST))
    assert again == heard


async def test_the_language_is_found(hear):
    assert (await hear(Transcribe(path=TALK)))["language"] == "en"


async def test_word_times_follow_the_sound(hear, tmp_path):
    """The same words, two seconds later."""
    samples, rate = read_sound(TALK)
    late = np.concatenate([np.zeros(2 * rate), mono(samples)])
    soundfile.write(tmp_path / "late.wav", late, rate)
    first = (await hear(Transcribe(path=TALK, language="en")))["words"]
    later = (await hear(Transcribe(path=tmp_path / "late.wav", language="en")))["words"]
    shifts = [b["end"] - a["end"] for a, b in zip(first, later, strict=False)]
    assert np.median(shifts) == pytest.approx(2, abs=0.15)


@pytest.mark.parametrize("kind", ["silence", "hiss", "tones"])
async def test_where_nobody_speaks_no_words_are_heard(hear, tmp_path, kind):
    times = np.arange(4 * 16000) / 16000
    sounds = {
        "silence": np.zeros(len(times)),
        "hiss": np.random.default_rng(0).normal(0, 0.1, len(times)),
        "tones": 0.3 * np.sin(2 * np.pi * 440 * times) * np.sign(np.sin(9 * times)),
    }
    soundfile.write(tmp_path / "sound.wav", sounds[kind], 16000)
    heard = await hear(Transcribe(path=tmp_path / "sound.wav"))
    assert heard["text"] == heard["language"] == "" and heard["words"] == []


async def test_noise_and_clipping_lower_the_quality(hear, tmp_path):
    samples, rate = read_sound(TALK)
    sound = mono(samples)
    noise = np.random.default_rng(0).normal(0, 0.05, len(sound))
    faults = {
        "clean": sound,
        "noisy": sound + noise,
        "clipped": 0.4 * np.clip(20 * sound, -1, 1),
    }
    found = {}
    for name, fault in faults.items():
        soundfile.write(tmp_path / f"{name}.wav", np.clip(fault, -1, 1), rate)
        made = await hear(MeasureVoice(path=tmp_path / f"{name}.wav"))
        found[name] = made["quality"]["overall"]
    assert found["clean"] > found["noisy"] + 0.4 and found["clean"] > found["clipped"] + 0.4, found


async def test_a_voice_is_like_itself_and_prosody_tells_pitch_and_pauses(hear, tmp_path):
    rate = 16000
    times = np.arange(2 * rate) / rate
    high = 0.3 * np.sin(2 * np.pi * 300 * times + 3 * np.sin(2 * np.pi * 300 * times))
    low = 0.3 * np.sin(2 * np.pi * 150 * times + 3 * np.sin(2 * np.pi * 150 * times))
    paused = np.concatenate([high[:rate], np.zeros(rate), high[:rate]])
    for name, sound in (("high", high), ("low", low), ("paused", paused)):
        soundfile.write(tmp_path / f"{name}.wav", sound, rate)
    asked = MeasureVoice(
        path=tmp_path / "high.wav",
        reference=tmp_path / "high.wav",
        neutral=tmp_path / "low.wav",
    )
    found = await hear(asked)
    assert found["likeness"] == pytest.approx(1, abs=0.01)
    assert found["prosody"]["pitch"] == pytest.approx(300, rel=0.03)
    assert found["plain"]["pitch"] == pytest.approx(150, rel=0.03)
    broken = (await hear(MeasureVoice(path=tmp_path / "paused.wav")))["prosody"]
    assert broken["pauses"] == pytest.approx(1 / 3, abs=0.03)
    assert broken["spoken"] == pytest.approx(2, abs=0.1)


async def test_words_become_lines_of_one_breath():
    said = (
        "Wait! I am not ready yet, and it is a long way down to the harbour from this old wall here"
    )
    words = [
        {"word": word, "start": 0.3 * n, "end": 0.3 * n + 0.2, "certainty": 1.0}
        for n, word in enumerate(said.split())
    ]
    words.append({"word": "Now", "start": 20.0, "end": 20.2, "certainty": 1.0})
    lines = lines_of(words)
    assert [line["text"] for line in lines][::3] == ["Wait!", "Now"]
    assert all(len(line["text"]) <= 72 for line in lines)
    assert " ".join(line["text"] for line in lines) == f"{said} Now"
    assert all(a["end"] <= b["start"] for a, b in pairwise(lines))
