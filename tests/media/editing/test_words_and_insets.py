"""Words over a picture, several pictures in one, and files for where they go: what is seen, where
and when."""

import numpy as np
import pytest

from studio.errors import ToolError
from tests.media.editing.conftest import marked, onsets

GREY = np.full((50, 144, 256, 3), 90, np.uint8)


def written(frames: np.ndarray) -> np.ndarray:
    """(frames, height) how much of each row is lettered."""
    return (np.abs(frames.astype(int) - 90).max(-1) > 60).mean(-1)


async def test_a_caption_is_seen_when_and_where_it_is_asked_for(bench, video):
    made = await bench.call(
        "add_caption", video=video(GREY), text="Meanwhile", start=0.4, end=1.2, at="top"
    )
    rows = written(bench.seen(made["video"]))
    assert np.flatnonzero(rows.max(1)).tolist() == list(range(10, 30))
    assert np.flatnonzero(rows[15]).max() < 72


async def test_subtitles_out_of_lines_a_table_or_an_srt_file(bench, video):
    source = video(GREY)
    lines = [
        {"text": "Silenzio, Bruno!", "start": 0.2, "end": 0.8},
        {"text": "Andiamo.", "start": 1.2, "end": 1.6},
        {"text": "Too late", "start": 9.0, "end": 9.5},
    ]
    table = await bench.call("subtitle", lines=lines)
    srt = (
        "\ufeff1\r\n00:00:00,200 --> 00:00:00,800\r\n<i>Silenzio,</i>\r\nBruno!\r\n\r\n"
        "2\r\n00:00:01,200 --> 00:00:01,600\r\n{\\an8}Andiamo.\r\n\r\n"
        "3\r\n00:00:09,000 --> 00:00:09,500\r\nToo late\r\n"
    )
    ways = ({"lines": lines}, {"subtitles": table["subtitles"]}, {"srt": srt})
    made = [await bench.call("burn_subtitles", video=source, **how) for how in ways]
    assert len({one["video"] for one in made}) == 1 and made[0]["shown"] == 2
    rows = written(bench.seen(made[0]["video"]))
    assert np.flatnonzero(rows.max(1)).tolist() == [*range(5, 20), *range(30, 40)]
    assert np.flatnonzero(rows[10]).min() > 72
    for how, why in (
        ({}, "none, or several"),
        ({"srt": "00:00 ->\nHello\nyou"}, "no times"),
        ({"srt": "1\n0:xx --> 00:00:01,000\nHello"}, "cannot be read"),
    ):
        with pytest.raises(ToolError, match=why):
            await bench.call("burn_subtitles", video=source, **how)


@pytest.mark.parametrize(
    ("style", "entrance"),
    [("headline", "fade"), ("lower_third", "slide"), ("poster", "reveal"), ("comic", "pop")],
)
async def test_a_title_comes_stays_and_goes(bench, video, style, entrance):
    about = {"style": style, "entrance": entrance, "start": 0.2, "seconds": 1.4}
    made = await bench.call("add_title", video=video(GREY), text="Luca\nA film", **about)
    seen = bench.seen(made["video"]).astype(int)
    amount = np.abs(seen - seen[0]).mean(axis=(1, 2, 3))
    assert amount[:5].max() < 1 and amount[40:].max() < 1
    assert amount[5] < 0.8 * amount[20] and amount[39] < 0.8 * amount[20]
    assert np.abs(np.diff(amount[16:32])).max() < 0.2, "it does not rest"


async def test_words_that_do_not_fit_are_told(bench, video):
    small = video(np.full((4, 32, 48, 3), 90, np.uint8))
    with pytest.raises(ToolError, match="does not fit"):
        await bench.call("add_title", video=small, text="Far too many words " * 9)
    with pytest.raises(ToolError, match="not after its start"):
        await bench.call("add_caption", video=small, text="Hi", start=0.1, end=0.1)


def coloured(seconds: float, colour: tuple[int, int, int], width: int = 128, height: int = 72):
    return np.full((round(seconds * 25), height, width, 3), colour, np.uint8)


async def test_an_inset_stands_in_its_corner_for_its_time(bench, video):
    green, red = (20, 160, 20), (180, 20, 20)
    sound = marked(0.6, at=(0.2,))[1]
    made = await bench.call(
        "picture_in_picture",
        video=video(coloured(1.6, green)),
        inset=video(coloured(0.6, red), sound),
        place="top_left",
        size=0.25,
        border=0,
        start=0.4,
        sound="inset",
    )
    seen = bench.seen(made["video"]).astype(int)
    assert [n for n, one in enumerate(seen) if one[12, 12, 0] > 120] == list(range(10, 25))
    red_part = (seen[15, ..., 0] > 120).mean()
    assert red_part == pytest.approx(0.25 * 0.25, abs=0.01)
    assert onsets(bench.heard(made["video"])) == pytest.approx([0.6], abs=0.011)


@pytest.mark.parametrize("count", [3, 4])
async def test_a_split_screen_shows_each_in_its_part(bench, video, count):
    colours = [(180, 20, 20), (20, 160, 20), (20, 20, 180), (180, 180, 20)][:count]
    shown = [
        video(coloured(0.4 + 0.2 * n, one), np.zeros(19200, np.float32))
        for n, one in enumerate(colours)
    ]
    made = await bench.call("split_screen", videos=shown)
    assert made["duration"] == pytest.approx(0.4 + 0.2 * (count - 1))
    last = bench.seen(made["video"])[-1].astype(int)
    assert last.shape == (72, 128, 3)
    columns = 2 if count == 4 else count
    for number, colour in enumerate(colours):
        x = (number % columns + 0.5) / columns * 128
        y = 36 if count < 4 else 18 + 36 * (number // 2)
        assert np.abs(last[int(y), int(x)] - colour).max() < 25, number
    with pytest.raises(ToolError, match="numbered from 0"):
        await bench.call("split_screen", videos=shown[:2], heard=[2])


async def test_a_file_for_each_purpose(bench, video):
    source = video(*marked(1.0, 200, 112, at=(0.4,)))
    expected = {
        "web": ("h264", 200, 112),
        "square": ("h264", 112, 112),
        "vertical": ("h264", 62, 112),
        "master": ("prores", 200, 112),
        "gif": ("gif", 200, 112),
    }
    for purpose, (codec, width, height) in expected.items():
        made = await bench.call("export", video=source, purpose=purpose)
        facts = bench.store.get(made["video"]).facts
        assert (facts.codec, facts.width, facts.height) == (codec, width, height)
        assert facts.duration == pytest.approx(1.0, abs=0.08) and made["bytes"] == facts.bytes
        if purpose != "gif":
            assert onsets(bench.heard(made["video"])) == pytest.approx([0.4], abs=0.011)
    stills = await bench.call("export", video=source, purpose="stills", stills=5)
    assert stills["video"] is None and len(stills["images"]) == 5
    assert bench.image(stills["images"][0]).size == (200, 112)
    sheet = await bench.call("export", video=source, purpose="sheet")
    assert len(sheet["images"]) == 1 and sheet["width"] > 1000
