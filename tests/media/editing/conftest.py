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
    count, height, width = frames.shape[:3]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(fps)]
    heard = []
    if sound is not None:
        wave = out.with_suffix(".f32")
        wave.write_bytes(sound.astype("<f4").tobytes())
        heard = ["-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", str(wave), "-c:a", "aac"]
    to_709 = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"
    tags = ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"]
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *raw, "-i", "-", *heard]
        + ["-vf", to_709, "-c:v", "libx264", "-preset", "veryfast", "-crf", str(crf), *tags]
        + ["-color_range", "tv", "-g", "25", str(out)],
        input=np.ascontiguousarray(frames, np.uint8).tobytes(),
        check=True,
    )


def marked(seconds: float, width: int = 160, height: int = 90, at: tuple[float, ...] = (1.0,)):
    """Grey frames whose white bar says their number, and which are white at the times `at` for 0.08
    s; with a beep of 0.08 s at each."""
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


@pytest.fixture
def video(bench: Bench) -> Maker:
    """Puts frames, and a sound with them, into the store as a video."""

    def make(frames: np.ndarray, sound: np.ndarray | None = None, **how: int) -> str:
        out = bench.folder / f"made{len(list(bench.folder.glob('made*.mp4')))}.mp4"
        write_video(out, frames, sound, **how)
        return bench.put(out, "video")

    return make
