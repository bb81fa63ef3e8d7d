"""compose_video and subtitle: pictures, sound and lettering at their times."""

import av
import numpy as np
import pytest

from studio.errors import ToolError
from tests.media.conftest import RATE, tone

RED, BLUE, GREY = (200, 30, 30), (30, 30, 200), (90, 90, 90)


def changed(frame: np.ndarray, plain: np.ndarray) -> float:
    """The share of pixels that differ clearly."""
    return float((np.abs(frame.astype(int) - plain.astype(int)).max(axis=-1) > 40).mean())


async def test_clips_and_stills_follow_each_other_to_the_frame(bench, clip):
    first = await clip(RED, 20)
    still = bench.picture(np.full((144, 256, 3), BLUE, np.uint8))
    film = await bench.call("compose_video", clips=[first, still], still_duration=0.5)
    frames = bench.seen(film["video"])
    assert film["duration"] == pytest.approx(32 / 24)
    assert frames.shape == (32, 72, 128, 3)
    assert np.abs(frames[19][60, 10].astype(int) - RED).max() < 12
    assert np.abs(frames[20][60, 10].astype(int) - BLUE).max() < 12
    facts = bench.store.get(film["video"]).facts
    assert (facts.frames, facts.fps, facts.has_audio, facts.codec) == (32, 24, False, "h264")


async def test_a_crossfade_blends_and_shortens(bench, clip):
    a, b = await clip(RED, 24), await clip(BLUE, 24)
    film = await bench.call("compose_video", clips=[a, b], crossfade=0.5)
    frames = bench.seen(film["video"]).astype(int)
    assert len(frames) == 36 and film["duration"] == pytest.approx(1.5)
    corner = frames[:, 66, 4]
    assert np.abs(corner[11] - RED).max() < 12
    assert np.abs(corner[25] - BLUE).max() < 12
    middle = (np.array(RED) + BLUE) / 2
    assert np.abs(corner[18] - middle).max() < 20
    assert (np.diff(corner[12:24, 2]) >= -2).all()


async def test_other_shapes_are_fitted_without_distortion(bench):
    tall = np.zeros((200, 100, 3), np.uint8)
    rows, columns = np.mgrid[:200, :100]
    disc = (rows - 100) ** 2 + (columns - 50) ** 2 < 40**2
    tall[:] = (0, 160, 0)
    tall[disc] = 255
    film = await bench.call(
        "compose_video", clips=[bench.picture(tall)], width=160, height=90, still_duration=0.2
    )
    frame = bench.seen(film["video"])[2]
    white = frame.min(axis=-1) > 128
    height, width = np.ptp(np.argwhere(white), axis=0) + 1
    assert abs(int(height) - int(width)) <= 1
    green = (frame[..., 1] > 120) & (frame[..., 0] < 100)
    assert np.ptp(np.argwhere(green)[:, 1]) + 1 == pytest.approx(45, abs=2)
    assert frame[:, :40].max() < 60 and frame[:, -40:].max() < 60


async def test_alpha_is_laid_on_the_backdrop(bench):
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[16:48, 16:48] = (250, 250, 250, 255)
    pixels[:8] = (255, 0, 0, 0)  # the colour under a clear pixel must not show
    film = await bench.call("compose_video", clips=[bench.picture(pixels)], still_duration=0.2)
    frame = bench.seen(film["video"])[0].astype(int)
    assert frame[32, 32].min() > 235
    assert frame[3, 32].max() < 50


async def test_odd_sizes_become_even(bench):
    odd = bench.picture(np.full((75, 101, 3), GREY, np.uint8))
    film = await bench.call("compose_video", clips=[odd], still_duration=0.2)
    facts = bench.store.get(film["video"]).facts
    assert (facts.width, facts.height) == (100, 74)
    film = await bench.call("compose_video", clips=[odd], still_duration=0.2, width=51)
    facts = bench.store.get(film["video"]).facts
    assert (facts.width, facts.height) == (50, 38)


@pytest.mark.parametrize("length", [0.4, 3.0])
async def test_sound_takes_the_length_of_the_picture(bench, clip, length):
    film = await bench.call(
        "compose_video", clips=[await clip(RED, 36)], audio=bench.sound(tone(440, length))
    )
    with av.open(str(bench.store.path(film["video"]))) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert float(video.duration * video.time_base) == pytest.approx(1.5)
        assert float(audio.duration * audio.time_base) == pytest.approx(1.5, abs=0.022)
    wave = np.abs(bench.heard(film["video"])[:, 0])
    assert wave[int(0.1 * RATE) : int(0.3 * RATE)].max() > 0.2
    late = wave[int(0.6 * RATE) : int(1.1 * RATE)].max()
    assert late > 0.2 if length > 1 else late < 0.01
    assert wave[int(1.49 * RATE) : int(1.5 * RATE)].max() < 0.05


