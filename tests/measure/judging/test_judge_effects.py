"""Whether the effects of an edit are seen and heard: each made and passed, and left undone."""

import pytest

from studio.plan import Criterion, Edit, EditStep

SHAKY = ("shake_video", {"start": 0, "end": 1, "amount": 1.0})


@pytest.fixture
def scene(plate, keep, ffmpeg, toolbox):
    """A second of the talking clip, small."""
    talk = toolbox.artifacts.path(plate("talk.mp4"))
    small = ("-t", "1", "-vf", "scale=256:-2", "-c:a", "aac", "-crf", "12")
    return keep(ffmpeg("short.mp4", "-ss", "1", "-i", talk, *small))


@pytest.fixture
def stripes(keep, ffmpeg):
    return keep(ffmpeg("stripes.mp4", "-f", "lavfi", "-i", "testsrc2=s=256x144:d=1:r=24"))


@pytest.fixture
def judged(toolbox, judge, scene):
    """judged(steps, (tool, arguments)..., source=): the clip through those tools, judged as an edit
    with those steps; each criterion's measurement."""

    async def made(steps, *calls, source=None, criteria=None, **changes):
        video = source = source or scene
        for tool, about in calls:
            given = {} if "videos" in about else {"video": video}
            video = (await toolbox.call(tool, given | about))["video"]
        kinds = dict.fromkeys(step.kind for step in steps)
        criteria = criteria or [Criterion(name="effect", target=kind) for kind in kinds]
        shot = Edit(id="piece", source=source, steps=steps, criteria=criteria)
        found = await judge(shot, video, **changes)
        return found[criteria[0].name]

    return made


async def test_a_trembling_picture_that_was_held_still(judged, scene, toolbox):
    shaky = (await toolbox.call(SHAKY[0], {"video": scene, **SHAKY[1]}))["video"]
    steps = [EditStep(kind="stabilize")]
    calm = await judged(steps, ("stabilize", {}), source=shaky)
    assert calm.passed and calm.value < 0.5, calm
    left = await judged(steps, source=shaky)
    assert not left.passed and left.score == 0 and left.change, left
    # A fade's black frames tell of no tremble.
    faded = await judged(steps, ("stabilize", {}), ("fade", {"fade_out": 0.3}), source=shaky)
    assert faded.passed, faded


async def test_what_cannot_be_seen_is_not_judged(judged):
    """The clip stands still, and is clean: no effect shows."""
    for kind in ("stabilize", "denoise"):
        found = await judged([EditStep(kind=kind)])
        assert found.weight == 0 and "hardly" in found.evidence, found


async def test_a_camera_that_shakes(judged):
    steps = [EditStep(kind="shake", where="peak", amount=1)]
    assert (await judged(steps, SHAKY)).passed
    assert not (await judged(steps)).passed


async def test_noise_that_was_taken_out(judged, keep, ffmpeg, toolbox, scene):
    noise = ("-vf", "noise=alls=20:allf=t", "-crf", "8", "-c:a", "copy")
    noisy = keep(ffmpeg("noisy.mp4", "-i", toolbox.artifacts.path(scene), *noise))
    steps = [EditStep(kind="denoise")]
    assert (await judged(steps, ("denoise", {}), source=noisy)).passed
    assert not (await judged(steps, source=noisy)).passed


@pytest.mark.parametrize("side", ["left", "top_right"])
async def test_the_part_of_the_frame_that_is_left(judged, side):
    box = {"x": 0.0 if side == "left" else 0.5, "y": 0.0, "width": 0.5}
    box["height"] = 1.0 if side == "left" else 0.5
    call = ("crop", box)
    right = await judged([EditStep(kind="crop", side=side, amount=0.5)], call)
    assert right.passed and right.value > 0.9, right
    other = await judged([EditStep(kind="crop", side="right", amount=0.5)], call)
    assert not other.passed and other.value < 0.6, other
    assert not (await judged([EditStep(kind="crop", side=side, amount=0.5)])).passed


@pytest.mark.parametrize("pattern", ["", ",drawgrid=w=32:h=36:t=4:c=white"])
async def test_which_part_of_what_is_alike_all_over_is_not_judged(judged, keep, ffmpeg, pattern):
    made = keep(ffmpeg("a.mp4", "-f", "lavfi", "-i", f"color=0x305070:s=256x144:r=4:d=1{pattern}"))
    call = ("crop", {"x": 0.5, "y": 0.5, "width": 0.5, "height": 0.5})
    steps = [EditStep(kind="crop", side="bottom_right", amount=0.5)]
    found = await judged(steps, call, source=made)
    assert found.passed or (not found.weight and "look like the one" in found.evidence), found


async def test_light_that_comes_and_goes(judged):
    """The effect is missing, or made at the other end."""
    steps = [EditStep(kind="fade", where="end", seconds=0.4)]
    right = await judged(steps, ("fade", {"fade_out": 0.4}))
    assert right.passed and right.value == pytest.approx(0.4, abs=0.1), right
    for wrong in ((), (("fade", {"fade_in": 0.4, "fade_out": 0.0}),)):
        found = await judged(steps, *wrong)
        assert not found.passed and found.score == 0, found


