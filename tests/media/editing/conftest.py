"""Small footage of which everything is known, once for all tests of this folder."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from tests.media.conftest import Bench

RATE, FPS = 48000, 25
Maker = Callable[..., str]


def write_video(
    out: Path, frames: np.ndarray, sound: np.ndarray | None = None, fps: int = FPS, crf: int = 6
) -> None:
    """An MP4 of RGB frames (n, h, w, 3) in BT.709, and of a mono wave at RATE."""
    height, width = frames.shape[1:3]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(fps)]
    heard = []
    if sound is not None:
        wave = out.with_suffix(".f32")
        wave.write_bytes(sound.astype("<f4").tobytes())
        heard = ["-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", str(wave), "-c:a", "aac"]
    to_709 = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"
    tags = ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"]
    subprocess.run(
        [
            *(imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *raw, "-i", "-", *heard),
            *("-vf", to_709, "-c:v", "libx264", "-preset", "veryfast", "-crf", str(crf), *tags),
            *("-color_range", "tv", "-g", "25", str(out)),
        ],
        input=np.ascontiguousarray(frames, np.uint8).tobytes(),
        check=True,
    )


def marked(
    seconds: float, width: int = 160, height: int = 90, at: tuple[float, ...] = (1.0,)
) -> tuple[np.ndarray, np.ndarray]:
    """Grey frames whose bar moves two pixels a frame, and which are white at the times `at` for
    0.08 s; with a beep of 0.08 s at each."""
    count = round(seconds * FPS)
    frames = np.full((count, height, width, 3), 70, np.uint8)
    wave = np.zeros(round(seconds * RATE), np.float32)
    for number in range(count):
        frames[number, height // 2 :, 2 * number % width : 2 * number % width + 6] = (200, 120, 60)
    for time in at:
        first = round(time * FPS)
        frames[first : first + 2] = 255
        length = np.arange(round(0.08 * RATE))
        begin = round(time * RATE)
        wave[begin : begin + len(length)] = 0.5 * np.sin(2 * np.pi * 1000 * length / RATE)
    return frames, wave


def numbers(frames: np.ndarray) -> list[int]:
    """Which frame of `marked` each is; -1 for a white one."""
    bar = frames[:, -8].astype(int).max(-1)
    found = [int(np.flatnonzero(row > 150)[0]) // 2 if (row > 150).any() else -1 for row in bar]
    white = frames.mean(axis=(1, 2, 3)) > 240
    return [-1 if light else number for number, light in zip(found, white, strict=True)]


def onsets(wave: np.ndarray) -> list[float]:
    """When sounds begin, in s."""
    blocks = np.abs(wave[: len(wave) // 48 * 48, 0]).reshape(-1, 48).max(1) > 0.1
    starts = np.flatnonzero(blocks & ~np.concatenate([[False], blocks[:-1]]))
    kept = [one for at, one in enumerate(starts) if not at or one - starts[at - 1] > 60]
    return [float(one) / 1000 for one in kept]


def flashes(frames: np.ndarray, fps: float = FPS) -> list[float]:
    """When white pictures begin, in s."""
    white = frames.mean(axis=(1, 2, 3)) > 225
    return [float(n) / fps for n in np.flatnonzero(white & ~np.concatenate([[False], white[:-1]]))]


def level(wave: np.ndarray, start: float, end: float) -> float:
    """dBFS of a part of a sound."""
    part = wave[round(start * RATE) : round(end * RATE), 0]
    return float(20 * np.log10(np.sqrt(np.mean(part.astype(float) ** 2)) + 1e-9))


@pytest.fixture
def video(bench: Bench) -> Maker:
    """Puts frames, and a sound with them, into the store as a video."""

    def make(frames: np.ndarray, sound: np.ndarray | None = None, **how: int) -> str:
        out = bench.folder / f"made{len(list(bench.folder.glob('made*.mp4')))}.mp4"
        write_video(out, frames, sound, **how)
        return bench.put(out, "video")

    return make
