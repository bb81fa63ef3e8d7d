"""What is handed over of a film: the film and its timeline first, then what it is made of."""

import json
from pathlib import Path

import opentimelineio as otio
import pytest

from studio.nouns.brief import Brief
from studio.plan import Criterion, Film, Picture, Role, Shape, Sound
from tests.agents.brain import answer, program_for
from tests.agents.rig import open_rig

REAL = ("assemble_film", "make_music", "make_atmosphere")
FILM = """
music = await make_music(mood="cheerful", duration=2.0)
sea = await make_atmosphere(kind="sea", duration=2.0)
film = await assemble_film(
    shots=[{"name": "card_1", "shown": card_1["image"], "length": 1.0},
           {"name": "card_2", "shown": card_2["image"], "length": 1.0}],
    shape={"width": 64, "height": 64, "fps": 12}, music=music["audio"], atmosphere=sea["audio"],
    opening={"text": "The sea", "seconds": 0.5})
{"card_1": card_1["image"], "card_2": card_2["image"], "card_3": card_3["image"],
 "film": [film["video"], film["timeline"]]}
"""


@pytest.fixture
async def rig(studio_settings):
    async with open_rig(studio_settings, REAL) as made:
        yield made


def film(title: str) -> Film:
    def card(number: int, separate: bool) -> Picture:
        return Picture(
            id=f"card_{number}",
            cast=[Role(character="Mina")],
            seed=number,
            length=0 if separate else 1,
            separate=separate,
            criteria=[Criterion(name="exposure")],
        )

    return Film(
        intent="Cards.",
        title=title,
        shots=[card(3, True), card(1, False), card(2, False)],
        shape=Shape(width=64, height=64, fps=12),
        sound=Sound(music="cheerful", atmosphere="sea"),
    )


def making(plan: Film):
    """A brain that makes `plan`."""

    def brain(role, sections):
        if role == "director":
            return plan.model_dump_json()
        if role != "coder":
            return answer(role, sections)
        tools = ", ".join(("paint_card", *REAL))
        head, *calls = program_for(plan).splitlines()[:-1]
        assert head.endswith("paint_card")
        return json.dumps({"code": "\n".join([f"from tools import {tools}", *calls]) + FILM})

    return brain


@pytest.mark.parametrize(
    "title, name", [("The Sea: à la carte!", "the_sea_à_la_carte"), ("", "film")]
)
async def test_a_film_is_delivered_with_what_it_is_made_of(rig, endpoint, title, name):
    endpoint.brain = making(film(title))
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="bright cards"))
    assert outcome.outcome == "approved", outcome.message
    folder = rig.settings.paths.outputs / outcome.session
    files = [str(path.relative_to(folder)) for path in outcome.files]
    assert files[:2] == [f"{name}.mp4", f"{name}.otio"] and files[2] == "card_3.png"
    assert files[3:5] == ["shots/card_1.png", "shots/card_2.png"]
    assert {Path(file).stem for file in files[5:]} == {"music", "atmosphere"}
    assert {str(Path(file).parent) for file in files[5:]} == {"sound"}
    assert [path.name for path in outcome.pieces] == [f"{name}.mp4", "card_3.png"]
    for item in outcome.deliverables:
        assert Path(item.path).stat().st_size == item.facts["bytes"]


async def test_every_reference_of_the_delivered_timeline_resolves(rig, endpoint):
    endpoint.brain = making(film("à la carte"))
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="bright cards"))
    [path] = [path for path in outcome.files if path.suffix == ".otio"]
    timeline = otio.adapters.read_from_file(str(path))
    assert round(timeline.duration().to_seconds(), 3) == 2.5
    references = [clip.media_reference for clip in timeline.find_clips()]
    external = [one for one in references if isinstance(one, otio.schema.ExternalReference)]
    found = [otio.url_utils.filepath_from_url(one.target_url) for one in external]
    assert len(found) == 4 and not any(Path(one).is_absolute() for one in found)
    assert all((path.parent / one).is_file() for one in found)
    stored = {Path(d.path): rig.artifacts.path(d.handle) for d in outcome.deliverables}
    for one in found:
        assert (path.parent / one).read_bytes() == stored[path.parent / one].read_bytes()
    text = path.read_text()
    assert "artifact:" not in text and str(rig.settings.paths.data) not in text
