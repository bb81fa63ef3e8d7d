"""Films with planted errors: each is found by its criterion, and the right film passes them all."""

import pytest

from studio.packs.registry import registry
from studio.plan import Criterion, Film, LeftOut, Picture, Role, Sound, Take, Transition
from tools.evaluation.evaluate import judge_film

SHAPE = {"width": 256, "height": 144, "fps": 24}
LENGTH = 1.5  # seconds of a clip
# Patterns that differ in colour and texture, and move.
PATTERNS = {
    "s1": f"testsrc2=s=256x144:r=24:d={LENGTH}",
    "s2": f"mandelbrot=s=256x144:r=24,trim=duration={LENGTH}",
    "s3": f"gradients=s=256x144:r=24:d={LENGTH}:seed=7:speed=0.05:n=5",
    "black": "color=c=black:s=256x144:r=24:d=1.5",
}
OF_CUTS = ("brief", "cuts", "gaps")
OF_FILMS = (*OF_CUTS, "continuity")


@pytest.fixture
def clips(keep, ffmpeg):
    """The patterns as videos, by name."""
    return {
        name: keep(ffmpeg(f"{name}.mp4", "-f", "lavfi", "-i", pattern, "-pix_fmt", "yuv420p"))
        for name, pattern in PATTERNS.items()
    }


@pytest.fixture
def assembled(toolbox):
    """assembled(shots..., **arguments): the handle of a film of these shots of assemble_film."""

    async def made(*shots, **arguments):
        named = [{"name": f"n{number}", **shot} for number, shot in enumerate(shots)]
        film = await toolbox.call("assemble_film", {"shots": named, "shape": SHAPE} | arguments)
        return film["video"]

    return made


@pytest.fixture
def judge(toolbox, studio_settings):
    """judge(plan, film, made): the measurements of the film by criterion."""

    async def judged(plan, film, made):
        handles = {shot: [handle] for shot, handle in made.items()} | {"film": [film]}
        found = await judge_film(plan, handles, toolbox, studio_settings)
        return {one.criterion: one for one in found if one.shot == "film"}

    return judged


def plan_of(*shots, asked=OF_CUTS, **changes):
    criteria = [Criterion(name=name) for name in asked]
    return Film(intent="a test", shots=list(shots), criteria=criteria, **changes)


def takes(*transitions, names=("s1", "s2", "s3")):
    """A take of Luca for each of the clips, cut hard unless `transitions` say otherwise."""
    joins = [Transition(kind=kind, seconds=0.4) for kind in transitions]
    joins += [Transition()] * (len(names) - len(joins))
    return [
        Take(id=name, cast=[Role(character="Luca")], transition=join)
        for name, join in zip(names, joins, strict=True)
    ]


@pytest.mark.parametrize("kind", ["cut", "dissolve", "wipe", "fade_through_black"])
async def test_the_right_film_passes(judge, assembled, clips, kind):
    shots = takes(kind, kind)
    shown = [
        {"shown": clips[shot.id], "transition": shot.transition.model_dump()} for shot in shots
    ]
    card = {"text": "The sea", "seconds": 1.0}
    film = await assembled(*shown, opening=card, closing=card)
    asked = OF_FILMS if kind == "cut" else OF_CUTS
    found = await judge(plan_of(*shots, asked=asked, opening=card, closing=card), film, clips)
    assert list(found) == list(asked) and all(one.passed for one in found.values()), found
    assert kind != "cut" or found["cuts"].score >= 9, found["cuts"]


async def test_lettering_does_not_hide_a_shot(judge, assembled, clips):
    captions = [{"text": "We won the race, and nobody saw it!", "where": "middle"}]
    film = await assembled(*({"shown": clips[n], "captions": captions} for n in ("s1", "s2", "s3")))
    found = await judge(plan_of(*takes()), film, clips)
    assert found["cuts"].passed and found["gaps"].passed, found


