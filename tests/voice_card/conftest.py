"""The XTTS engine over a tiny model with random weights, in its real process."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
import soundfile

from studio.nouns.sheet import VoiceSample
from studio.settings import Settings, load_settings
from tests.media.conftest import Bench, SheetsOfConfigs
from tests.tiny_warehouse import build
from tools.engines.base import Engine
from tools.engines.registry import engines
from tools.engines.xtts.weights import MODEL
from tools.samples import sample_file
from tools.toolbox import Toolbox

LICENCE = "LicenseRef-CPML"
SAID = "I never thought that the sea could be so warm."
XTTS = ("xtts", "xtts-cpu")


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse with the tiny model, and links to all that the studio has besides."""
    folder = tmp_path_factory.mktemp("models")
    (folder / "voices").mkdir()  # the tests' own samples, none of the studio's
    build(XTTS, "XTTS", "tests.voice_card.build_tiny", folder, folder / MODEL)
    return folder


@pytest.fixture(scope="session")
def settings(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The shipped settings with this warehouse, of somebody who may use XTTS."""
    shipped, place = load_settings(), tmp_path_factory.mktemp("studio")
    paths = shipped.paths.model_copy(
        update={"models": models, "data": place, "scratch": place / "scratch"}
    )
    accepted = shipped.weights.model_copy(update={"accepted_licences": [LICENCE]})
    on_cpu = shipped.diffusion.model_copy(update={"on_cpu": True})
    return shipped.model_copy(update={"paths": paths, "weights": accepted, "diffusion": on_cpu})


@pytest.fixture(scope="session")
def sample(settings: Settings) -> Path:
    """A WAV of four seconds, in which something like a voice goes up and down."""
    times = np.arange(4 * 24000) / 24000
    hertz = 160 + 40 * np.sin(5 * times)
    wave = np.sign(np.sin(2 * np.pi * np.cumsum(hertz) / 24000)) * (0.2 + 0.1 * np.sin(9 * times))
    path = settings.paths.scratch / "sample.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, wave, 24000)
    return path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def made_engines(settings: Settings) -> AsyncIterator[dict[str, Engine]]:
    """All engines by these settings."""
    made = engines(settings)
    yield made
    for engine in made.values():
        await engine.close()


class Recorded(SheetsOfConfigs):
    """The sheets, of which Luca's has a sample of his own voice."""

    def __init__(self, sample: VoiceSample):
        super().__init__()
        self._sample = sample

    def get(self, name):
        sheet = super().get(name)
        if name != "Luca":
            return sheet
        voice = sheet.voice.model_copy(update={"sample": self._sample})
        return sheet.model_copy(update={"voice": voice})


@pytest.fixture
def stage(tmp_path, settings, sample, made_engines) -> Bench:
    """The studio in which Luca has this sample."""
    digest = hashlib.sha256(sample.read_bytes()).hexdigest()
    path = sample_file(digest, settings)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(sample.read_bytes())
    own = VoiceSample(sha256=digest, text=SAID, language="en", source="a test", rights="ours")
    bench = Bench(tmp_path, made_engines)
    bench.toolbox = Toolbox(
        bench.store, Recorded(own), settings, use_cache=False, engines=made_engines
    )
    return bench
