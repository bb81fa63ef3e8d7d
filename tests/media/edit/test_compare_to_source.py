"""What an edit did to its source, measured against what was asked of the tools that made it."""

import numpy as np
import pytest
import pytest_asyncio

from studio.nouns.vocabulary import Look, words
from studio.settings import ROOT
from tests.media.moving import backdrop, dancers, film
from tests.weights_here import weights
from tools.engines.ffmpeg.runner import run_ffmpeg

TALK = ROOT / "tests" / "measure" / "plates" / "talk.mp4"


@pytest.fixture(autouse=True, scope="module")
def eyes():
    weights("mediapipe")


@pytest.fixture(scope="module")
def kept():
    """Clips by name, as bytes: made once."""
    return {}


@pytest_asyncio.fixture(loop_scope="module")
async def source(bench, kept):
    """Three seconds of two dancers."""
    path = bench.folder / "dancers.mp4"
    if "dancers" not in kept:
        kept["dancers"] = bench.store.path(await film(bench, dancers(72, seed=1))).read_bytes()
    path.write_bytes(kept["dancers"])
    return bench.put(path, "video")


@pytest_asyncio.fixture(loop_scope="module")
async def short(bench, source):
    return (await bench.call("trim_video", video=source, start=1, end=2))["video"]


@pytest.fixture
def talk(bench):
    return bench.put(TALK, "video")


@pytest.fixture
def compared(bench):
    """compared(source, tool, **arguments): edits the source and compares."""

    async def compare(source: str, tool: str, **arguments):
        made = await bench.call(tool, video=source, **arguments)
        found = await bench.call("compare_to_source", video=made["video"], source=source)
        return found, made

    return compare


def speed_at(found, time: float) -> float:
    return next(p["speed"] for p in found["parts"] if p["start"] <= time < p["end"])


def plain(found) -> bool:
    """Whether it is all as shot."""
    return (
        found["matched"] > 0.97
        and found["slowest"] == pytest.approx(1, abs=0.04)
        and found["fastest"] == pytest.approx(1, abs=0.04)
        and found["held"] < 0.1
        and found["backwards"] == 0
    )


async def test_nothing_was_done(bench, source):
    found = await bench.call("compare_to_source", video=source, source=source)
    assert plain(found)
    assert found["zoom"] == 1 and found["colour"] < 0.1
    assert found["saturation"] == found["luminance"] == 1
    assert found["expression"] is None


async def test_a_part_was_cut_out(source, compared):
    found, _ = await compared(source, "trim_video", start=0.75, end=2.25)
    assert plain(found) and found["zoom"] == 1
    assert len(found["parts"]) == 1


@pytest.mark.parametrize(
    ("speed", "smooth"), [(0.25, True), (0.25, False), (0.5, False), (3.0, False)]
)
async def test_a_part_plays_at_another_speed(source, compared, speed, smooth):
    found, made = await compared(
        source,
        "retime_video",
        speeds=[{"start": 1.0, "end": 2.0, "speed": speed}],
        smooth=smooth,
    )
    part = made["parts"][0]
    middle = (part["start"] + part["end"]) / 2
    assert speed_at(found, middle) == pytest.approx(speed, rel=0.15)
    assert speed_at(found, 0.4) == speed_at(found, made["duration"] - 0.4)
    assert found["slowest" if speed < 1 else "fastest"] == pytest.approx(speed, rel=0.15)
    assert found["held"] < 0.1 and found["backwards"] == 0 and found["matched"] > 0.97
    edges = [p["start"] for p in found["parts"]]
    assert min(abs(edge - part["start"]) for edge in edges) < 0.15
    assert min(abs(edge - part["end"]) for edge in edges) < 0.15


