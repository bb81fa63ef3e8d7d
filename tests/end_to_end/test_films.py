"""Films of takes, pieces beside them, and a film that is changed, with the real toolbox."""

from pathlib import Path

from PIL import Image

from tools.engines.media.probe import probe

FILM = (
    "A draft film in 128x72 at 12 fps with cheerful music. Shot 1: Luca waves in the meadow, "
    "1 second, dissolve. Shot 2: Giulia says 'Ciao!' in the meadow, 1 second."
)


def made(diary):
    """The names of the tools that were really run."""
    return [call["tool"] for call in diary.of("tool") if not call["cached"]]


def judged(diary):
    """The last measurements by shot and criterion."""
    return {(m["shot"], m["criterion"]): m for m in diary.of("judged")[-1]["measurements"]}


async def test_a_film_of_two_takes_is_cut_without_gaps_and_a_line_of_it_is_changed(studio):
    first, diary = await studio(FILM)
    plan = first.plan
    assert [shot.kind for shot in plan.cut] == ["take", "take"] and plan.sound.music == "cheerful"
    assert plan.cut[0].transition.kind == "dissolve" and plan.cut[1].lines[0].text == "Ciao!"
    assert first.outcome in ("approved", "delivered"), first.message
    found = judged(diary)
    assert found["film", "cuts"]["passed"] and found["film", "gaps"]["passed"], found
    files = {d.shot: Path(d.path) for d in first.deliverables if d.path.endswith(".mp4")}
    facts = {shot: probe(path) for shot, path in files.items()}
    whole = facts.pop("film")
    assert (whole.width, whole.height, whole.has_audio) == (128, 72, True)
    assert len(facts) == 2
    joined = sum(one.duration for one in facts.values()) - whole.duration
    assert 0.25 < joined < 0.55, "the dissolve lays them over each other"

    later, diary = await studio("Giulia says 'Buongiorno!' instead", revise=first.session)
    assert later.outcome in ("approved", "delivered"), later.message
    assert [line.text for shot in later.plan.cut for line in shot.lines] == ["Buongiorno!"]
    rendered = [call for call in diary.of("tool") if call["tool"] == "render_take"]
    programs = len(diary.of("program"))
    # Each program asks for both takes, and the first one is always in the store.
    assert len(rendered) == 2 * programs
    assert sum(call["cached"] for call in rendered) >= programs
    assert made(diary).count("speak") >= 1


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
