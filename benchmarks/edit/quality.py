"""How well the studio's measuring and editing does what it is for, on footage with known truth."""

from pathlib import Path

import cv2
import numpy as np
import soundfile
from skimage import data

from benchmarks.edit.footage import FPS, joined_shots, pictures
from studio.media.opener import open_medium
from tools.engines.audio_analysis.beats import DetectBeats, detect_beats
from tools.engines.vision.shots.requests import DetectScenes
from tools.engines.vision.shots.scenes import detect_scenes
from tools.toolbox import Toolbox

RATE = 48000
_NEAR = 3.5 / FPS  # seconds by which a joint may be off: a dissolve has no exact middle


def untold(*_: object) -> None:
    """No progress is shown."""


def f1(found: list[float], truth: list[float], near: float) -> float:
    """2 x precision x recall / (precision + recall), each truth matched at most once."""
    left, hits = list(truth), 0
    for one in found:
        best = min(left, key=lambda other: abs(other - one), default=None)
        if best is not None and abs(best - one) <= near:
            left.remove(best)
            hits += 1
    return 2 * hits / max(len(found) + len(truth), 1)


def scenes(folder: Path, shots: int) -> dict[str, float]:
    """F1 of cuts, dissolves, fades and flashes: of the right kind, at the right time."""
    frames, truth = joined_shots(shots)
    path = pictures(folder / "shots.mp4", frames)
    found = detect_scenes(DetectScenes(video=path), untold)
    seen = [(one["kind"], (one["start"] + one["end"]) / 2) for one in found["transitions"]]
    seen += [("flash", one["start"]) for one in found["flashes"]]
    kinds = ("cut", "dissolve", "fade", "flash")
    return {
        kind: f1(
            [at for known, at in seen if known == kind],
            [at / FPS for known, at in truth if known == kind],
            _NEAR,
        )
        for kind in kinds
        if any(known == kind for known, _ in truth)
    }


def beats(folder: Path, tempos: tuple[float, ...], seconds: float) -> float:
    """Mean F1 within 20 ms over click tracks with noise."""
    scores = []
    time = np.arange(round(0.03 * RATE)) / RATE
    click = 0.6 * np.sin(2 * np.pi * 1500 * time) * np.exp(-time / 0.008)
    for tempo in tempos:
        wave = np.random.default_rng(int(tempo)).normal(0, 0.03, round(seconds * RATE))
        truth = np.arange(0.31, seconds - 0.1, 60 / tempo)
        for at in truth:
            first = round(at * RATE)
            wave[first : first + len(click)] += click
        path = folder / "clicks.wav"
        soundfile.write(path, wave, RATE)
        found = detect_beats(DetectBeats(path=path), untold)
        scores.append(f1(found["beats"], truth.tolist(), 0.02))
    return float(np.mean(scores))


def psnr(one: Path, other: Path, first: int, end: int, shift: int = 0) -> float:
    """Mean of the frames `first` to `end` of `one` against those of `other`, `shift` later, in
    dB."""
    values = []
    with open_medium(one) as shown, open_medium(other) as wanted:
        behind = (frame.to_ndarray(format="rgb24") for frame in wanted.pictures())
        for _ in range(shift):
            next(behind)
        for number, frame in enumerate(shown.pictures()):
            known = next(behind, None)
            if known is None or number >= end:
                break
            if number >= first:
                off = frame.to_ndarray(format="rgb24").astype(np.float32) - known
                values.append(10 * np.log10(255**2 / max(float((off**2).mean()), 1e-6)))
    return float(np.mean(values)) if values else float("nan")


async def masks(folder: Path, frames: int, toolbox: Toolbox) -> float:
    """Mean IoU of the subject of a shot in which a patterned disc goes over a photograph."""
    width, height, radius = 320, 180, 34
    behind = cv2.resize(data.coffee(), (width, height))
    rows, columns = np.mgrid[:height, :width]
    shown, known = [], []
    for number in range(frames):
        x, y = 60 + 3.5 * number, 90 + 20 * np.sin(number / 6)
        inside = np.hypot(columns - x, rows - y) < radius
        stripes = 0.8 + 0.2 * np.sign(np.sin((columns - x) / 4 + (rows - y) / 7))
        picture = behind.copy()
        picture[inside] = (stripes[..., None] * (40, 200, 90))[inside].astype(np.uint8)
        shown.append(picture)
        known.append(inside)
    video = toolbox.artifacts.add(pictures(folder / "disc.mp4", shown), "video").handle
    box = [60 - radius, 90 - radius, 60 + radius, 90 + radius]
    made = await toolbox.call("segment_video", {"video": video, "box": box, "at": 0.0})
    with open_medium(toolbox.artifacts.path(made["mask"])) as medium:
        found = [frame.to_ndarray(format="gray") > 127 for frame in medium.pictures()]
    scores = [
        float((one & truth).sum() / max((one | truth).sum(), 1))
        for one, truth in zip(found, known, strict=False)
    ]
    return float(np.mean(scores))