async def test_a_speed_ramp(source, compared):
    found, _ = await compared(
        source,
        "retime_video",
        speeds=[{"start": 0.75, "end": 2.25, "speed": 0.25}],
        ease=0.3,
        smooth=False,
    )
    assert found["slowest"] == pytest.approx(0.25, rel=0.15)
    assert speed_at(found, 0.2) == pytest.approx(1, abs=0.05)
    assert found["held"] < 0.1


@pytest.mark.parametrize("zoom", [1.0, 2.0])
async def test_a_frame_is_held(source, compared, zoom):
    found, made = await compared(
        source, "freeze_frame", at=1.5, duration=0.5, zoom=zoom, x=0.4, y=0.35
    )
    assert found["held"] == pytest.approx(0.5, abs=0.1)
    assert speed_at(found, (made["start"] + made["end"]) / 2) == pytest.approx(0, abs=0.04)
    assert found["slowest"] == pytest.approx(1, abs=0.05), "a hold is no slow motion"
    assert found["zoom"] == pytest.approx(zoom, rel=0.06)


async def test_all_runs_backwards(source, compared):
    found, _ = await compared(source, "reverse_video")
    assert found["backwards"] > 0.95
    assert speed_at(found, 1.5) == pytest.approx(-1, abs=0.05)
    assert found["slowest"] is None and found["fastest"] is None


async def test_a_snap_zoom_is_no_change_of_speed(source, compared):
    keys = [
        {"time": 1.0, "zoom": 1.0},
        {"time": 1.25, "zoom": 2.0, "x": 0.6, "y": 0.4, "ease": "overshoot"},
        {"time": 2.0, "zoom": 2.0, "x": 0.6, "y": 0.4},
        {"time": 2.3, "zoom": 1.0},
    ]
    found, _ = await compared(source, "reframe_video", keys=keys)
    assert plain(found)
    assert 1.9 < found["zoom"] < 2.35, "with the overshoot"
    assert found["colour"] < 3


async def test_a_shake_is_no_change_of_speed(source, compared):
    found, _ = await compared(source, "shake_video", start=0.8, end=1.8, amount=2.0, seed=3)
    assert plain(found)
    assert 1.02 < found["zoom"] < 1.3


@pytest.mark.parametrize("look", words(Look))
async def test_a_look_changes_the_colours_and_nothing_else(short, compared, look):
    found, made = await compared(short, "grade_video", look=look)
    assert plain(found) and found["zoom"] == 1
    assert found["colour"] > 3
    before, after = made["before"], made["after"]
    for name in ("saturation", "luminance"):
        assert found[name] == pytest.approx(after[name] / before[name], abs=0.12), name


async def test_all_of_it_together(bench, source, compared):
    """A trim, a ramp into slow motion, a snap zoom, a shake, a zoomed hold, a look, a title."""
    video = (await bench.call("trim_video", video=source, start=0.5, end=2.5))["video"]
    slow = await bench.call(
        "retime_video",
        video=video,
        speeds=[{"start": 0.75, "end": 1.25, "speed": 0.25}],
        ease=0.1,
        smooth=False,
    )
    hit = slow["parts"][0]["start"]
    for tool, arguments in (
        (
            "reframe_video",
            {
                "keys": [
                    {"time": hit, "zoom": 1.0},
                    {"time": hit + 0.2, "zoom": 1.8, "y": 0.4, "ease": "overshoot"},
                ]
            },
        ),
        ("shake_video", {"start": hit, "end": hit + 0.5, "seed": 3}),
        ("freeze_frame", {"at": slow["duration"], "duration": 0.5, "zoom": 1.3}),
        ("grade_video", {"look": "film_noir", "strength": 0.8}),
    ):
        video = (await bench.call(tool, video=slow["video"], **arguments))["video"]
        slow["video"] = video
    film = await bench.call("compose_video", clips=[video], title="Silenzio")
    found = await bench.call("compare_to_source", video=film["video"], source=source)
    assert found["matched"] > 0.9
    assert found["slowest"] == pytest.approx(0.25, rel=0.25)
    assert found["held"] == pytest.approx(0.5, abs=0.1)
    assert found["zoom"] == pytest.approx(1.8 * 1.3, rel=0.1)
    assert found["saturation"] < 0.4 and found["colour"] > 5
    assert found["backwards"] < 0.05


