"""The critic of voices: right lines pass, and each planted error is found by its own criterion."""

import numpy as np
import pytest
import pytest_asyncio
import soundfile

from studio.errors import EngineMissing
from studio.plan import Film, Line
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database
from tests.measure.conftest import ShippedBook, shot_of
from tools.engines.audio_analysis.decode import mono, read_sound
from tools.engines.media.probe import identify
from tools.evaluation.evaluate import judge_film
from tools.toolbox import Toolbox

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAID = "We have five fish and two boats, and the whole day is ours."
OTHER = "We have five dogs and two cars, and the whole week is ours."
ALL = ("intelligibility", "voice_similarity", "speech_quality", "voice_emotion")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def studio(tmp_path_factory, shipped_settings, made_before):
    """A real toolbox for all of these tests: what was spoken and measured once stays known."""
    place = tmp_path_factory.mktemp("voices") / "data"
    paths = shipped_settings.paths.model_copy(update={"data": place})
    settings = shipped_settings.model_copy(update={"paths": paths}, deep=True)
    with made_before.shared_with(place):
        database = open_database(settings.database_url())
        toolbox = Toolbox(ArtifactStore(place / "artifacts", database), ShippedBook(), settings)
        for name in ("voice", "hearing"):
            status = toolbox.engines[name].status()
            if not status.ready:
                pytest.skip(f"the engine {name} is not here: {status.reason}")
        yield toolbox
        await toolbox.close()
        database.dispose()


@pytest.fixture
def spoken(studio):
    """spoken(text, **line): the handle of a line that is really spoken."""

    async def of(text, character="Luca", **line):
        made = await studio.call("speak", {"text": text, "character": character, **line})
        return made["audio"]

    return of


@pytest.fixture
def judge(studio):
    """judge(shot, handle): its measurements by criterion."""

    async def of(shot, handle):
        film = Film(intent="a test", shots=[shot])
        found = await judge_film(film, {shot.id: [handle]}, studio, studio.settings)
        return {m.criterion: m for m in found}

    return of


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


async def test_a_whisper_has_no_voice_to_judge(judge, spoken):
    whispered = line_of(*ALL[1:], delivery="whispered", emotion="sad")
    found = await judge(whispered, await spoken(SAID))
    assert all(m.weight == 0 and "whisper" in m.evidence for m in found.values())


async def test_other_words_are_not_understood(judge, spoken):
    found = (await judge(line_of("intelligibility"), await spoken(OTHER)))["intelligibility"]
    assert not found.passed and found.change.parameter == "lines.*.rate"
    assert "dogs for fish" in found.evidence


async def test_one_wrong_word_is_found(judge, spoken):
    handle = await spoken(SAID.replace("fish", "dogs"))
    found = await judge(line_of(*ALL), handle)
    assert not found["intelligibility"].passed, found
    assert found["voice_similarity"].passed and found["speech_quality"].passed


@pytest.fixture
def damaged(studio, tmp_path):
    """damaged(handle, how, faster=1): a line with its samples changed, as a program's own sound."""

    def of(handle, how, faster=1.0):
        samples, rate = read_sound(studio.artifacts.path(handle))
        path = tmp_path / "damaged.wav"
        soundfile.write(path, np.clip(how(mono(samples)), -1, 1), int(rate * faster))
        return studio.artifacts.add(path, *identify(path)).handle

    return of


async def test_the_voice_of_another_character(judge, spoken, damaged):
    """Luca's own line, played slower: deeper, and from a longer throat, as a grown man's."""
    handle = damaged(await spoken(SAID), lambda sound: sound, faster=0.68)
    found = (await judge(line_of("voice_similarity"), handle))["voice_similarity"]
    assert not found.passed and "Luca" in found.evidence, found
    assert found.change.parameter == "voice"


@pytest.mark.parametrize("other", ["Giulia", "Mina", "Nico"])
async def test_a_line_that_somebody_else_speaks(judge, spoken, other):
    found = (await judge(line_of("voice_similarity"), await spoken(SAID, other)))[
        "voice_similarity"
    ]
    assert not found.passed, found


@pytest.mark.parametrize("name", ["speech_quality", "voice_similarity"])
async def test_a_single_word_is_too_short_to_tell(judge, spoken, name):
    found = (await judge(line_of(name, text="Yes!"), await spoken("Yes!")))[name]
    assert found.weight == 0 and "too little" in found.evidence


async def test_a_noisy_voice(judge, spoken, damaged):
    noise = np.random.default_rng(0).normal(0, 0.05, 10**6)
    handle = damaged(await spoken(SAID), lambda sound: sound + noise[: len(sound)])
    found = (await judge(line_of("speech_quality"), handle))["speech_quality"]
    assert not found.passed and "DNSMOS" in found.evidence, found


async def test_a_clipped_voice_is_found_by_its_own_criterion(judge, spoken, damaged):
    handle = damaged(await spoken(SAID), lambda sound: 0.4 * np.clip(20 * sound, -1, 1))
    found = await judge(line_of("clipping", "speech_quality"), handle)
    assert not found["clipping"].passed
    right = await judge(line_of("clipping", "speech_quality"), await spoken(SAID))
    assert right["clipping"].passed
    assert found["speech_quality"].value < right["speech_quality"].value - 0.1


async def test_a_flat_line_and_another_feeling(judge, spoken):
    for spoken_with in ("neutral", "sad"):
        handle = await spoken(SAID, emotion=spoken_with)
        found = (await judge(line_of("voice_emotion", emotion="excited"), handle))["voice_emotion"]
        assert not found.passed and found.change.parameter == "lines.*.strength", found
        assert "excited" in found.evidence and "pitch" in found.evidence


async def test_without_the_ears_nothing_is_claimed(judge, studio, spoken, monkeypatch):
    """Words are then heard by PocketSphinx; of the rest it is said that it was not judged."""
    handle, call = await spoken(SAID), studio.call

    async def deaf(name, arguments, **rest):
        if name in ("transcribe", "measure_voice"):
            raise EngineMissing(f"{name} has no engine here.", "Pull the ears.")
        return await call(name, arguments, **rest)

    monkeypatch.setattr(studio, "call", deaf)
    found = await judge(line_of(*ALL, emotion="excited"), handle)
    assert "PocketSphinx" in found["intelligibility"].evidence
    for name in ALL[1:]:
        assert found[name].weight == 0 and "no engine here" in found[name].evidence
