"""A character's own voice: by GPT-SoVITS where it is ready, by the designed voice elsewhere."""

import asyncio
import hashlib
import os
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
import soundfile

from studio.errors import EngineError
from studio.nouns.sheet import VoiceSample
from studio.settings import ROOT, Engines, load_settings
from tests.media.conftest import Bench, SheetsOfConfigs
from tests.voice.sovits_stand_in import DIE, DRIP, FAIL, HANG, RUBBISH, StandIn
from tests.weights_here import linked_models, weights
from tools.engines.gpt_sovits.engine import GptSovitsEngine
from tools.engines.registry import engines
from tools.engines.voice.cloning import Clone
from tools.samples import sample_file
from tools.toolbox import Toolbox

pytestmark = pytest.mark.asyncio(loop_scope="module")
LINE = "Silenzio, Bruno!"
SAMPLE = "I never thought that the sea could be so warm in October."


OWN = """
import os, sys, time
sys.path.insert(0, {root!r})
from tests.voice.sovits_stand_in import StandIn
from pathlib import Path
Path("pid").write_text(str(os.getpid()))

class Logging(StandIn):
    def load(self, what, given):
        with open("asked", "a") as log:
            log.write(what + " ")
        return super().load(what, given)

with Logging(int(sys.argv[sys.argv.index("-p") + 1])) as server:
    server.known_weights = {{"luca.ckpt", "luca.pth"}}
    server.sounds[{text!r}] = Path({wav!r})
    time.sleep(60)
"""


class Recorded(SheetsOfConfigs):
    """The sheets, of which Luca's has a sample of his own voice."""

    def __init__(self):
        super().__init__()
        self.sample: VoiceSample | None = None

    def get(self, name):
        sheet = super().get(name)
        if name != "Luca":
            return sheet
        own = {"sample": self.sample}
        return sheet.model_copy(update={"voice": sheet.voice.model_copy(update=own)})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory) -> AsyncIterator[tuple[Bench, StandIn, Recorded]]:
    """The studio beside a server that speaks the line as Giulia does; Luca's sample is hers too."""
    for name in ("kokoro-82m", "kokoro-voices"):
        weights(name)
    folder, shipped = tmp_path_factory.mktemp("own_voice"), load_settings()
    models = linked_models(folder)
    with StandIn() as server:
        sovits = shipped.engines.gpt_sovits.model_copy(update={"url": server.url, "seconds": 1})
        settings = shipped.model_copy(
            update={
                "paths": shipped.paths.model_copy(update={"models": models, "data": folder}),
                "engines": shipped.engines.model_copy(update={"gpt_sovits": sovits}),
            }
        )
        bench, sheets = Bench(folder, made := engines(settings)), Recorded()
        bench.toolbox = Toolbox(bench.store, sheets, settings, use_cache=False, engines=made)
        spoken = {}
        for text in (LINE, SAMPLE):
            line = await bench.call("speak", character="Giulia", text=text)
            spoken[text] = line
            server.sounds[text] = bench.store.path(line["audio"])
        sample = server.sounds[SAMPLE].read_bytes()
        digest = hashlib.sha256(sample).hexdigest()
        path = sample_file(digest, settings)
        path.parent.mkdir()
        path.write_bytes(sample)
        sheets.sample = VoiceSample(
            sha256=digest, text=SAMPLE, language="en", source="a test", rights="ours"
        )
        bench.spoken = spoken
        yield bench, server, sheets
        for engine in made.values():
            await engine.close()


@pytest.fixture
def speak(stage):
    """Speaks the line as Luca; the result and what is kept of the call."""
    bench, server, _ = stage
    server.manner, server.asked = "", []

    async def call(**more):
        calls = []
        made = await bench.toolbox.call(
            "speak", {"character": "Luca", "text": LINE} | more, on_call=calls.append
        )
        return made, calls[0]

    return call


@pytest.fixture
def clone(stage, tmp_path):
    """Has the line spoken by the engine alone, a new one for each test."""
    bench, server, sheets = stage
    server.manner, server.asked = "", []
    own = GptSovitsEngine(bench.toolbox.settings)

    async def call(weights=None):
        await own.run(cloned(bench, sheets, tmp_path, weights), lambda *_: None)

    return call


