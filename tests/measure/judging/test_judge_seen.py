"""What is written, put behind, said by other lips or exported: found where it was made, missed
where it was left out."""

import numpy as np
import pytest
from PIL import Image

from studio.plan import Caption, Criterion, Edit, EditStep, Film, Shape
from tools.evaluation.evaluate import judge_film

SIZE = (256, 144)


@pytest.fixture
def scene(plate, keep, ffmpeg, toolbox):
    """A second of the talking clip, small."""
    talk = toolbox.artifacts.path(plate("talk.mp4"))
    return keep(
        ffmpeg(
            "short.mp4",
            "-i",
            talk,
            *["-t", "1", "-vf", "scale=256:-2", "-c:a", "aac", "-crf", "12"],
        )
    )


@pytest.fixture
def judged(toolbox, studio_settings):
    """judged(name, handles, scene, steps and captions, of the film): the measurement of the
    criterion of that name."""

    async def made(name, handles, scene, steps=(), captions=(), **film):
        of_edit = [Criterion(name=name)] if name in ("background", "lips") else []
        shot = Edit(id="piece", source=scene, steps=list(steps), captions=list(captions))
        plan = Film(
            intent="a test",
            shots=[shot.model_copy(update={"criteria": of_edit})],
            criteria=[] if of_edit else [Criterion(name=name)],
            **film,
        )
        [found] = await judge_film(plan, {"piece": handles}, toolbox, studio_settings)
        return found

    return made


async def test_captions_and_subtitles_that_were_not_written(judged, toolbox, scene):
    async def captioned(**about):
        return [(await toolbox.call("add_caption", {"video": scene} | about))["video"]]

    planned = [Caption(text="Meanwhile", start=0.4, seconds=0.3, where="top")]
    timed = {"text": "Meanwhile", "at": "top", "start": 0.4, "end": 0.7}
    right = await judged("written", await captioned(**timed), scene, captions=planned)
    assert right.passed, right
    for wrong in (
        [scene],
        await captioned(**timed | {"text": "Tomorrow"}),
        await captioned(**timed | {"at": "bottom"}),
        await captioned(**timed | {"start": 0.0, "end": 1.0}),
    ):
        found = await judged("written", wrong, scene, captions=planned)
        assert not found.passed and found.weight, found


async def test_a_caption_that_is_not_in_the_still(judged, toolbox, scene, keep, tmp_path):
    pixels = np.random.default_rng(3).integers(0, 255, (9, 16, 3), np.uint8)
    Image.fromarray(pixels).resize(SIZE, Image.Resampling.BICUBIC).save(tmp_path / "still.png")
    still, planned = keep(tmp_path / "still.png"), [Caption(text="We won!", where="top")]
    asked = {"image": still, "captions": [{"text": "We won!", "where": "top"}]}
    lettered = (await toolbox.call("caption_picture", asked))["image"]
    right = await judged("written", [lettered], scene, captions=planned)
    assert right.passed and right.value > 0.8, right
    lost = await judged("written", [still], scene, captions=planned)
    assert not lost.passed and lost.change and "We won!" in lost.evidence, lost


async def test_another_picture_that_is_not_behind(judged, toolbox, scene, keep, ffmpeg, tmp_path):
    pixels = np.random.default_rng(3).integers(0, 255, (9, 16, 3), np.uint8)
    Image.fromarray(pixels).resize(SIZE, Image.Resampling.BICUBIC).save(tmp_path / "behind.png")
    other = keep(tmp_path / "behind.png")
    steps = [EditStep(kind="background", other=other)]
    files = map(toolbox.artifacts.path, (scene, other))
    inputs = [part for path in files for part in ("-i", path)]
    over = "[0:v]crop=100:114[near];[1:v][near]overlay=80:30:shortest=0"
    placed = keep(ffmpeg("placed.mp4", *inputs, "-filter_complex", over, "-t", "1"))
    right = await judged("background", [placed], scene, steps)
    assert right.passed and right.value > 0.25, right
    alone = keep(ffmpeg("alone.mp4", "-loop", "1", *inputs[2:], "-t", "0.5"))
    for wrong in (scene, alone):  # nothing was put behind; nobody is before it
        found = await judged("background", [wrong], scene, steps)
        assert not found.passed and found.change, found


async def test_a_background_that_was_not_taken_away(judged, toolbox, keep, ffmpeg, plate):
    talk = toolbox.artifacts.path(plate("talk.mp4"))
    brief = ("-i", talk, "-t", "0.25", "-an", "-vf", "scale=192:-2", "-crf", "12")
    scene, steps = keep(ffmpeg("brief.mp4", *brief)), [EditStep(kind="background")]
    mask = (await toolbox.call("segment_video", {"video": scene}))["mask"]
    made = await toolbox.call("separate_subject", {"video": scene, "mask": mask})
    right = await judged("background", [made["video"]], scene, steps)
    assert right.passed and right.value > 0.8, right
    apart = toolbox.artifacts.path(made["video"])
    prores = ("-c:v", "prores_ks", "-profile:v", "4444")
    beside = keep(ffmpeg("beside.mov", "-i", apart, "-vf", "negate=components=a", *prores))
    whole = keep(
        ffmpeg(
            "whole.mov", "-i", toolbox.artifacts.path(scene), "-pix_fmt", "yuva444p10le", *prores
        )
    )
    for wrong in (scene, whole, beside):  # no alpha; all opaque; the subject is the hole
        found = await judged("background", [wrong], scene, steps)
        assert not found.passed and found.weight and found.change, found


async def test_lips_that_were_left_as_they_were(judged, toolbox, scene, keep, ffmpeg):
    """Lips that do follow a recording are measured where they are made: test_lip_sync_video."""
    heard = keep(ffmpeg("voice.wav", "-f", "lavfi", "-i", "sine=200:d=0.8"))
    dubbed = await toolbox.call("dub", {"video": scene, "audio": heard})
    steps = [EditStep(kind="lip_sync", where="beginning", other=heard)]
    left = await judged("lips", [dubbed["video"]], scene, steps)
    assert not left.passed and left.change and left.weight and left.value < 0.01, left


async def test_files_that_were_not_exported(judged, toolbox, scene):
    async def exported(purpose):
        return (await toolbox.call("export", {"video": scene, "purpose": purpose}))["video"]

    square, gif = await exported("square"), await exported("gif")
    right = await judged("exported", [scene, square, gif], scene, exports=["square", "gif"])
    assert right.passed, right
    for wrong in ([scene], [scene, square], [scene, gif, scene]):
        found = await judged("exported", wrong, scene, exports=["square", "gif"])
        assert not found.passed and found.weight, found
    asked = {"shape": Shape(width=144, height=144), "fixed": ["shape.width", "shape.height"]}
    assert (await judged("shape", [square], scene, **asked)).passed
    other = await judged("shape", [scene], scene, **asked)
    assert not other.passed and "256x144" in other.evidence, other
