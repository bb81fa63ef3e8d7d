"""What decodes is a media worker, which may die of a file: the studio says so, and goes on."""

import errno
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from studio.errors import MediaError, ToolError
from studio.settings import settings
from tools.engines.media import confined, worker
from tools.engines.media.confined import ConfinedEngine, in_worker
from tools.engines.media.probe import probe
from tools.engines.request import Request


@dataclass(frozen=True, kw_only=True)
class Die(Request[None]):
    """End the worker that looks at a file."""

    path: Path


def die(request: Die, progress):
    os.kill(os.getpid(), signal.SIGSEGV)


def told_of(path: Path) -> list:
    """Where this is done, and how the limits are there."""
    return [os.getpid(), worker.INSIDE, settings().media.worker_gb, str(path)]


@pytest.fixture
def grey(tmp_path) -> Callable[[int], Path]:
    """Makes a square picture: of few bytes, however many pixels."""

    def make(side: int) -> Path:
        path = tmp_path / f"{side}.png"
        Image.new("L", (side, side)).save(path, compress_level=1)
        return path

    return make


async def test_a_picture_that_takes_too_much_memory_is_named_and_the_studio_goes_on(
    bench, grey, monkeypatch
):
    small, handle = bench.put(grey(64), "image"), bench.put(grey(8000), "image")
    monkeypatch.setattr(settings().media, "worker_gb", 0.5)
    with pytest.raises(ToolError, match=rf"{handle} needs more than 0\.5 GB of memory"):
        await bench.call("detect_edges", image=handle)
    assert (await bench.call("detect_edges", image=small))["image"]


async def test_a_worker_that_dies_names_the_file_and_another_does_the_next_job(grey):
    path = grey(8)
    engine = ConfinedEngine("dying", "1", "dies", [die])
    with pytest.raises(MediaError, match=rf"{path.name} ends its decoder \(SIG\w+\)"):
        await engine.run(Die(path=path), lambda *_: None)
    assert probe(path).width == 8


def test_it_works_elsewhere_under_the_settings_of_now_and_is_kept_warm(tmp_path, monkeypatch):
    monkeypatch.setattr(settings().media, "worker_gb", 1.5)
    first, second = in_worker(told_of, tmp_path), in_worker(told_of, tmp_path)
    assert first == second == [first[0], True, 1.5, str(tmp_path)]
    assert first[0] != os.getpid() and not worker.INSIDE
    confined.close()
    assert in_worker(told_of, tmp_path)[0] != first[0]


def no_thread(path: Path) -> None:
    """What a decoder says that had no memory for the stack of a thread."""
    raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable", str(path))


def test_a_decoder_without_room_for_its_threads_is_one_without_memory(grey):
    path = grey(8)
    with pytest.raises(MediaError, match=rf"{path.name} needs more than .* GB of memory") as told:
        in_worker(no_thread, path)
    assert "media.worker_gb" in told.value.fix