async def test_shots_in_the_wrong_order(judge, assembled, clips):
    film = await assembled(*({"shown": clips[n]} for n in ("s1", "s3", "s2")))
    found = (await judge(plan_of(*takes()), film, clips))["cuts"]
    assert not found.passed and "s3 is seen at 1.5 s, before s2 at 3.0 s" in found.evidence


@pytest.mark.parametrize("missing", ["s1", "s2", "s3"])
async def test_a_missing_shot(judge, assembled, clips, missing):
    film = await assembled(*({"shown": clips[n]} for n in ("s1", "s2", "s3") if n != missing))
    found = (await judge(plan_of(*takes()), film, clips))["cuts"]
    assert not found.passed and f"{missing} is not found" in found.evidence


async def test_a_shot_that_was_never_made(judge, assembled, clips):
    film = await assembled(*({"shown": clips[n]} for n in ("s1", "s3")))
    made = {name: clips[name] for name in ("s1", "s3")}
    found = await judge(plan_of(*takes()), film, made)
    assert not found["cuts"].passed and "nothing was made of s2" in found["cuts"].evidence
    assert found["gaps"].passed


@pytest.mark.parametrize("short", ["s1", "s2", "s3"])
async def test_a_shot_cut_short(judge, assembled, clips, short):
    shown = [
        {"shown": clips[n], **({"length": 0.6 * LENGTH} if n == short else {})}
        for n in ("s1", "s2", "s3")
    ]
    found = (await judge(plan_of(*takes()), await assembled(*shown), clips))["cuts"]
    assert not found.passed, found


async def test_a_black_gap(judge, assembled, clips):
    film = await assembled(*({"shown": clips[n]} for n in ("s1", "black", "s2", "s3")))
    found = await judge(plan_of(*takes()), film, clips)
    assert not found["gaps"].passed and found["gaps"].value == pytest.approx(1.5, abs=0.1)
    assert not found["cuts"].passed, "the shots after the gap are late"


@pytest.mark.parametrize("silent", [0.0, 2.0])
async def test_a_silent_gap_under_music(judge, assembled, clips, keep, ffmpeg, silent):
    hole = f"volume=0:enable='between(t,1.2,{1.2 + silent})'" if silent else "anull"
    music = keep(ffmpeg("music.wav", "-f", "lavfi", "-i", "sine=330:d=4.5", "-af", hole))
    film = await assembled(*({"shown": clips[n]} for n in ("s1", "s2", "s3")), music=music)
    plan = plan_of(*takes(), sound=Sound(music="cheerful"))
    found = (await judge(plan, film, clips))["gaps"]
    assert found.passed == (not silent), found
    assert "silent for" in found.evidence
    assert (await judge(plan_of(*takes()), film, clips))["gaps"].passed, "no music was planned"


async def test_music_that_was_planned_and_is_not_there(judge, assembled, clips):
    film = await assembled(*({"shown": clips[n]} for n in ("s1", "s2", "s3")))
    plan = plan_of(*takes(), sound=Sound(music="cheerful"))
    assert not (await judge(plan, film, clips))["gaps"].passed


def pictures(*names, **changes):
    return [
        Picture(id=name, separate=False, length=1.2, cast=[Role(character="Luca")], **changes)
        for name in names
    ]


@pytest.fixture
def of_plates(judge, assembled, plate):
    """of_plates(file, file): a film of these renders, each planned as a picture of Luca, judged."""

    async def made(*files):
        handles = {f"p{number}": plate(file) for number, file in enumerate(files)}
        film = await assembled(*({"shown": one, "length": 1.2} for one in handles.values()))
        return await judge(plan_of(*pictures(*handles), asked=OF_FILMS), film, handles)

    return made


async def test_real_renders_of_one_character_pass(of_plates):
    found = await of_plates("luca_happy.jpg", "luca_neutral.jpg", "luca_waves.jpg")
    assert all(one.passed and one.weight for one in found.values()), found


