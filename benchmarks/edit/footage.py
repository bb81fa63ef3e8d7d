"""Footage that a benchmark edits, made from nothing."""

import subprocess
from pathlib import Path

import cv2
import numpy as np
from skimage import data

from tools.engines.ffmpeg.runner import binary

FPS = 24


def ffmpeg(*arguments: str | Path) -> None:
    """One command; SystemExit with what it says where it fails."""
    command = [binary(), "-v", "error", "-y", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr}")


def clip(out: Path, seconds: float, size: str, hertz: int, picture: str = "testsrc2") -> Path:
    """A test picture, which moves unless another is named, with a tone that beats."""
    picture = f"{picture}=s={size}:r={FPS}:d={seconds}"
    wave = f"0.3*sin({2 * hertz}*PI*t)*(0.6+0.4*sin(3*PI*t))"
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-pix_fmt", "yuv420p"]
    heard = ["-f", "lavfi", "-i", f"aevalsrc='{wave}':s=48000:d={seconds}"]
    ffmpeg("-f", "lavfi", "-i", picture, *heard, *coded, "-c:a", "aac", out)
    return out


def pictures(out: Path, frames: list[np.ndarray]) -> Path:
    """RGB uint8 frames of one size as a silent video at FPS."""
    height, width = frames[0].shape[:2]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(FPS)]
    command = [binary(), "-v", "error", "-y", *raw, "-i", "-"]
    command += ["-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-pix_fmt", "yuv420p"]
    subprocess.run(
        [*command, str(out)],
        input=b"".join(np.ascontiguousarray(one).tobytes() for one in frames),
        check=True,
    )
    return out


def joined_shots(count: int, seed: int = 0) -> tuple[list[np.ndarray], list[tuple[str, float]]]:
    """`count` shots over photographs, joined in turn by a cut, a dissolve and a fade through
    black, with a flash in each second one; and (kind, frame) of each joint and flash, a joint's at
    its middle."""
    chance = np.random.default_rng(seed)
    names = ("astronaut", "coffee", "cat", "rocket")
    wide = [cv2.resize(getattr(data, name)(), (512, 288)) for name in names]
    frames: list[np.ndarray] = []
    truth: list[tuple[str, float]] = []
    for number in range(count):
        length, way = int(chance.integers(40, 60)), chance.uniform(-1.5, 1.5, 2)
        shot = [_seen(wide[number % len(wide)], 200 + way * n) for n in range(length)]
        if number % 2:
            shot[length // 2] = np.full_like(shot[0], 250)
        kind = ("cut", "dissolve", "fade")[number % 3] if number else ""
        over = int(chance.integers(8, 20))
        if kind == "dissolve":
            mixed = zip(frames[-over:], shot[:over], strict=True)
            shares = (np.arange(over) + 1) / (over + 1)
            frames[-over:] = [
                (s * b + (1 - s) * a).astype(np.uint8)
                for s, (a, b) in zip(shares, mixed, strict=True)
            ]
            truth.append((kind, len(frames) - over / 2))
            shot = shot[over:]
        elif kind == "fade":
            down = (np.arange(over) + 1) / over
            ends = zip(down, frames[-over:], strict=True)
            frames[-over:] = [((1 - s) * a).astype(np.uint8) for s, a in ends]
            ups = zip(down, shot[:over], strict=True)
            shot[:over] = [(s * b).astype(np.uint8) for s, b in ups]
            truth.append((kind, float(len(frames))))
        elif kind:
            truth.append((kind, float(len(frames))))
        if number % 2:
            at = length // 2 - (over if kind == "dissolve" else 0)
            truth.append(("flash", float(len(frames) + at)))
        frames += shot
    return frames, sorted(truth, key=lambda one: one[1])


def _seen(picture: np.ndarray, at: np.ndarray) -> np.ndarray:
    matrix = np.array([[1, 0, 128 - at[0]], [0, 1, 72 - at[1] * 0.6]], np.float32)
    return cv2.warpAffine(picture, matrix, (256, 144), borderMode=cv2.BORDER_REFLECT)
