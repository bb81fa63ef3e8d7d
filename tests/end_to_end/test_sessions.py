"""A sentence in, a finished piece out, as a newcomer would have it."""

import subprocess
from pathlib import Path

import av
import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image

from tests.measure.conftest import PLATES
from tools.engines.media.probe import probe

MISSION = "Generate Luca in running pose, excited expression, sunny Italian seaside background"
PICTURE = f"{MISSION}, 256x256"


def clip_of(path, *arguments):
    """The file that FFmpeg makes of these arguments."""
    subprocess.run([get_ffmpeg_exe(), "-v", "error", *arguments, str(path)], check=True)
    return path


@pytest.fixture
def scene(tmp_path):
    """The beginning of a clip of Luca who talks, small."""
    smaller = ("-t", "2.6", "-vf", "scale=320:-2")
    return clip_of(tmp_path / "talk.mp4", "-i", str(PLATES / "talk.mp4"), *smaller)


async def test_a_line_too_long_is_revised_and_the_lesson_is_kept(studio):
    first, diary = await studio(
        'A three-second voice line of Mina saying "The ferry leaves at noon and it will not wait '
        'for anybody today"',
        iterations=2,
    )
    assert first.outcome == "approved", first.message
    assert len(first.reviews) == 2
    fault = first.reviews[0].faults[0]
    assert fault.criterion == "duration" and fault.change.parameter == "lines.*.rate"
    assert [call["cached"] for call in diary.of("tool") if call["tool"] == "speak"] == [False] * 2
    line = Path(first.deliverables[0].path)
    assert abs(probe(line).duration - 3.0) < 0.3
    assert (line.parent / "report.html").exists() and (line.parent / "program.py").exists()

    later, diary = await studio(
        'A voice line of three seconds: Mina says "The last ferry leaves at nine and nobody may '
        'be late tonight"'
    )
    film = diary.of("plan")[0]
    assert diary.of("recall")[0]["lessons"] and film["lessons_applied"]
    assert film["shots"][0]["lines"][0]["rate"] > 1
    assert later.outcome == "approved", later.message


async def test_the_mission_s_picture_is_rendered_as_asked_and_made_once(studio):
    first, diary = await studio(PICTURE)  # the painted way: tests/diffusion
    assert first.outcome == "approved", first.message
    [shot] = first.plan.shots
    assert [(role.character, role.action, role.expression) for role in shot.cast] == [
        ("Luca", "run", "excited")
    ]
    assert (shot.place.set, shot.place.time_of_day) == ("seaside_town", "day")
    picture = Path(first.deliverables[0].path)
    with Image.open(picture) as image:
        assert image.size == (256, 256)
    judged = {m["criterion"]: m for m in diary.of("judged")[0]["measurements"]}
    asked = ("character_match", "expression", "pose", "exposure")
    assert all(judged[name]["passed"] for name in asked), judged

    again, diary = await studio(PICTURE)
    [render] = [call for call in diary.of("tool") if call["tool"] == "render_character"]
    assert (render["engine"], render["fallback"], render["cached"]) == ("blender", "", True)
    assert Path(again.deliverables[0].path).read_bytes() == picture.read_bytes()


async def test_a_talking_shot_has_picture_and_sound(studio):
    outcome, diary = await studio(
        "A draft two-second close-up shot in 192x108 at 12 fps: Nico in the harbour says 'Over "
        "here!'"
    )
    assert outcome.outcome in ("approved", "delivered"), outcome.message
    facts = probe(Path(outcome.deliverables[0].path))
    assert (facts.width, facts.height, facts.has_audio) == (192, 108, True)
    assert abs(facts.duration - 2.0) < 0.1
    judged = {m["criterion"]: m for m in diary.of("judged")[-1]["measurements"]}
    assert judged["lip_sync"]["passed"] and judged["loudness"]["passed"], judged


async def test_what_cannot_be_made_is_refused_by_name(studio):
    outcome, _ = await studio("Generate Zorblax waving")
    assert (outcome.outcome, outcome.exit_code) == ("refused", 2)
    assert "Zorblax" in outcome.message and "Nico" in outcome.message


async def test_a_scene_becomes_a_parody(studio, scene):
    outcome, diary = await studio(
        "Create a funny parody of this scene with exaggerated expressions and dramatic slow motion",
        media=[scene],
    )
    assert outcome.outcome == "approved", outcome.message
    judged = {m["criterion"]: m for m in diary.of("judged")[-1]["measurements"]}
    assert judged.keys() == {"source_kept", "speed", "exaggeration", "zoom", "brief"}
    assert all(one["passed"] and one["weight"] for one in judged.values()), judged
    assert judged["exaggeration"]["value"] > 1.25 and judged["speed"]["value"] < 0.35
    [file] = outcome.deliverables
    assert b"crf=18.0" in Path(file.path).read_bytes(), "it is coded for leaving the studio"
    before, after = probe(scene), probe(Path(file.path))
    assert after.duration > before.duration + 2, "a second of it takes four"
    page = (Path(file.path).parent / "report.html").read_text()
    assert "<dd>talk.mp4</dd>" in page and "<dd>4 times slower at the peak (1 s) " in page
    assert "seaside town" not in page
    assert (after.width, after.height, after.has_audio) == (before.width, before.height, True)


async def test_what_no_tool_can_do_to_footage_is_said_in_the_report(studio, scene):
    brief = "Make the last scene of this clip black and white and rotate it"
    outcome, diary = await studio(brief, media=[scene])
    assert (outcome.outcome, outcome.exit_code) == ("delivered", 3), outcome.message
    [file] = outcome.deliverables
    [treated] = diary.of("treated")
    step = treated["shots"][0]["steps"][0]
    assert (step["where"], step["scene"], step["seconds"]) == ("time", "shot -1", 2.625), step
    judged = {m["criterion"]: m for m in diary.of("judged")[-1]["measurements"]}
    assert judged["effect"]["passed"] and judged["effect"]["weight"], judged
    with av.open(file.path) as video:
        next(video.decode(video=0))
        colours = video.streams.video[0].codec_context
        named = (colours.color_primaries, colours.color_trc, colours.colorspace)
    assert named == (1, 1, 1), "BT.709, whatever the footage says of itself"
    head = (Path(file.path).parent / "report.html").read_text().partition("<main>")[0]
    assert "Left out: “rotate it”" in head


async def test_an_edit_without_footage_asks_for_it(studio):
    outcome, _ = await studio("Create a funny parody of this scene in slow motion")
    assert outcome.outcome == "refused" and "--media" in outcome.message


@pytest.fixture
def bars(tmp_path):
    """A second of a test pattern."""
    return clip_of(tmp_path / "bars.mp4", "-f", "lavfi", "-i", "testsrc2=s=160x90:r=8:d=1")


async def test_footage_that_lacks_what_is_asked_of_it_is_named(studio, bars):
    outcome, diary = await studio("Exaggerate the faces", media=[bars])
    assert (outcome.outcome, outcome.exit_code) == ("refused", 2)
    assert outcome.message.startswith("no face is found in bars.mp4 ")
    assert "a face is seen larger" in outcome.fix
    [program] = diary.of("program")  # another one could do no better
    assert program["plan"] == "Edits bars_faces."