async def test_footage_in_another_shape_and_at_another_rate(bench, source):
    made = await bench.call("compose_video", clips=[source], width=160, height=160, fps=30)
    found = await bench.call("compare_to_source", video=made["video"], source=source)
    assert plain(found) and found["zoom"] == 1 and found["colour"] < 2


async def test_a_foreign_video_shows_nothing_of_it(bench, source, talk):
    other = await film(bench, [np.roll(p, 40, axis=1) for p in dancers(48, seed=5)], "other")
    for foreign in (other, talk):
        found = await bench.call("compare_to_source", video=foreign, source=source)
        assert found["matched"] < 0.2
        assert found["slowest"] is None or found["matched"] > 0


async def test_half_of_it_is_foreign(bench, source, talk):
    made = await bench.call("compose_video", clips=[source, talk])
    found = await bench.call("compare_to_source", video=made["video"], source=source)
    assert found["matched"] == pytest.approx(3 / 7.75, abs=0.08)
    assert all(part["end"] < 3.2 for part in found["parts"])


async def test_of_a_still_no_speed_is_told(bench):
    still = await film(bench, [backdrop(3).astype(np.uint8)] * 36, "still")
    found = await bench.call("compare_to_source", video=still, source=still)
    assert found["matched"] == 1
    assert found["parts"] == [] and found["slowest"] is None and found["held"] == 0


async def test_a_hold_that_the_source_has_itself_does_not_count(bench):
    pictures = dancers(48, seed=1)
    source = await film(bench, [*pictures[:24], *[pictures[24]] * 18, *pictures[24:]], "resting")
    found = await bench.call("compare_to_source", video=source, source=source)
    assert found["held"] < 0.15 and found["matched"] == 1


async def test_the_same_set_with_somebody_else_on_it_is_foreign(bench, source):
    """Most of the picture is as in the source; who moves in it is not."""
    behind = backdrop(0)
    pictures = []
    for number in range(30):
        picture = behind.copy()
        picture[20:124, 40 + 3 * number : 110 + 3 * number] = 250
        pictures.append(picture.astype(np.uint8))
    video = await film(bench, pictures, "another")
    found = await bench.call("compare_to_source", video=video, source=source)
    assert found["matched"] < 0.2


async def test_faces_as_they_were_and_exaggerated(bench, talk):
    scene = (await bench.call("trim_video", video=talk, start=1, end=2.25))["video"]
    plain = await bench.call("grade_video", video=scene, look="warm")
    wide = await bench.call("exaggerate_faces", video=scene, amount=3)
    close = await bench.call(
        "reframe_video", video=wide["video"], keys=[{"time": 0, "zoom": 1.5, "y": 0.35}]
    )
    values = []
    for made in (plain, wide, close):
        found = await bench.call("compare_to_source", video=made["video"], source=scene)
        assert found["matched"] > 0.95
        assert found["slowest"] == pytest.approx(1, abs=0.05)
        values.append(found["expression"])
    assert values[0] == pytest.approx(1, abs=0.15)
    assert values[1] > 1.35 and values[2] > 1.35


async def test_a_telephone_s_video(bench, source, compared):
    """It lies on its side in the file; the tools that edit turn it upright."""
    path = bench.folder / "telephone.mp4"
    run_ffmpeg(
        ["-display_rotation", "90", "-i", str(bench.store.path(source)), "-c", "copy", str(path)],
        duration=0,
        progress=lambda *_: None,
        note="a test clip",
    )
    found, _ = await compared(bench.put(path, "video"), "trim_video", start=1, end=2)
    assert plain(found) and found["zoom"] == 1 and found["colour"] < 2
