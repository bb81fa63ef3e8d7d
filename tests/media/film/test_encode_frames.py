"""Frames to video: exact counts, sizes, colours, and FFmpeg's faults told well."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import EngineError, MediaError, ToolError
from studio.nouns.artifact import sha256_of
from tools.engines.ffmpeg.encode import encode_frames
from tools.engines.ffmpeg.engine import ffmpeg_engine
from tools.engines.ffmpeg.requests import EncodeFrames
from tools.engines.ffmpeg.runner import run_ffmpeg
from tools.engines.media.probe import probe
from tools.engines.request import Request


@dataclass(frozen=True, kw_only=True)
class Job(Request[dict]):
    """Something that takes long."""


def ignore(done: float, note: str) -> None:
    """Progress that nobody watches."""


def frames(folder, count, width=64, height=48):
    paths = []
    for number in range(count):
        pixels = np.full((height, width, 3), (20 + 20 * number, 60, 200 - 20 * number), np.uint8)
        paths.append(folder / f"f{number}.png")
        Image.fromarray(pixels).save(paths[-1])
    return paths


async def test_repeated_frames_are_held_and_colours_kept(bench, tmp_path):
    drawn = frames(tmp_path, 4)
    on_twos = [path for path in drawn for _ in range(2)]
    out = tmp_path / "take.mp4"
    made = encode_frames(EncodeFrames(frames=on_twos, fps=12, out=out), ignore)
    assert (made["frames"], made["duration"]) == (8, pytest.approx(8 / 12))
    facts = probe(out)
    assert (facts.frames, facts.fps, facts.has_audio) == (8, 12, False)
    seen = bench.seen(bench.put(out, "video"))
    for number, frame in enumerate(seen):
        expected = np.asarray(Image.open(on_twos[number]))
        assert np.abs(frame.astype(int) - expected).mean() < 3


def test_odd_sizes_lose_their_last_row_and_column(tmp_path):
    out = tmp_path / "odd.mp4"
    encode_frames(EncodeFrames(frames=frames(tmp_path, 2, 65, 49), fps=24, out=out), ignore)
    facts = probe(out)
    assert (facts.width, facts.height) == (64, 48)


def test_same_frames_same_bytes(tmp_path):
    drawn = frames(tmp_path, 6)
    for name in ("a.mp4", "b.mp4"):
        encode_frames(EncodeFrames(frames=drawn, fps=24, out=tmp_path / name), ignore)
    assert sha256_of(tmp_path / "a.mp4") == sha256_of(tmp_path / "b.mp4")


def test_bad_frames_are_named(tmp_path):
    drawn = frames(tmp_path, 2)
    params = {"fps": 24, "out": tmp_path / "x.mp4"}
    with pytest.raises(ToolError, match="no frames"):
        encode_frames(EncodeFrames(frames=[], **params), ignore)
    with pytest.raises(MediaError, match=r"lost\.png"):
        encode_frames(EncodeFrames(frames=[*drawn, tmp_path / "lost.png"], **params), ignore)
    Image.new("RGB", (32, 32)).save(tmp_path / "small.png")
    with pytest.raises(ToolError, match=r"small\.png is 32x32"):
        encode_frames(EncodeFrames(frames=[*drawn, tmp_path / "small.png"], **params), ignore)


def test_ffmpegs_complaint_names_the_unreadable_file(tmp_path):
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF\x00\x00\x00\x00nonsense")
    arguments = ["-i", f"file:{broken}", "-f", "null", "-"]
    with pytest.raises(ToolError, match=r"broken\.wav"):
        run_ffmpeg(arguments, duration=1, progress=ignore, note="reading", inputs=[broken])
    with pytest.raises(EngineError, match="nosuchfilter"):
        run_ffmpeg(
            ["-f", "lavfi", "-i", "nosuchfilter", "-f", "null", "-"],
            duration=1,
            progress=ignore,
            note="filtering",
        )


ENDLESS = ["-re", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10", "-f", "null", "-"]


def children(of: int | str = os.getpid()) -> set[str]:
    """The FFmpeg processes that this one, or its media worker, has started."""
    found = set()
    for listed in Path(f"/proc/{of}/task").glob("*/children"):
        for child in listed.read_text().split():
            name = Path(f"/proc/{child}/comm")
            if name.exists() and name.read_text().startswith("ffmpeg"):
                found.add(child)
            found |= children(child)
    return found


def endless(request: Job, progress):
    run_ffmpeg(ENDLESS, duration=60, progress=progress, note="waiting")


def stuck(request: Job, progress):
    run_ffmpeg(ENDLESS, duration=0, progress=progress, note="thinking")


def test_a_run_over_its_time_limit_is_killed():
    before = children()
    with pytest.raises(EngineError, match="did not finish waiting within"):
        run_ffmpeg(ENDLESS, duration=1, progress=ignore, note="waiting", time_limit=0.3)
    assert children() <= before


async def test_progress_is_reported_and_a_cancelled_call_leaves_no_process(tmp_path, monkeypatch):
    engine = ffmpeg_engine()
    monkeypatch.setitem(engine._handlers, Job, endless)
    loop, running = asyncio.get_running_loop(), asyncio.Event()
    told: list[float] = []

    def watch(done: float, note: str) -> None:
        told.append(done)
        if done > 0:
            loop.call_soon_threadsafe(running.set)

    before = children()
    job = asyncio.create_task(engine.run(Job(), watch))
    await running.wait()
    assert children() - before
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert children() <= before
    assert 0 < max(told) < 1


async def test_a_cancel_is_noticed_where_nothing_moves_on(monkeypatch):
    engine = ffmpeg_engine()
    monkeypatch.setitem(engine._handlers, Job, stuck)
    before = children()
    job = asyncio.create_task(engine.run(Job(), ignore))
    while not children() - before:
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)
    job.cancel()
    async with asyncio.timeout(10):
        with pytest.raises(asyncio.CancelledError):
            await job
    assert children() <= before