def cloned(bench, sheets, folder, weights):
    """What the engine is asked for the line."""
    return Clone(
        text=LINE,
        language="en",
        sample=str(sample_file(sheets.sample.sha256, bench.toolbox.settings)),
        sample_text=SAMPLE,
        sample_language="en",
        out=str(folder / "out.wav"),
        weights=weights,
    )


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def starts(bench, table):
    return [one["start"] for one in bench.store.table(table)["phonemes"] if one["phone"] != "sil"]


async def test_the_voice_of_the_sample_speaks_with_times_of_its_own(stage, speak):
    bench, server, _ = stage
    made, call = await speak()
    assert call.engine == "gpt_sovits" and call.fallback == ""
    notes = bench.store.get(made["audio"]).notes
    assert notes["engine"] == "GPT-SoVITS"
    seen = await bench.call("measure_voice", audio=made["audio"], reference=notes["sample"])
    designed = await bench.call("speak", character="Alberto", text=SAMPLE)
    other = await bench.call("measure_voice", audio=made["audio"], reference=designed["audio"])
    assert seen["likeness"] > 0.75 > other["likeness"]
    (path, _), (last, asked) = server.asked
    assert (path, last) == ("/set_refer_audio", "/tts") and made["told"] == []
    assert asked["prompt_text"] == SAMPLE and asked["text_lang"] == "en"
    known = starts(bench, bench.spoken[LINE]["phonemes"])
    found = starts(bench, made["phonemes"])
    assert len(found) == len(known)
    assert np.quantile(np.abs(np.subtract(found, known)), 0.9) < 0.03
    designed = await bench.call("speak", character="Giulia", text=LINE)
    lengths = [bench.store.get(one["audio"]).facts.duration for one in (made, designed)]
    assert lengths[0] == pytest.approx(lengths[1], abs=0.1)


async def test_a_feeling_is_put_into_it(stage, speak):
    bench = stage[0]
    pitches = []
    for feeling in ("neutral", "excited"):
        made, _ = await speak(emotion=feeling)
        pitches.append((await bench.call("measure_audio", audio=made["audio"]))["pitch"])
    assert pitches[1] > 1.03 * pitches[0]


@pytest.mark.parametrize(
    ("manner", "told"),
    [
        (HANG, "does not answer in time"),
        (DRIP, "does not answer in time"),
        (DIE, "GPT-SoVITS at http"),
        (FAIL, "GPT-SoVITS at http"),
        (RUBBISH, "something that is no WAV"),
    ],
)
async def test_what_a_server_does_wrong_is_told(stage, clone, manner, told):
    stage[1].manner = manner
    with pytest.raises(EngineError, match=told) as error:
        await clone()
    assert error.value.fix == "See its log."


async def test_where_the_server_fails_the_designed_voice_speaks_and_it_is_told(stage, speak):
    bench, server, _ = stage
    server.manner = DIE
    made, call = await speak()
    assert "GPT-SoVITS at http" in call.fallback and "(See its log). The voice" in call.fallback
    assert bench.store.get(made["audio"]).notes["engine"].startswith("kokoro")


async def test_a_server_that_speaks_other_words_is_not_believed(stage, speak, monkeypatch):
    bench, server, _ = stage
    monkeypatch.setitem(server.sounds, LINE, server.sounds[SAMPLE])
    made, call = await speak()
    assert "spoke other words" in call.fallback
    assert bench.store.get(made["audio"]).notes["engine"].startswith("kokoro")


@pytest.mark.parametrize(
    ("subtype", "channels", "share", "told"),
    [
        ("PCM_24", 2, 1.0, ""),
        ("PCM_16", 1, 0.02, "nothing is heard"),
    ],
)
async def test_sounds_of_other_kinds(
    stage, speak, monkeypatch, tmp_path, subtype, channels, share, told
):
    _, server, _ = stage
    samples, rate = soundfile.read(server.sounds[LINE], always_2d=True)
    samples = np.repeat(samples[: int(share * len(samples)), :1], channels, axis=1)
    soundfile.write(tmp_path / "other.wav", samples, rate, subtype)
    monkeypatch.setitem(server.sounds, LINE, tmp_path / "other.wav")
    _, call = await speak()
    if told:
        assert f"{told} in" in call.fallback or told in call.fallback
        assert ". The voice that the sheet designs" in call.fallback
    else:
        assert call.fallback == ""


