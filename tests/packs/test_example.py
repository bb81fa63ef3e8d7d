"""The example pack, installed and found by its entry point: planned, rendered, measured, judged."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from studio.settings import ROOT
from tests.blender.stage_worker import PYTHON

EXAMPLE = ROOT / "docs" / "examples" / "lighthouse"
PROGRAM = """
import asyncio, json
from pathlib import Path
import PIL.Image
from animation_studio import load_settings, pack, problems
from interfaces.stores import open_stores
from llm.planner.reader import CharacterIndex
from llm.planner.reader.brief import read_brief
from memory.sheet_files import read_sheet
from studio.errors import ToolError
from studio.settings import ROOT, settings as in_use
from tools.evaluation.evaluate import judge_film
from tools.toolbox import Toolbox

SHEET = read_sheet(ROOT / "configs" / "characters" / "luca.yaml")


class Sheets:
    def get(self, name):
        return SHEET

    def names(self):
        return [SHEET.name]


async def make():
    settings = load_settings()
    book = CharacterIndex([SHEET.model_dump()])
    brief = "A draft 128x128 picture of Luca waving at the lighthouse at night"
    film = read_brief(brief, book).film
    shot = film.shots[0]
    with open_stores(settings) as (_, artifacts):
        box = Toolbox(artifacts, Sheets(), settings)
        calls = []
        asked = {"cast": [r.model_dump() for r in shot.cast], **shot.place.model_dump(),
                 **shot.camera.model_dump(), **shot.size.model_dump(), "quality": shot.quality}
        still = await box.call("render_character", asked, on_call=calls.append)
        PIL.Image.new("L", (5000, 5000)).save("grey.png", compress_level=1)
        grey = artifacts.add(Path("grey.png"), "image").handle
        in_use().media.worker_gb = 0.5
        try:
            refused = str(await box.call("measure_glow", {"image": grey}))
        except ToolError as error:
            refused = error.message.replace(grey, "grey")
        glow = await box.call("measure_glow", {"image": still["image"]}, on_call=calls.append)
        only = [c for c in shot.criteria if c.name == "lamp_lit"]
        judged = film.model_copy(update={"shots": [shot.model_copy(update={"criteria": only})],
                                         "criteria": []})
        found = await judge_film(judged, {shot.id: [still["image"]]}, box, settings)
        stubs = box.interface()[1]
        await box.close()
    print(json.dumps({
        "pack": pack("lighthouse").origin,
        "problems": [str(one) for one in problems()],
        "place": shot.place.model_dump(),
        "left_out": [one.words for one in film.left_out],
        "stub": "async def measure_glow(image: Image) -> GlowMeasures" in stubs,
        "word": "'lighthouse'" in stubs,
        "engines": [call.engine for call in calls],
        "refused": refused,
        "glow": glow,
        "criteria": [c.name for c in shot.criteria],
        "judged": [m.model_dump(mode="json") for m in found],
    }))

asyncio.run(make())
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """A folder into which the example is installed as pip does it."""
    folder = tmp_path_factory.mktemp("example")
    copy = shutil.copytree(EXAMPLE, folder / "source")  # setuptools leaves its work there
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--target", folder / "site", copy],
        check=True,
        timeout=300,
    )
    return folder / "site"


def test_the_example_is_planned_rendered_measured_and_judged(studio_with, site):
    if not PYTHON.exists():
        pytest.skip("the Blender environment is not set up: make setup")
    told = studio_with(PROGRAM, site=site)
    assert told["pack"] == "entry point 'lighthouse' of animation-lighthouse"
    assert told["problems"] == [] and told["left_out"] == []
    assert told["place"] == {"set": "lighthouse", "time_of_day": "night"}
    assert told["stub"] and told["word"]
    assert told["engines"] == ["blender", "photometer"]
    assert told["refused"] == "grey needs more than 0.5 GB of memory for this."
    assert told["glow"]["brightest"] > 0.9  # by another worker
    assert "lamp_lit" in told["criteria"]
    (judged,) = told["judged"]
    assert judged["criterion"] == "lamp_lit" and judged["passed"], judged
    assert judged["value"] == told["glow"]["share"]


def test_an_italian_brief_means_it_too_and_without_the_pack_it_is_the_harbour(studio_with, site):
    program = (
        "import json\n"
        "from llm.planner.reader import CharacterIndex\n"
        "from llm.planner.reader.brief import read_brief\n"
        "book = CharacterIndex([{'name': 'Luca'}])\n"
        "texts = ['Un disegno di Luca al faro', 'A picture of Luca at the lighthouse']\n"
        "print(json.dumps([read_brief(t, book).film.shots[0].place.set for t in texts]))\n"
    )
    assert studio_with(program, site=site) == ["lighthouse"] * 2
    assert studio_with(program) == ["seaside_town"] * 2
