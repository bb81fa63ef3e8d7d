"""A brief whose line is spoken by GPT-SoVITS in the voice of the sheet's sample, and judged; where
the server fails, by the voice that the sheet designs."""

import hashlib
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
import pytest_asyncio

from interfaces.listener import Silent
from interfaces.notebook.studio import Piece, Studio
from studio.nouns.event import Event
from studio.nouns.review import Score
from studio.nouns.sheet import SovitsWeights, VoiceSample
from studio.settings import load_settings
from tests.voice.sovits_stand_in import HALF, StandIn
from tests.weights_here import linked_models, weights
from tools.samples import sample_file

pytestmark = pytest.mark.asyncio(loop_scope="module")
BRIEF = "Generate Luca saying 'Silenzio, Bruno!' {}"  # a feeling each: no line is in the store
LINE = "Silenzio, Bruno!"
SAMPLE = "I never thought that the sea could be so warm in October."
WEIGHTS = {"gpt": "GPT_weights/luca.ckpt", "sovits": "SoVITS_weights/luca.pth"}


class Ears(Silent):
    """Remembers the events."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def on_event(self, event: Event) -> None:
        self.events.append(event)

    def spoken(self) -> list[dict]:
        """The calls of speak() that a program made."""
        tools = [event.data for event in self.events if event.kind == "tool"]
        return [call for call in tools if call["tool"] == "speak"]


class Stage(NamedTuple):
    studio: Studio
    server: StandIn
    ears: Ears


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory) -> AsyncIterator[Stage]:
    """A studio with a server that speaks Luca's line as Mina does: his sheet has a sample of her
    voice, and weights that were trained for him."""
    for name in ("kokoro-82m", "kokoro-voices", "whisper-base", "speaker-embedding", "dnsmos"):
        weights(name)
    folder, shipped, ears = tmp_path_factory.mktemp("brief"), load_settings(), Ears()
    with StandIn() as server:
        sovits = shipped.engines.gpt_sovits.model_copy(update={"url": server.url, "seconds": 1})
        paths = {"models": linked_models(folder), "data": folder / "data", "outputs": folder}
        settings = shipped.model_copy(
            update={
                "paths": shipped.paths.model_copy(update=paths),
                "engines": shipped.engines.model_copy(update={"gpt_sovits": sovits}),
                "budget": shipped.budget.model_copy(update={"iterations": 1}),
            }
        )
        async with Studio(settings, listener=ears) as studio:
            for text in (LINE, SAMPLE):
                made = await studio.tools.speak("Mina", text, language="en")
                server.sounds[text] = made.files[0]
            sound = server.sounds[SAMPLE].read_bytes()
            own = VoiceSample(
                sha256=hashlib.sha256(sound).hexdigest(),
                text=SAMPLE,
                language="en",
                source="a test",
                rights="ours",
            )
            path = sample_file(own.sha256, settings)
            path.parent.mkdir()
            path.write_bytes(sound)
            sheets = (await studio.opened()).memory.sheets
            luca = sheets.get("Luca")
            voice = {"sample": own, "gpt_sovits": SovitsWeights(**WEIGHTS)}
            sheets.put(
                luca.model_copy(update={"voice": luca.voice.model_copy(update=voice)}),
            )
            yield Stage(studio, server, ears)


@pytest.fixture
def made(stage):
    """Runs the brief with a feeling against a server of such a manner; the piece, and what is kept
    of its call of speak()."""

    async def run(feeling: str, manner: str = "") -> tuple[Piece, dict]:
        stage.server.manner, stage.server.known_weights = manner, set(WEIGHTS.values())
        stage.server.asked.clear()
        stage.ears.events.clear()
        piece = await stage.studio.run(BRIEF.format(feeling))
        return piece, stage.ears.spoken()[-1]

    return run


def scores(piece: Piece) -> dict[str, Score]:
    return {one.criterion: one for one in piece.scores}


async def test_the_sample_s_voice_speaks_with_the_character_s_weights_and_is_judged(stage, made):
    piece, call = await made("with determination")
    assert call["engine"] == "gpt_sovits" and not call["fallback"]
    [told] = call["result"]["told"]  # Italian words, by weights that speak English
    assert "is in 'it'" in told and "read as 'en'" in told and "is in &#39;it&#39;" in piece.page()
    paths = [path for path, _ in stage.server.asked]
    assert paths[:4] == ["/set_gpt_weights", "/set_sovits_weights", "/set_refer_audio", "/tts"]
    assert stage.server.weights == {f"set_{kind}_weights": it for kind, it in WEIGHTS.items()}
    asked = stage.server.asked[3][1]
    assert piece.plan.shots[0].lines[0].language == "it"
    assert (asked["text"], asked["text_lang"]) == (LINE, "en")  # his language; "it" is his accent
    assert (asked["prompt_text"], asked["prompt_lang"]) == (SAMPLE, "en")
    assert piece.outcome.outcome == "approved", piece.outcome.message
    found = scores(piece)
    assert "like Luca's own voice" in found["voice_similarity"].evidence
    assert "of what determined asks for" in found["voice_emotion"].evidence
    assert found["intelligibility"].score > 7


async def test_somebody_else_s_voice_is_not_approved(stage, made, monkeypatch):
    other = await stage.studio.tools.speak("Alberto", LINE, language="en")
    monkeypatch.setitem(stage.server.sounds, LINE, other.files[0])
    piece, call = await made("angrily")
    assert call["engine"] == "gpt_sovits"
    assert piece.outcome.outcome == "delivered"
    assert scores(piece)["voice_similarity"].score < 7


async def test_a_server_that_fails_is_told_and_the_next_one_speaks(made):
    piece, call = await made("happily", HALF)
    assert "GPT-SoVITS at http" in call["fallback"]
    assert "the sheet designs speaks" in call["fallback"] and call["fallback"] in piece.page()
    assert piece.plan.shots[0].lines[0].text == LINE and piece.paths[0].suffix == ".wav"
    assert scores(piece)["intelligibility"].score > 7