async def test_clips_keep_their_own_sound_when_none_is_given(bench, clip):
    silent = await clip(BLUE, 24)
    loud = await bench.call(
        "compose_video", clips=[await clip(RED, 24)], audio=bench.sound(tone(440, 1))
    )
    film = await bench.call("compose_video", clips=[silent, loud["video"], silent])
    wave = np.abs(bench.heard(film["video"])[:, 0])
    assert wave[: int(0.95 * RATE)].max() < 0.02
    assert wave[int(1.1 * RATE) : int(1.8 * RATE)].max() > 0.2
    assert wave[int(2.1 * RATE) :].max() < 0.02
    crossed = await bench.call("compose_video", clips=[silent, loud["video"]], crossfade=0.25)
    assert crossed["duration"] == pytest.approx(1.75)
    assert np.abs(bench.heard(crossed["video"])[int(1.1 * RATE) : int(1.5 * RATE)]).max() > 0.2


async def test_subtitles_are_seen_from_start_to_end(bench, clip):
    source = await clip(GREY, 48, 256, 144)
    lines = [
        {"text": "Perché no?", "start": 1.25, "end": 1.75},
        {"text": "Silenzio, Bruno!", "start": 0.25, "end": 1.0},
    ]
    subtitles = (await bench.call("subtitle", lines=lines))["subtitles"]
    film = await bench.call("compose_video", clips=[source], subtitles=subtitles)
    plain = await bench.call("compose_video", clips=[source])
    with_text, without = bench.seen(film["video"]), bench.seen(plain["video"])
    low = slice(108, None)
    shown = [
        number
        for number in range(48)
        if changed(with_text[number, low], without[number, low]) > 0.01
    ]
    assert shown == [*range(6, 24), *range(30, 42)]
    assert changed(with_text[10, :90], without[10, :90]) < 0.002
    white = with_text[10, low].min(axis=-1) > 200
    columns = np.argwhere(white)[:, 1]
    assert (columns.min() + columns.max()) / 2 == pytest.approx(128, abs=3)


async def test_a_title_comes_and_goes_and_is_the_files_title(bench, clip):
    title = "Così è la vità\nЛето – Καλοκαίρι"
    source = await clip(GREY, 96, 256, 144)
    film = await bench.call("compose_video", clips=[source], title=title)
    plain = await bench.call("compose_video", clips=[source])
    with_text, without = bench.seen(film["video"]), bench.seen(plain["video"])
    part = (slice(80, None), slice(None, 200))
    shares = [changed(a[part], b[part]) for a, b in zip(with_text, without, strict=True)]
    assert shares[0] < 0.001 and shares[-1] < 0.001
    assert max(shares[24:60]) > 0.05
    assert shares[13] < shares[30]  # it fades in
    with av.open(str(bench.store.path(film["video"]))) as container:
        assert container.metadata["title"] == "Così è la vità - Лето – Καλοκαίρι"


async def test_fades_go_from_black_and_to_black_and_silence(bench):
    still = bench.picture(np.full((72, 128, 3), 230, np.uint8))
    film = await bench.call(
        "compose_video", clips=[still], still_duration=2, fade=0.5, audio=bench.sound(tone(440, 2))
    )
    light = bench.seen(film["video"]).mean(axis=(1, 2, 3))
    assert light[0] < 10 and light[-1] < 30 and light[24] > 220
    assert (np.diff(light[:12]) > 0).all()
    wave = np.abs(bench.heard(film["video"])[:, 0])
    assert wave[int(1.95 * RATE) : int(1.99 * RATE)].max() < 0.05


async def test_same_film_same_handle(bench, clip):
    arguments = {
        "clips": [await clip(RED, 12), await clip(BLUE, 12)],
        "audio": bench.sound(tone(440, 1)),
        "title": "Twice",
        "crossfade": 0.1,
    }
    first = await bench.call("compose_video", **arguments)
    assert await bench.call("compose_video", **arguments) == first


async def test_bad_films(bench, clip):
    source, sound = await clip(RED, 12), bench.sound(tone(440, 1))
    with pytest.raises(ToolError, match=r"crossfade of 0\.5 s does not fit clip 0"):
        await bench.call("compose_video", clips=[source, source], crossfade=0.5)
    with pytest.raises(ToolError, match="clips"):
        await bench.call("compose_video", clips=[])
    with pytest.raises(ToolError, match="clips"):
        await bench.call("compose_video", clips=[sound])
    with pytest.raises(ToolError, match="no sign for 'あ'"):
        await bench.call("compose_video", clips=[source], title="あ")
    with pytest.raises(ToolError, match="does not fit"):
        await bench.call("compose_video", clips=[source], title="word " * 40)
    table = bench.store.add_table({"visemes": []}).handle
    with pytest.raises(ToolError, match="holds no subtitles"):
        await bench.call("compose_video", clips=[source], subtitles=table)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([{"text": "a", "start": 1, "end": 1}], "not after its start"),
        ([{"text": "  ", "start": 0, "end": 1}], "is empty"),
        ([{"text": "a", "start": 0, "end": 2}, {"text": "b", "start": 1, "end": 3}], "overlap"),
    ],
)
async def test_bad_subtitles(bench, lines, fault):
    with pytest.raises(ToolError, match=fault):
        await bench.call("subtitle", lines=lines)