@pytest.mark.parametrize(
    "other", ["giulia_playful.jpg", "alberto_sad.jpg", "impostors/luca_on_mina.jpg"]
)
async def test_another_character_in_the_second_shot(of_plates, other):
    found = (await of_plates("luca_happy.jpg", other))["continuity"]
    assert not found.passed and "Luca looks like somebody else" in found.evidence, found


async def test_renders_in_the_wrong_order(judge, assembled, plate):
    made = {"p0": plate("luca_happy.jpg"), "p1": plate("luca_waves.jpg")}
    film = await assembled(*({"shown": made[n], "length": 1.2} for n in ("p1", "p0")))
    found = (await judge(plan_of(*pictures(*made)), film, made))["cuts"]
    assert not found.passed and found.score == 0, found


async def test_a_picture_without_a_length_stands_for_the_usual_one(judge, assembled, plate):
    made = {"p0": plate("luca_happy.jpg"), "p1": plate("luca_waves.jpg")}
    film = await assembled(*({"shown": one, "length": 3.0} for one in made.values()))
    plan = plan_of(*(shot.model_copy(update={"length": 0}) for shot in pictures(*made)))
    found = (await judge(plan, film, made))["cuts"]
    assert found.passed, found


async def test_what_was_left_out_of_the_plan_is_never_approved(judge, assembled, clips):
    film = await assembled(*({"shown": clips[n]} for n in ("s1", "s2", "s3")))
    left = [LeftOut(words="with a dog", reason="there are no animals")]
    found = (await judge(plan_of(*takes(), left_out=left), film, clips))["brief"]
    assert not found.passed and found.value == 1 and "with a dog" in found.evidence


@pytest.mark.parametrize("look", registry("looks"))
async def test_a_film_in_a_look_is_told_from_one_without(judge, assembled, plate, look):
    shots = takes("dissolve", names=("walk", "talk"))
    clips = {shot.id: plate(f"{shot.id}.mp4") for shot in shots}
    shown = [
        {"shown": clips[shot.id], "transition": shot.transition.model_dump()} for shot in shots
    ]
    plan = plan_of(*shots, finish={"look": look})
    asked = [*plan.criteria, Criterion(name="film_look", target=look)]
    plan = plan.model_copy(update={"criteria": asked})
    right = await judge(plan, await assembled(*shown, finish={"look": look}), clips)
    assert right["cuts"].passed and right["film_look"].passed, (right["cuts"], right["film_look"])
    wrong = await judge(plan, await assembled(*shown), clips)
    assert not wrong["film_look"].passed, wrong["film_look"]


class Counting:
    """The tools, and which calls of them were made."""

    def __init__(self, toolbox):
        self.artifacts, self.sheets = toolbox.artifacts, toolbox.sheets
        self.toolbox, self.calls = toolbox, []

    async def call(self, name, arguments):
        self.calls.append((name, str(sorted(arguments.items(), key=str))))
        return await self.toolbox.call(name, arguments)


async def test_one_look_serves_the_criteria_of_shots_and_film(
    assembled, plate, toolbox, studio_settings
):
    named = {"p0": plate("luca_happy.jpg"), "p1": plate("luca_waves.jpg")}
    film = await assembled(*({"shown": one, "length": 1.2} for one in named.values()))
    criteria = [Criterion(name=name) for name in ("character_match", "expression", "sharpness")]
    plan = plan_of(*pictures(*named, criteria=criteria), asked=OF_FILMS)
    tools = Counting(toolbox)
    made = {name: [one] for name, one in named.items()} | {"film": [film]}
    found = await judge_film(plan, made, tools, studio_settings)
    assert [one.shot for one in found] == ["p0"] * 3 + ["p1"] * 3 + ["film"] * len(OF_FILMS)
    assert len(tools.calls) == len(set(tools.calls))
    assert [name for name, _ in tools.calls].count("compare_to_sheet") == 2
