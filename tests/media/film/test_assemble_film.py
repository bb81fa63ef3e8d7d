"""assemble_film: order, transitions, lettering, sound and the timeline, from the film's pixels."""

import numpy as np
import opentimelineio as otio
import pytest
import soundfile

from studio.errors import ToolError
from tests.media.conftest import RATE, tone

RED, BLUE, GREEN, GREY = (200, 30, 30), (30, 30, 200), (30, 160, 30), (90, 90, 90)
SHAPE = {"width": 256, "height": 144, "fps": 24}


def near(pixel: np.ndarray, colour: tuple[int, int, int], by: int = 14) -> bool:
    return bool(np.abs(pixel.astype(int) - colour).max() < by)


def level(wave: np.ndarray, start: float, end: float) -> float:
    part = wave[round(start * RATE) : round(end * RATE)]
    return float(np.sqrt((part**2).mean()))


@pytest.fixture
def spoken_clip(bench, clip):
    """A clip of one colour with a tone from `start` to `end` seconds."""

    async def make(colour, frames, start, end, hertz=440.0):
        wave = np.zeros(round(frames / 24 * RATE))
        sound = tone(hertz, end - start)
        at = round(start * RATE)
        wave[at : at + len(sound)] = sound[: len(wave) - at]
        path = bench.folder / f"{hertz}.wav"
        soundfile.write(path, wave, RATE)
        video = await clip(colour, frames)
        made = await bench.call("compose_video", clips=[video], audio=bench.put(path, "audio"))
        return made["video"]

    return make


async def test_shots_follow_each_other_to_the_frame(bench, clip):
    red, blue = await clip(RED, 20), await clip(BLUE, 30)
    film = await bench.call(
        "assemble_film",
        shots=[{"name": "a", "shown": red}, {"name": "b", "shown": blue}],
        shape=SHAPE,
    )
    frames = bench.seen(film["video"])
    assert frames.shape == (50, 144, 256, 3) and film["duration"] == pytest.approx(50 / 24)
    assert near(frames[19][70, 20], RED) and near(frames[20][70, 20], BLUE)


