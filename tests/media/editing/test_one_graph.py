"""Edits that follow each other are one graph, which is written when its pixels are needed."""

import numpy as np
import pytest

from studio.errors import ToolError
from tests.media.editing.conftest import FPS, flashes, marked, numbers, onsets
from tools.engines.ffmpeg.graph.graph import MOST_INPUTS


async def parts(bench, source: str) -> str:
    """Two parts of a video, of which one is slowed, one after the other."""
    one = await bench.call("trim_video", video=source, start=0.2, end=0.8)
    two = await bench.call("trim_video", video=source, start=0.8, end=1.4)
    slow = await bench.call(
        "retime_video",
        video=two["video"],
        speeds=[{"start": 0.0, "end": 0.2, "speed": 0.5}],
        smooth=False,
    )
    joined = await bench.call("join_videos", videos=[one["video"], slow["video"], one["video"]])
    return joined["video"]


async def test_edits_are_written_once_and_show_what_was_asked_for(bench, video):
    source = video(*marked(1.6, at=(0.4, 1.2)))
    film = await parts(bench, source)
    about = bench.store.get(film)
    videos = [one for one in about.graph.inputs if one.startswith("video:")]
    assert videos == [source] * 3 and not about.draft
    assert len(list(bench.store.folder.rglob("*.mp4"))) == 1, "nothing but the source is written"
    seen = bench.seen(film)
    once = [*range(5, 10), -1, -1, *range(12, 20)]
    slowed = [frame for frame in range(20, 25) for _ in range(2)]
    assert numbers(seen) == [*once, *slowed, *range(25, 30), -1, -1, *range(32, 35), *once]
    assert onsets(bench.heard(film)) == pytest.approx(flashes(seen), abs=0.02)
    assert about.facts.frames == len(seen)
    assert len(list(bench.store.folder.rglob("*.mp4"))) == 2


async def test_what_leaves_the_studio_is_coded_for_it(bench, video):
    rows, columns = np.mgrid[:90, :160]
    rough = np.random.default_rng(3).integers(0, 50, (25, 90, 160, 3)) + (rows + columns)[..., None]
    source = video(rough.astype(np.uint8))
    cut = await bench.call("trim_video", video=source, start=0.0, end=0.8)
    drawn = await bench.call("add_caption", video=cut["video"], text="Meanwhile")
    drafts = [bench.store.path(one["video"]) for one in (cut, drawn)]
    await bench.toolbox.write_videos([cut["video"], drawn["video"]])
    for one, draft in zip((cut, drawn), drafts, strict=True):
        written = bench.store.path(one["video"], anew=True)
        assert written != draft and written.stat().st_size < 0.7 * draft.stat().st_size
        assert bench.store.get(one["video"]).facts.bytes == written.stat().st_size


async def test_a_damaged_file_is_written_again(bench, video):
    asked = {"video": video(marked(0.4, at=())[0]), "start": 0, "end": 0.2}
    cut = (await bench.call("trim_video", **asked))["video"]
    await bench.toolbox.write_videos([cut])
    path = bench.store.path(cut)
    good = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(good[:-1])
    assert not bench.store.is_whole(cut)
    assert (await bench.call("trim_video", **asked))["video"] == cut and bench.store.is_whole(cut)
    await bench.toolbox.write_videos([cut])
    assert bench.store.path(cut) == path and path.read_bytes() == good


async def test_a_graph_that_grows_too_large_is_written(bench, video):
    one = (await bench.call("trim_video", video=video(marked(0.2, at=())[0]), start=0, end=0.12))[
        "video"
    ]
    many = await bench.call("join_videos", videos=[one] * (MOST_INPUTS + 1))
    about = bench.store.get(many["video"])
    assert about.graph.copied and len(about.graph.inputs) == 1
    assert about.facts.frames == 3 * (MOST_INPUTS + 1) == many["duration"] * FPS


async def test_what_is_wrong_with_one_is_told_by_its_handle(bench, video):
    cut = await bench.call("trim_video", video=video(marked(1.0, at=())[0]), start=0, end=0.5)
    for tool, given in {
        "trim_video": {"start": 0, "end": 3},
        "mute": {},
        "exaggerate_motion": {"factor": 2, "start": 2.0, "end": 3.0},
    }.items():
        with pytest.raises(ToolError) as told:
            await bench.call(tool, video=cut["video"], **given)
        assert cut["video"] in str(told.value), tool


async def test_a_stored_edit_is_as_whole_as_what_it_is_made_of(bench, video):
    source = video(marked(0.4, at=())[0])
    cut = (await bench.call("trim_video", video=source, start=0, end=0.2))["video"]
    assert bench.store.is_whole(cut)
    path = bench.store.path(source)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1])
    assert not bench.store.is_whole(cut)
