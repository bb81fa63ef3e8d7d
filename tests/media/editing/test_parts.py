"""Parts of a video taken out, repeated and joined: frames and beeps are where they must be."""

import numpy as np
import pytest

from studio.errors import ToolError
from tests.media.editing.conftest import flashes, marked, numbers, onsets

NEAR = 0.011  # seconds


async def test_what_is_cut_out_is_gone_and_the_rest_closes_up(bench, video):
    made = await bench.call("cut_out", video=video(*marked(2.0)), start=0.41, end=0.79)
    assert (made["start"], made["end"], made["duration"]) == (0.4, 0.8, 1.6)
    shown = numbers(bench.seen(made["video"]))
    assert shown == [*range(10), *range(20, 25), -1, -1, *range(27, 50)]
    assert onsets(bench.heard(made["video"])) == pytest.approx([0.6], abs=NEAR)
    with pytest.raises(ToolError, match="nothing would be left"):
        await bench.call("cut_out", video=made["video"], start=0)


@pytest.mark.parametrize(
    ("how", "frames", "heard"),
    [
        ({"count": 3}, [*range(20)] * 3, [0.4, 1.2, 2.0]),
        ({"duration": 1.4}, [*range(20), *range(15)], [0.4, 1.2]),
        ({"count": 2, "back_and_forth": True}, [*range(20), *range(18, 0, -1)] * 2, None),
    ],
)
async def test_a_loop_begins_again_on_the_next_frame(bench, video, how, frames, heard):
    made = await bench.call("loop", video=video(*marked(0.8, at=(0.4,))), **how)
    white = {10: -1, 11: -1}
    seen = bench.seen(made["video"])
    assert numbers(seen) == [white.get(number, number) for number in frames]
    begun = onsets(bench.heard(made["video"]))
    assert begun == pytest.approx(heard or flashes(seen), abs=NEAR)


async def test_a_loop_crossfades_picture_and_sound(bench, video):
    frames, tone = marked(1.0, at=())[0], 0.3 * np.sin(2 * np.pi * 250 * np.arange(48000) / 48000)
    made = await bench.call("loop", video=video(frames, tone), count=3, crossfade=0.2)
    assert (made["duration"], made["period"]) == (2.6, 0.8)
    seen = bench.seen(made["video"])
    assert len(seen) == 65 and numbers(seen[:20]) == list(range(20))
    both = seen[22, -8].max(-1) > 85  # the bars of the end and of the beginning, each half there
    assert both[4:10].any() and both[44:50].any()
    heard = np.abs(bench.heard(made["video"])[: 48000 * 26 // 10, 0])
    heard = heard.reshape(-1, 480).max(1)[3:-3]
    assert heard.min() > 0.15 and heard.max() < 0.45
    with pytest.raises(ToolError, match=r"crossfade.*does not fit"):
        await bench.call("loop", video=made["video"], count=2, crossfade=2)
    with pytest.raises(ToolError, match="neither or both"):
        await bench.call("loop", video=made["video"])


async def test_videos_of_other_sizes_and_rates_are_joined(bench, video):
    one, two = video(*marked(1.0, at=(0.4,))), video(*marked(1.0, 96, 120, at=(0.6,)))
    fast = video(marked(2.0, at=())[0], fps=50)
    cut = await bench.call("join_videos", videos=[one, two, fast])
    assert (cut["duration"], cut["starts"]) == (3.0, [0.0, 1.0, 2.0])
    assert bench.seen(cut["video"]).shape == (75, 90, 160, 3)
    assert onsets(bench.heard(cut["video"])) == pytest.approx([0.4, 1.6], abs=NEAR)


@pytest.mark.parametrize("transition", ["dissolve", "wipe", "fade_through_black"])
async def test_a_transition_leads_from_one_to_the_other(bench, video, transition):
    red, blue = (
        np.full((25, 64, 96, 3), colour, np.uint8) for colour in ((200, 0, 0), (0, 0, 200))
    )
    low, high = (0.3 * np.sin(2 * np.pi * f * np.arange(48000) / 48000) for f in (400, 3000))
    made = await bench.call(
        "join_videos",
        videos=[video(red, low), video(blue, high)],
        transition=transition,
        seconds=0.4,
    )
    assert made["duration"] == 1.6
    seen = bench.seen(made["video"]).astype(int)
    assert seen[14, 32, 48, 0] > 150 and seen[25, 32, 48, 2] > 150
    middle = seen[19]
    found = {
        "dissolve": 60 < middle[32, 48, 0] < 140 and 60 < middle[32, 48, 2] < 140,
        "wipe": middle[32, 4, 0] > 150 and middle[32, 92, 2] > 150,
        "fade_through_black": middle.max() < 70,
    }
    assert found[transition]
    spectrum = np.abs(np.fft.rfft(bench.heard(made["video"])[36000:40800, 0]))
    assert min(spectrum[40], spectrum[300]) > 0.2 * spectrum.max(), "both are heard meanwhile"
