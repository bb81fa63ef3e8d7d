"""Picture and sound stay together whatever tools of editing follow each other in whatever order."""

import random
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from tests.media.editing.conftest import FPS, marked, onsets
from tools.registry import all_tools

TOGETHER = 0.02  # seconds
LENGTH = 1.6
_AT_A_TIME, _SEED = 4, 14

# What each is asked for, of a video of so many seconds.
Ask = Callable[[float], dict[str, Any]]
ASKED: dict[str, Ask] = {
    "trim_video": lambda s: {"start": 0.12, "end": s - 0.08},
    "cut_out": lambda s: {"start": 0.08, "end": 0.21},
    "retime_video": lambda s: {
        "speeds": [{"start": 0.0, "end": 0.16, "speed": 0.5}],
        "smooth": False,
    },
    "reverse_video": lambda s: {},
    "freeze_frame": lambda s: {"at": 0.04, "duration": 0.3},
    "loop": lambda s: {"count": 2},
    "crop": lambda s: {"x": 0.1, "y": 0.1, "width": 0.8, "height": 0.8},
    "reframe_video": lambda s: {"keys": [{"time": 0.0, "zoom": 1.0}, {"time": s, "zoom": 1.5}]},
    "grade_video": lambda s: {"look": "vivid", "contrast": 0.2},
    "fade": lambda s: {"fade_in": 0.12, "fade_out": 0.12},
    "denoise": lambda s: {},
    "stylize": lambda s: {"look": "watercolour"},
    "stabilize": lambda s: {},
    "shake_video": lambda s: {"start": 0.0, "end": s},
    "exaggerate_motion": lambda s: {"factor": 1.5},
    "mute": lambda s: {"start": 0.0, "end": 0.1},
    "set_volume": lambda s: {"gain_db": -3.0},
    "dub": lambda s: {"duck_db": 1.0},
    "join_videos": lambda s: {"transition": "dissolve", "seconds": 0.2},
    "picture_in_picture": lambda s: {"place": "bottom_left"},
    "split_screen": lambda s: {"arrangement": "rows"},
    "add_title": lambda s: {"text": "Luca", "entrance": "slide"},
    "add_caption": lambda s: {"text": "Meanwhile"},
    "burn_subtitles": lambda s: {"lines": [{"text": "Ciao!", "start": 0.1, "end": 0.5}]},
}
# Which need a face, or choose a window by what they see; their own tests hold them to it.
ELSEWHERE = {"crop_to_shape", "exaggerate_faces", "lip_sync_video"}
ORDER = random.Random(_SEED).sample(sorted(ASKED), len(ASKED))


def begun(frames: np.ndarray) -> list[float]:
    """When flashes begin, in s."""
    light = frames.mean(axis=(1, 2, 3))
    white = light > (light.max() + np.median(light)) / 2
    starts = np.flatnonzero(white & ~np.concatenate([[False], white[:-1]]))
    return [float(start) / FPS for start in starts]


def ends_of(chains: Sequence[str]) -> list[str]:
    """The names in which the chains of a graph end: what needs but the sound takes it by them."""
    ends = [re.search(r"(\[[^\[\]]+\])*$", chain) for chain in chains]
    return [name for end in ends if end for name in re.findall(r"\[[^\[\]]+\]", end.group())]


def test_every_tool_of_editing_is_among_them():
    edits = {name for name, spec in all_tools().items() if spec.category == "edit"}
    assert edits == ASKED.keys() | ELSEWHERE


@pytest.mark.parametrize("first", range(0, len(ORDER), _AT_A_TIME))
async def test_flash_and_beep_stay_together(bench, video, first):
    handle = video(*marked(LENGTH, at=(0.44, 1.12)))
    for tool in ORDER[first : first + _AT_A_TIME]:
        seconds = bench.store.get(handle).facts.duration or LENGTH
        given: dict[str, Any] = {"video": handle}
        if tool in ("join_videos", "split_screen"):
            given = {"videos": [handle, handle]}
        elif tool == "picture_in_picture":
            given["inset"] = handle
        elif tool == "dub":
            given["audio"] = bench.sound(np.full(4800, 1e-4))
        made = await bench.call(tool, **given, **ASKED[tool](seconds))
        handle = made["video"]
        about = bench.store.get(handle)
        facts, ends = about.facts, ends_of(about.graph.chains if about.graph else ())
        assert len(set(ends)) == len(ends), f"{tool}: two chains have one name"
        assert facts.duration == pytest.approx(made["duration"], abs=0.001), tool
        assert facts.frames == round(made["duration"] * FPS), tool
        seen, heard = begun(bench.seen(handle)), onsets(bench.heard(handle))
        assert len(seen) >= 2, tool
        assert heard == pytest.approx(seen, abs=TOGETHER), tool


@pytest.mark.parametrize("smooth", [True, False])
@pytest.mark.parametrize("speed", [1.5, 1.7, 3.0])
async def test_a_flash_with_which_fast_motion_ends(bench, video, speed, smooth):
    handle = video(*marked(LENGTH, at=(0.44, 1.12)))
    part = {"start": 0.08, "end": 0.48, "speed": speed}  # its last frame is the first white one
    copied = (await bench.call("trim_video", video=handle, start=0.0, end=LENGTH))["video"]
    made = (await bench.call("retime_video", video=copied, speeds=[part], smooth=smooth))["video"]
    seen, heard = begun(bench.seen(made)), onsets(bench.heard(made))
    assert len(seen) == 2
    assert heard == pytest.approx(seen, abs=TOGETHER)