@pytest.mark.parametrize("look", ["ink", "watercolour", "halftone", "clay"])
async def test_a_drawn_look_is_told_from_none_and_from_another(judged, look):
    other = "halftone" if look != "halftone" else "ink"
    made = ("stylize", {"look": look})
    right = await judged([EditStep(kind="stylize", style=look)], made)
    assert right.passed, right
    wrong = await judged([EditStep(kind="stylize", style=other)], made)
    assert not wrong.passed, wrong
    assert not (await judged([EditStep(kind="stylize", style=look)])).passed


async def test_several_changes_of_colour_at_once(judged):
    """An effect that is missing is told from the others that were made with it."""
    look = EditStep(kind="grade", look="warm")
    kinds = {"brightness": 0.3, "contrast": 0.4, "saturation": 0.5}
    steps = [look, *(EditStep(kind=kind, amount=amount) for kind, amount in kinds.items())]
    both = ("grade_video", {"look": "warm"}), ("grade_video", {"brightness": 0.3, "contrast": 0.4})
    found = await judged(steps[:3], *both)
    assert found.passed, found
    missing = await judged(steps, *both)
    assert not missing.passed and "saturation" in missing.evidence, missing
    darker = await judged([EditStep(kind="brightness", amount=-0.3)], both[1])
    assert not darker.passed, darker


async def test_a_change_in_one_half_alone(judged, toolbox, scene):
    """It is to be seen there, and nowhere else."""
    grey = {"look": "black_and_white"}
    halves = []
    for start in (0.0, 0.5):
        part = {"video": scene, "start": start, "end": start + 0.5}
        plain = (await toolbox.call("trim_video", part))["video"]
        drab = (await toolbox.call("grade_video", {"video": plain, **grey}))["video"]
        halves.append((plain, drab))
    (first, drab_first), (last, drab_last) = halves
    steps = [EditStep(kind="grade", where="end", seconds=0.5, look="black_and_white")]
    right = await judged(steps, ("join_videos", {"videos": [first, drab_last]}))
    assert right.passed, right
    other = ("join_videos", {"videos": [drab_first, last]})
    for wrong in ([], [("grade_video", grey)], [other]):
        found = await judged(steps, *wrong)
        assert not found.passed, found


async def test_larger_movements(judged):
    steps = [EditStep(kind="exaggerate_motion", amount=2)]
    assert (await judged(steps, ("exaggerate_motion", {"factor": 2.0}))).passed
    assert not (await judged(steps)).passed


async def test_another_video_in_its_corner_and_beside_it(judged, scene, stripes):
    inset = EditStep(kind="picture_in_picture", side="top_left", other=stripes)
    made = ("picture_in_picture", {"inset": stripes, "place": "top_left"})
    assert (await judged([inset], made)).passed
    other = EditStep(kind="picture_in_picture", side="bottom_right", other=stripes)
    for wrong in (await judged([other], made), await judged([inset])):
        assert not wrong.passed, wrong
    beside = [EditStep(kind="split_screen", other=stripes)]
    assert (await judged(beside, ("split_screen", {"videos": [scene, stripes]}))).passed
    assert not (await judged(beside)).passed
    itself = [EditStep(kind="split_screen")]
    assert (await judged(itself, ("split_screen", {"videos": [scene, scene]}))).passed
    assert not (await judged(itself)).passed


async def test_a_sound_is_heard_at_its_time(judged, toolbox):
    placed = [Criterion(name="sound_placed")]
    boing = (await toolbox.call("make_sfx", {"kind": "boing"}))["audio"]
    laid = ("dub", {"audio": boing, "start": 0.4, "duck_db": 0.0})

    async def heard(start, kind="boing", *calls):
        steps = [EditStep(kind="sound_effect", where="time", start=start, sound=kind)]
        return await judged(steps, *calls, criteria=placed)

    right = await heard(0.4, "boing", laid)
    assert right.passed and abs(right.value) < 0.02, right
    for wrong in (
        await heard(0.8, "boing", laid),
        await heard(0.4, "ding", laid),
        await heard(0.4),
        await heard(0.4, "boing", laid, ("mute", {})),
    ):
        assert not wrong.passed and wrong.change, wrong


async def test_a_recording_over_the_sound_of_the_footage(judged, keep, ffmpeg):
    placed = [Criterion(name="sound_placed")]
    tone = ("-f", "lavfi", "-i", "anoisesrc=d=0.8:c=pink:a=0.3:seed=3")
    voice = keep(ffmpeg("voice.wav", *tone))
    steps = [EditStep(kind="dub", where="beginning", other=voice)]
    assert (await judged(steps, ("dub", {"audio": voice}), criteria=placed)).passed
    assert not (await judged(steps, criteria=placed)).passed
    # Muted footage is silent under what is laid over it.
    steps, quiet = [*steps, EditStep(kind="mute")], [Criterion(name="silence")]
    dubbed = ("dub", {"audio": voice, "duck_db": 0.0})
    assert (await judged(steps, ("mute", {}), dubbed, criteria=quiet)).passed
    assert not (await judged(steps, dubbed, criteria=quiet)).passed
