"""Plates (small renders and a talking clip) as artifacts, and a real toolbox to measure them."""

import json
import shutil
import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest
import pytest_asyncio
import yaml

from studio.errors import SheetError
from studio.nouns.sheet import CharacterSheet
from studio.plan import Criterion, Film, Role
from studio.plan.shots import SHOT_KINDS
from studio.settings import ROOT
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database
from tests.weights_here import weights
from tools.engines.media.probe import identify
from tools.engines.registry import engines as every_engine
from tools.evaluation.evaluate import judge_film
from tools.evaluation.pictures.scene import NAME as SCENE_KEPT
from tools.toolbox import Toolbox

PLATES = Path(__file__).parent / "plates"
LABELS = json.loads((PLATES / "labels.json").read_text())
WORDS = "Silenzio, Bruno! We will ride down to the harbour."


class ShippedBook:
    """The sheets of configs/characters."""

    def __init__(self):
        files = (ROOT / "configs" / "characters").glob("*.yaml")
        sheets = [CharacterSheet(**yaml.safe_load(path.read_text())) for path in files]
        self.sheets = {sheet.name: sheet for sheet in sheets}

    def get(self, name):
        if name not in self.sheets:
            raise SheetError(f"there is no character {name!r}.", "")
        return self.sheets[name]

    def names(self):
        return sorted(self.sheets)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engines(tmp_path_factory, shipped_settings):
    """The real engines, which start once for a module."""
    weights("mediapipe")
    paths = shipped_settings.paths.model_copy(update={"data": tmp_path_factory.mktemp("engines")})
    made = every_engine(shipped_settings.model_copy(update={"paths": paths}, deep=True))
    yield made
    for engine in made.values():
        await engine.close()


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """One for a module: what its tests make and measure alike is made and measured once."""
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('store')}/studio.db")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory, database):
    return ArtifactStore(tmp_path_factory.mktemp("artifacts"), database)


@pytest.fixture
def toolbox(artifacts, studio_settings, engines):
    return Toolbox(artifacts, ShippedBook(), studio_settings, engines=engines)


@pytest.fixture
def keep(artifacts):
    """keep(path, notes=..., **about): a file as an artifact; returns its handle."""

    def kept(path, *, notes=None, **about):
        kind, facts = identify(path)
        return artifacts.add(path, kind, facts, notes=notes or {}, **about).handle

    return kept


@pytest.fixture
def plate(keep):
    """plate("name.jpg"): a plate, without any notes of the renderer's; returns its handle."""

    def kept(name):
        return keep(PLATES / name)

    return kept


@pytest.fixture(scope="module")
def encoded() -> dict[tuple[str, ...], Path]:
    """What FFmpeg wrote for a module's tests, by its arguments."""
    return {}


@pytest.fixture
def ffmpeg(tmp_path, encoded, tmp_path_factory):
    """ffmpeg("out.mp4", *arguments): run FFmpeg, once with the same arguments; returns the path of
    what it wrote, under tmp_path."""

    def run(*about):
        name, *arguments = map(str, about)
        if (name, *arguments) not in encoded:
            path = tmp_path_factory.mktemp("encoded") / name
            command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-threads", "1"]
            subprocess.run([*command, *arguments, str(path)], check=True)
            encoded[name, *arguments] = path
        return Path(shutil.copy(encoded[name, *arguments], tmp_path / name))

    return run


_PLACES = {
    **dict.fromkeys(("framing", "angle", "view", "move"), "camera"),
    **dict.fromkeys(("set", "time_of_day"), "place"),
}


def shot_of(kind, *criteria, **changes):
    """A shot of Luca, unless `character` says who; parameters of its parts go by their names."""
    fields: dict = {"camera": {}, "place": {}}
    role = {"character": "Luca"}
    for name, value in changes.items():
        if name in Role.model_fields:
            role[name] = value
        elif name in _PLACES:
            fields[_PLACES[name]][name] = value
        else:
            fields[name] = value
    fields = {name: value for name, value in fields.items() if value != {}}
    if kind in ("picture", "take"):
        fields.setdefault("cast", [role])
    named = [Criterion(name=c) if isinstance(c, str) else c for c in criteria]
    return SHOT_KINDS[kind](id="piece", criteria=named, **fields)


@pytest.fixture
def judge(toolbox, studio_settings):
    """judge(shot, handle, **of_the_film): its measurements by criterion, as the only shot."""

    async def judged(shot, handle, **changes):
        film = Film(intent="a test", shots=[shot], **changes)
        found = await judge_film(film, {shot.id: [handle]}, toolbox, studio_settings)
        asked = list(dict.fromkeys(c.name for c in shot.criteria))
        assert [m.criterion for m in found if m.criterion != SCENE_KEPT] == asked
        return {m.criterion: m for m in found}

    return judged
