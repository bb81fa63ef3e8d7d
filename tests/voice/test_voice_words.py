"""What is said and when: intelligibility, accents, times of phones and words, refusals."""

import re

import numpy as np
import pytest
from scipy.signal import resample_poly

from tests.voice.conftest import CHILD, MAN, check_times

SENTENCES = [
    "The boat leaves the harbor early in the morning.",
    "She never told anyone where the letter was hidden.",
    "Tomorrow we will go home and sleep for a long time.",
]
RICH = {
    "en": "The quick judge vexed a young boy; she thought of measuring the air, here and there.",
    "it": "Gli gnomi scelgono pizze e sciarpe, giù in città: che bello zaino, quasi azzurro!",
    "es": "El niño pingüino exigió whisky, queso y jamón; llueve mucho y la guerra ya acabó.",
    "fr": "Un garçon joyeux mange vingt-huit pommes rouges près du vieux chien, puis il pleut.",
    "de": "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich, natürlich höflich.",
}


def word_errors(said: str, heard: str) -> int:
    """Words to change, drop or insert between two sentences (Levenshtein)."""
    reference, hypothesis = (re.findall(r"[a-z']+", s.lower()) for s in (said, heard))
    row = list(range(len(hypothesis) + 1))
    for i, word in enumerate(reference, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(hypothesis, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1]


@pytest.fixture(scope="module")
def recognise():
    """Words heard in 48 kHz samples; `formants` is undone first, since a child defeats it."""
    from pocketsphinx import Decoder

    decoder = Decoder(samprate=16_000, loglevel="FATAL")

    def recognised(samples, formants):
        slowed = resample_poly(samples, round(100 * formants), 300)
        quiet = np.zeros(4000)
        whole = np.concatenate([quiet, 0.6 * slowed / np.abs(slowed).max(), quiet])
        decoder.start_utt()
        decoder.process_raw((whole * 32767).astype("<i2").tobytes(), full_utt=True)
        decoder.end_utt()
        return decoder.hyp().hypstr if decoder.hyp() else ""

    return recognised


def error_rate(speak, recognise, voice, **params):
    wrong = total = 0
    for text in SENTENCES:
        samples = speak(text, voice=voice, **params)["samples"]
        wrong += word_errors(text, recognise(samples, voice["formant_ratio"]))
        total += len(text.split())
    return wrong / total


@pytest.mark.parametrize("voice", [CHILD, MAN], ids=["child", "man"])
def test_english_is_intelligible(speak, voice_worker, recognise, voice):
    if not voice_worker.ask("describe")["result"]["flite"]:
        pytest.skip("flite is not installed: only espeak-ng speaks")
    assert error_rate(speak, recognise, voice) <= 0.25


def test_an_italian_accent_is_heard_and_still_understood(speak, voice_worker, recognise):
    if not voice_worker.ask("describe")["result"]["flite"]:
        pytest.skip("flite is not installed: no accents")
    plain = speak("I think that my mother is here.", accent=None)
    accented = speak("I think that my mother is here.", accent="it")
    assert [p["phone"] for p in plain["phonemes"]] != [p["phone"] for p in accented["phonemes"]]
    assert "θ" not in {p["phone"] for p in accented["phonemes"]}
    assert error_rate(speak, recognise, CHILD, accent="it") <= 0.5


def test_italian_is_not_english(speak):
    english = speak("Silenzio, Bruno!", language="en")
    italian = speak("Silenzio, Bruno!", language="it")
    phones = [p["phone"] for p in italian["phonemes"]]
    assert "ts" in phones
    assert phones != [p["phone"] for p in english["phonemes"]]
    assert [w["word"] for w in italian["words"]] == ["Silenzio", "Bruno"]


@pytest.mark.parametrize("language", list(RICH))
def test_times_are_gapless_and_every_phone_has_a_viseme(speak, language):
    result = speak(RICH[language], language=language, emotion="playful", rate=1.2)
    phones, duration = result["phonemes"], result["duration"]
    assert len(phones) > 30
    check_times(result)
    starts = [word["start"] for word in result["words"]]
    assert starts == sorted(starts)
    assert all(0 <= w["start"] < w["end"] <= duration for w in result["words"])
    assert len(result["words"]) >= 0.7 * len(RICH[language].split())


def hiss(result):
    """Where in each /s/ its hiss is centred: 0 the phone's start, 1 its end."""
    level = np.convolve(np.diff(result["samples"], 2) ** 2, np.ones(480) / 480, "same")
    places = []
    for phone in (p for p in result["phonemes"] if p["phone"] == "s"):
        start, end = phone["start"], phone["end"]
        low, high = int((start - 0.08) * 48_000), int((end + 0.08) * 48_000)
        centre = np.sum(np.arange(low, high) * level[low:high]) / np.sum(level[low:high]) / 48_000
        places.append((centre - start) / (end - start))
    return np.array(places)


def test_phone_times_follow_every_stretch(speak):
    plain = hiss(speak("Ah see, ah say, ah so.", voice=MAN))
    assert len(plain) == 3
    assert np.all((plain > 0.25) & (plain < 0.75))
    for emotion, rate in (("sad", 0.8), ("excited", 1.3), ("determined", 1.0)):
        stretched = hiss(speak("Ah see, ah say, ah so.", voice=MAN, emotion=emotion, rate=rate))
        assert np.abs(stretched - plain).max() < 0.12


def test_a_drawn_out_word_takes_longer_and_keeps_its_spelling(speak):
    plain, drawn = speak("No! Stop it."), speak("Nooooo! STOP it.")
    assert [p["phone"] for p in plain["phonemes"]] == [p["phone"] for p in drawn["phonemes"]]
    assert [w["word"] for w in drawn["words"]] == ["Nooooo", "STOP", "it"]
    lengths = [r["words"][0]["end"] - r["words"][0]["start"] for r in (plain, drawn)]
    assert lengths[1] > 1.4 * lengths[0]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"text": ""}, "empty"),
        ({"text": None}, "empty"),
        ({"text": "a " * 2500}, "1000"),
        ({"text": "?!... --- 🎉🎉"}, "no letter"),
        ({"text": "Hello, 你好"}, "你好"),
        ({"language": "klingon"}, "klingon"),
        ({"accent": "xx"}, "accent"),
        ({"emotion": "bored"}, "bored"),
        ({"strength": 9}, "strength"),
        ({"strength": float("inf")}, "strength"),
        ({"rate": 0}, "rate"),
        ({"voice": {"timbre": "robot"}}, "robot"),
        ({"voice": {"pitch_hz": "high"}}, "pitch_hz"),
        ({"out": "line.wav"}, "absolute"),
        ({"out": "/nowhere/at/all/line.wav"}, "nowhere"),
    ],
)
def test_bad_input_is_named_with_its_fix(voice_worker, tmp_path, change, word):
    request = {"text": "Hello.", "voice": CHILD, "out": str(tmp_path / "x.wav"), **change}
    error = voice_worker.ask("speak", **request)["error"]
    assert error["kind"] == "bad_input"
    assert word in error["message"] + error["fix"]
    assert error["fix"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ('He said "no" (twice) \\ and left; 50% off & more', "en"),
        ('ma ") (system "true") ("', "it"),
        ("Ah 🎉 ok, 2026 km", "en"),
        ("¡Olé!", "es"),
        ("x", "it"),
        ("12.5", "it"),
    ],
)
def test_odd_text_is_spoken(speak, text, language):
    assert speak(text, language=language)["duration"] > 0.2
