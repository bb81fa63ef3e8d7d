"""Plates (small renders and a talking clip) as artifacts, and a real toolbox to measure them."""

import json
import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest
import yaml

from studio.errors import SheetError
from studio.nouns.sheet import CharacterSheet
from studio.plan import Criterion, Role, Shot
from studio.settings import ROOT
from tools.engines.media.probe import identify
from tools.engines.vision import install
from tools.judging.judge import judge_shot
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


@pytest.fixture
def toolbox(artifacts, studio_settings):
    install.install(studio_settings.paths.models)
    return Toolbox(artifacts, ShippedBook(), studio_settings)


@pytest.fixture
def keep(artifacts):
    """keep(path, notes=..., **about): a file as an artifact; returns its handle."""

    def kept(path, *, notes=None, **about):
        kind, facts = identify(path)
        return artifacts.add(path, kind, facts, notes=notes or {}, **about).handle

    return kept


@pytest.fixture
def plate(keep):
    """plate("name.jpg"): a plate with the notes that the renderer left; returns its handle."""

    def kept(name):
        label = LABELS.get(name, {})
        notes = {key: label[key] for key in ("joints", "head_boxes") if key in label}
        return keep(PLATES / name, notes=notes)

    return kept


@pytest.fixture
def ffmpeg(tmp_path):
    """ffmpeg("out.mp4", *arguments): run FFmpeg; returns the path of what it wrote."""

    def run(name, *arguments):
        path = tmp_path / name
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-threads", "1"]
        subprocess.run([*command, *map(str, arguments), str(path)], check=True)
        return path

    return run


def shot_of(kind, *criteria, **changes):
    role = {
        key: changes.pop(key)
        for key in ("character", "action", "expression", "strength")
        if key in changes
    }
    lines = changes.pop("lines", [])
    cast = [] if kind == "voice_line" else [Role(**{"character": "Luca", **role})]
    named = [Criterion(name=c) if isinstance(c, str) else c for c in criteria]
    return Shot(id="piece", kind=kind, cast=cast, lines=lines, criteria=named, **changes)


@pytest.fixture
def judge(toolbox, studio_settings):
    async def judged(shot, handle):
        found = await judge_shot(shot, [handle], toolbox, studio_settings)
        assert [m.criterion for m in found] == [c.name for c in shot.criteria]
        return {m.criterion: m for m in found}

    return judged
