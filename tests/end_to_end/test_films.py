"""Films of takes, pieces beside them, and a film that is changed, with the real toolbox."""

import re
import subprocess
import sys
from pathlib import Path

from PIL import Image

from interfaces.stores import open_stores
from studio.plan import Film
from studio.settings import ROOT
from tests.end_to_end.conftest import Diary
from tools.engines.media.probe import probe


def made(diary):
    """The names of the tools that were really run."""
    return [call["tool"] for call in diary.of("tool") if not call["cached"]]


def test_a_film_of_two_takes_is_cut_without_gaps_and_a_line_of_it_is_changed(
    tmp_path, studio_settings
):
    """The films of the benchmark, which is run with it."""
    command = [sys.executable, "-m", "benchmarks.film", "--smoke", "--keep", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"one line of one shot changed +\d", done.stdout)

    studio_settings.paths.data = tmp_path / "1" / "film" / "data"
    with open_stores(studio_settings) as (sessions, _):
        later, first, _ = (Diary(sessions.events(one.id)) for one in sessions.sessions())
    plan, changed = (Film.model_validate(diary.of("plan")[-1]) for diary in (first, later))
    assert [shot.kind for shot in plan.cut] == ["take", "take"] and plan.sound.music == "cheerful"
    assert plan.cut[0].transition.kind == "dissolve" and plan.cut[1].lines[0].text == "Andiamo!"
    found = {(m["shot"], m["criterion"]): m for m in first.of("judged")[-1]["measurements"]}
    assert found["film", "cuts"]["passed"] and found["film", "gaps"]["passed"], found
    delivered = first.of("delivered")[-1]["deliverables"]
    files = {d["shot"]: Path(d["path"]) for d in delivered if d["path"].endswith(".mp4")}
    facts = {shot: probe(path) for shot, path in files.items()}
    whole = facts.pop("film")
    assert (whole.width, whole.height, whole.has_audio) == (128, 72, True)
    assert len(facts) == 2
    joined = sum(one.duration for one in facts.values()) - whole.duration
    assert 0.25 < joined < 0.55, "the dissolve lays them over each other"

    lines = [line.text for shot in changed.cut for line in shot.lines]
    assert lines == ["What a day!", "Here we go!"]
    rendered = [call for call in later.of("tool") if call["tool"] == "render_take"]
    programs = len(later.of("program"))
    # Each program asks for both takes, and the first one is always in the store.
    assert len(rendered) == 2 * programs
    assert sum(call["cached"] for call in rendered) >= programs
    assert made(later).count("speak") >= 1


async def test_a_picture_with_passes_is_a_piece_beside_a_take(studio):
    outcome, diary = await studio(
        "A draft 128x128 picture of Nico waving in the meadow with its depth and normal passes, "
        "and a voice line of Mina saying 'All aboard!'"
    )
    assert outcome.outcome in ("approved", "delivered"), outcome.message
    picture = next(shot for shot in outcome.plan.shots if shot.kind == "picture")
    assert picture.separate and picture.passes == ["depth", "normal"]
    files = [Path(d.path) for d in outcome.deliverables]
    stills = [file for file in files if file.suffix == ".png"]
    assert len(stills) == 3 and any(file.suffix == ".wav" for file in files)
    for still in stills:
        with Image.open(still) as image:
            assert image.size == (128, 128)
    assert made(diary).count("render_character") >= 1