async def test_a_sample_that_was_changed_is_not_spoken_in(stage, speak):
    bench, server, sheets = stage
    path = sample_file(sheets.sample.sha256, bench.toolbox.settings)
    kept = path.read_bytes()
    try:
        path.write_bytes(kept[:-2])
        _, call = await speak()
        assert "is not the sample that the sheet names" in call.fallback and not server.asked
    finally:
        path.write_bytes(kept)


async def test_every_line_is_spoken_with_the_weights_of_its_character(stage, clone):
    _, server, _ = stage
    own = {"gpt": "GPT_weights/luca.ckpt", "sovits": "SoVITS_weights/luca.pth"}
    with pytest.raises(EngineError, match=r"cannot load GPT_weights/luca\.ckpt: .*no such file"):
        await clone(weights=own)
    server.known_weights = set(own.values())
    server.spoke_with.clear()
    for _ in range(2):
        await clone(weights=own)
        server.weights["set_gpt_weights"] = "GPT_weights/somebody_else.ckpt"  # by another program
    assert server.spoke_with == [own["gpt"]] * 2
    with pytest.raises(EngineError, match="another character's weights") as error:
        await clone()
    assert error.value.fix.startswith("Set engines.gpt_sovits.gpt")


async def test_a_line_without_any_sound_is_not_taken(stage, clone, monkeypatch, tmp_path):
    soundfile.write(tmp_path / "none.wav", np.zeros(0), 32000, "PCM_16")
    monkeypatch.setitem(stage[1].sounds, LINE, tmp_path / "none.wav")
    with pytest.raises(EngineError, match="without any sound"):
        await clone()


async def test_another_language_is_spoken_by_the_designed_voice(stage, speak):
    _, call = await speak(text="Andiamo tutti insieme alla spiaggia!", language="it")
    assert "does not speak 'it' (It speaks en: engines.gpt_sovits.languages" in call.fallback


async def test_characters_without_a_sample_are_spoken_as_designed(stage, speak):
    bench, server, _ = stage
    made, call = await speak(character="Alberto")
    assert call.fallback == "" and server.asked == []
    assert bench.store.get(made["audio"]).notes["engine"].startswith("kokoro")


async def test_a_server_of_our_own_is_started_and_ends_with_us(stage, tmp_path):
    bench, server, sheets = stage
    (tmp_path / "api_v2.py").write_text(
        OWN.format(root=str(ROOT), wav=str(server.sounds[LINE]), text=LINE)
    )
    wanted = load_settings().engines.gpt_sovits.model_copy(
        update={"folder": str(tmp_path), "url": f"http://127.0.0.1:{free_port()}"}
    )
    settings = bench.toolbox.settings.model_copy(update={"engines": Engines(gpt_sovits=wanted)})
    made = GptSovitsEngine(settings)
    assert made.status().ready
    wanted = cloned(bench, sheets, tmp_path, {"gpt": "luca.ckpt", "sovits": "luca.pth"})
    heard = []
    for _ in range(2):
        await made.run(wanted, lambda _, note: heard.append(note))
    assert (tmp_path / "out.wav").read_bytes() == server.sounds[LINE].read_bytes()
    assert any(note.endswith("s spoken") for note in heard)
    loads = "set_gpt_weights set_sovits_weights set_refer_audio "
    assert (tmp_path / "asked").read_text() == f"{loads}set_refer_audio "
    number = int((tmp_path / "pid").read_text())
    os.kill(number, signal.SIGKILL)
    while Path(f"/proc/{number}").exists():
        await asyncio.sleep(0.02)
    await made.run(wanted, lambda *_: None)  # started again, it has none of the weights
    assert (tmp_path / "asked").read_text() == f"{loads}set_refer_audio {loads}"
    number = int((tmp_path / "pid").read_text())
    await made.close()
    assert not Path(f"/proc/{number}").exists()


async def test_without_a_server_it_is_not_missed(stage):
    status = engines(load_settings())["gpt_sovits"].status()
    assert not status.ready and status.optional and "no server is set" in status.reason