async def test_a_dissolve_overlaps_and_shortens(bench, clip):
    red, blue = await clip(RED, 48), await clip(BLUE, 48)
    shots = [
        {"name": "a", "shown": red, "transition": {"kind": "dissolve", "seconds": 0.5}},
        {"name": "b", "shown": blue},
    ]
    film = await bench.call("assemble_film", shots=shots, shape=SHAPE)
    corner = bench.seen(film["video"])[:, 66, 8]
    assert len(corner) == 84
    assert near(corner[35], RED) and near(corner[48], BLUE)
    assert near(corner[42], tuple((np.array(RED) + BLUE) // 2), 24)


async def test_fading_through_black_and_wiping(bench, clip):
    for kind in ("fade_through_black", "wipe"):
        red, blue = await clip(RED, 48), await clip(BLUE, 48)
        shots = [
            {"name": "a", "shown": red, "transition": {"kind": kind, "seconds": 1.0}},
            {"name": "b", "shown": blue},
        ]
        film = await bench.call("assemble_film", shots=shots, shape=SHAPE)
        middle = bench.seen(film["video"])[36].astype(int)
        if kind == "wipe":
            assert near(middle[70, 4], RED, 30) != near(middle[70, -4], RED, 30)
        else:
            assert middle.max() < 90


async def test_a_picture_stands_for_its_length_and_cards_open_and_close(bench):
    still = bench.picture(np.full((144, 256, 3), GREEN, np.uint8))
    film = await bench.call(
        "assemble_film",
        shots=[{"name": "p", "shown": still, "length": 1.0}],
        shape=SHAPE,
        opening={"text": "The sea\nA film", "seconds": 1.0},
        closing={"text": "The end", "seconds": 0.5},
    )
    frames = bench.seen(film["video"])
    assert len(frames) == 24 + 24 + 12
    assert near(frames[30][10, 10], GREEN) and not near(frames[12][10, 10], GREEN)
    assert frames[12].max() > 200  # the card's lettering
    with pytest.raises(ToolError, match="has no length"):
        await bench.call("assemble_film", shots=[{"name": "p", "shown": still}], shape=SHAPE)


async def test_captions_and_subtitles_are_seen_at_their_times(bench):
    grey = bench.picture(np.full((144, 256, 3), GREY, np.uint8))
    shots = [
        {
            "name": "a",
            "shown": grey,
            "length": 2.0,
            "captions": [{"text": "We won!", "start": 0.5, "seconds": 0.5, "where": "top"}],
            "subtitles": [{"text": "Ciao!", "start": 1.25, "end": 1.75}],
        }
    ]
    film = await bench.call("assemble_film", shots=shots, shape=SHAPE)
    frames = bench.seen(film["video"])
    upper = [frame[:48].max() > 200 for frame in frames]
    lower = [frame[96:].max() > 200 for frame in frames]
    assert [n for n, seen in enumerate(upper) if seen] == list(range(12, 24))
    assert [n for n, seen in enumerate(lower) if seen] == list(range(30, 42))


async def test_sounds_lie_where_their_shots_lie_and_music_makes_room(bench, spoken_clip):
    first = await spoken_clip(RED, 48, 0.5, 1.0)
    second = await spoken_clip(BLUE, 48, 1.0, 1.5)
    music = bench.sound(tone(2000, 4.0, 0.2))
    film = await bench.call(
        "assemble_film",
        shots=[{"name": "a", "shown": first}, {"name": "b", "shown": second}],
        shape=SHAPE,
        music=music,
    )
    wave = bench.heard(film["video"])[:, 0]
    spectrum = np.abs(np.fft.rfft(wave[: 4 * RATE].reshape(40, -1), axis=1))
    hertz = np.fft.rfftfreq(RATE // 10, 1 / RATE)
    voice = spectrum[:, (hertz > 400) & (hertz < 480)].sum(axis=1)
    bed = spectrum[:, (hertz > 1950) & (hertz < 2050)].sum(axis=1)
    heard = [n for n in range(40) if voice[n] > 0.3 * voice.max()]
    assert heard == [5, 6, 7, 8, 9, 30, 31, 32, 33, 34]
    assert bed[31:34].mean() < 0.5 * bed[18:24].mean()


async def test_the_timeline_says_what_was_rendered(bench, clip):
    red, blue = await clip(RED, 48), await clip(BLUE, 48)
    shots = [
        {
            "name": "run",
            "shown": red,
            "transition": {"kind": "dissolve", "seconds": 0.5},
            "captions": [{"text": "Go!"}],
        },
        {"name": "sit", "shown": blue},
    ]
    film = await bench.call(
        "assemble_film", shots=shots, shape=SHAPE, opening={"text": "x", "seconds": 1.0}
    )
    timeline = otio.adapters.read_from_file(str(bench.store.path(film["timeline"])))
    picture = timeline.video_tracks()[0]
    assert [type(item).__name__ for item in picture] == ["Clip", "Clip", "Transition", "Clip"]
    assert picture.duration().value == 24 + 84
    assert [clip.media_reference.target_url for clip in list(picture.find_clips())[1:]] == [
        f"artifact:{red}",
        f"artifact:{blue}",
    ]
    assert [marker.name for marker in picture[1].markers] == ["Go!"]


async def test_only_what_changed_is_encoded_again(bench, clip):
    bench.toolbox._use_cache = True
    red, blue, green = await clip(RED, 30), await clip(BLUE, 30), await clip(GREEN, 30)

    async def film(*handles):
        shots = [{"name": f"s{n}", "shown": handle} for n, handle in enumerate(handles)]
        return await bench.call("assemble_film", shots=shots, shape=SHAPE)

    def encoded() -> set[str]:
        return {p.name for p in (bench.folder / "artifacts").rglob("*.mp4")}

    await film(red, blue)
    before = encoded()
    made = await film(red, green)
    assert len(encoded() - before) == 2  # the new shot's piece, and the film
    frames = bench.seen(made["video"])
    assert near(frames[29][70, 20], RED) and near(frames[30][70, 20], GREEN)


async def test_a_look_lies_over_the_picture_and_not_over_its_captions(bench, clip):
    red, blue = await clip(RED, 20), await clip(BLUE, 20)
    shots = [
        {"name": "a", "shown": red, "captions": [{"text": "We won!", "where": "bottom"}]},
        {"name": "b", "shown": blue},
    ]
    plain = await bench.call("assemble_film", shots=shots, shape=SHAPE)
    grey = await bench.call(
        "assemble_film", shots=shots, shape=SHAPE, finish={"look": "black_and_white"}
    )
    before, after = bench.seen(plain["video"]), bench.seen(grey["video"])
    assert np.ptp(before[30].astype(int), axis=-1).mean() > 90
    assert np.ptp(after.astype(int), axis=-1).mean() < 4
    timeline = otio.adapters.read_from_file(str(bench.store.path(grey["timeline"])))
    assert timeline.metadata["animation_studio"]["finish"] == {"look": "black_and_white"}
    assert timeline.metadata["animation_studio"]["width"] == SHAPE["width"]


async def test_grain_differs_from_frame_to_frame_and_keeps_the_brightness(bench, clip):
    grey = await clip(GREY, 12)
    made = {}
    for grain in (0, 0.3, 1):
        shots = [{"name": "a", "shown": grey}]
        film = await bench.call("assemble_film", shots=shots, shape=SHAPE, finish={"grain": grain})
        made[grain] = bench.seen(film["video"]).astype(float)
    spread = {
        grain: frames[:, 40:104, 130:].std(axis=(1, 2)).mean() for grain, frames in made.items()
    }
    assert spread[0] < 0.5 < spread[0.3] < spread[1] / 2
    assert abs(made[1].mean() - made[0].mean()) < 2
    assert np.abs(made[1][3] - made[1][7]).mean() > 2
