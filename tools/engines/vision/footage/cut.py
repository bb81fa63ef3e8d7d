"""Where a film shows its shots, and where it is black or silent, from its pixels and sound."""

import math
from pathlib import Path

import cv2
import numpy as np

from studio.media.opener import open_picture
from studio.packs.registry import registry
from tools.engines.audio_analysis.decode import read_sound
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.looks import SPREAD, graded
from tools.engines.vision.footage.alignment.thumbnails import fitted
from tools.engines.vision.footage.frames import read_frames
from tools.engines.vision.requests import FindShots, Found

RATE = 12.0  # thumbnails a second
SIZE = (32, 18)  # pixels of a thumbnail
LONG_SIDE = 160  # pixels at which frames are read
INSIDE = 0.7  # of a shot's length: its middle part, at most
KEPT = 0.75  # of a picture's pixels count, the nearest ones: lettering covers the others
APART = 0.5  # seconds from the best place at which another place counts as another
BLACK = 14.0  # levels of 255: the brightest 2 % of a black frame are darker
SILENCE = 10 ** (-55 / 20)  # of full scale, RMS
WINDOW = 0.05  # seconds of sound that are looked at together


def measure_cut(request: FindShots, progress: Progress) -> Found:
    """Find shots in a film, and its gaps.

    Of each shot: "path", "length" s of a picture that stands, else None, "joined": (s of its
    beginning, s of its end) that lie in a transition. Where the film has a look, that look of the
    shots is what is looked for.

    Returns {"shots": [{"start" s: where in the film the shot begins, "error": mean difference there
    in levels, "elsewhere": the least difference at another place, "plain": the least difference of
    the shot without the look, None where the film has none}], "duration" s, "black_longest"
    s, "silent_longest" s (None without sound)}.
    """
    frames = _frames(request.path)
    black = _longest([float(np.percentile(frame, 98)) < BLACK for frame in frames]) / RATE
    found = []
    for number, about in enumerate(request.shots):
        progress(0.2 + 0.7 * number / len(request.shots), "finding the shots")
        shot = _shot(Path(about["path"]), about.get("length"))
        shape = (shot[0].shape[1], shot[0].shape[0])
        # The film may hold a shot of another shape between bars.
        film = _thumbnails([fitted(frame, shape) for frame in frames])
        plain = _thumbnails(shot)
        looking = shot if request.look is None else [_graded(request.look, one) for one in shot]
        place = _place(film, _thumbnails(looking), about["joined"])
        without = _place(film, plain, about["joined"])["error"] if request.look else None
        found.append({**place, "plain": without})
    samples, rate = read_sound(request.path)
    return {
        "shots": found,
        "duration": len(frames) / RATE,
        "black_longest": round(black, 2),
        "silent_longest": round(_silence(samples, rate), 2) if len(samples) else None,
    }


def _frames(path: Path) -> list[np.ndarray]:
    """RGB frames at RATE; what a frame shows holds until the next one."""
    frames: list[np.ndarray] = []
    for time, rgb in read_frames(path, LONG_SIDE):
        while len(frames) <= time * RATE:
            frames.append(rgb)
    return frames


def _shot(path: Path, length: float | None) -> list[np.ndarray]:
    if length is None:
        return _frames(path)
    with open_picture(path) as opened:
        opened.thumbnail((LONG_SIDE, LONG_SIDE))
        rgb = np.asarray(opened.convert("RGB"))
    return [rgb] * max(1, int(length * RATE))


def _thumbnails(frames: list[np.ndarray]) -> np.ndarray:
    """(n, h, w, 3) float32."""
    small = [cv2.resize(frame, SIZE, interpolation=cv2.INTER_AREA) for frame in frames]
    return np.stack(small).astype(np.float32)


def _graded(look: str, rgb: np.ndarray) -> np.ndarray:
    """A frame in the look: its colours, spread light and dark edges, no grain."""
    colours, about = np.clip(graded(look, rgb / 255), 0, 1), registry("looks")[look].facts
    if glow := about["glow"]:
        spread = cv2.GaussianBlur(colours, (0, 0), max(0.3, SPREAD * min(rgb.shape[:2])))
        colours = colours + glow * (1 - (1 - colours) * (1 - spread) - colours)
    if angle := about["vignette"]:
        # light falls off with the fourth power of the cosine
        sides = [np.linspace(-1, 1, side) * side for side in rgb.shape[:2]]
        from_centre = np.hypot(*np.meshgrid(*sides, indexing="ij"))
        edge = np.cos(angle * from_centre / from_centre.max()) ** 4
        colours = colours * edge[..., None]
    return (255 * colours).astype(np.uint8)


def _place(
    film: np.ndarray, shot: np.ndarray, joined: tuple[float, float]
) -> dict[str, float | None]:
    """The best place of a shot in the film by its middle part."""
    usual = int(len(shot) * (1 - INSIDE) / 2)
    margin, end = (max(usual, math.ceil(seconds * RATE)) for seconds in joined)
    middle = shot[margin : len(shot) - end]
    if not len(middle):
        margin, middle = len(shot) // 2, shot[len(shot) // 2 :][:1]
    places = len(film) - len(middle) + 1
    if places < 1:
        return {"start": None, "error": 255.0, "elsewhere": None}
    step = max(1, len(middle) // 24)  # of a long shot a part of the frames is compared
    picked = np.arange(0, len(middle), step)
    errors = np.array([_difference(film[picked + at], middle[picked]) for at in range(places)])
    best = int(errors.argmin())
    others = np.abs(np.arange(places) - best) > APART * RATE
    elsewhere = round(float(errors[others].min()), 2) if others.any() else None
    return {
        "start": round((best - margin) / RATE, 2),
        "error": round(float(errors[best]), 2),
        "elsewhere": elsewhere,
    }


def _difference(one: np.ndarray, other: np.ndarray) -> float:
    """Mean difference in levels over the KEPT nearest pixels of each frame, over all frames."""
    apart = np.abs(one - other).mean(axis=-1).reshape(len(one), -1)
    count = max(1, int(apart.shape[1] * KEPT))
    return float(np.partition(apart, count - 1, axis=1)[:, :count].mean())


def _silence(samples: np.ndarray, rate: int) -> float:
    """Seconds of the longest silence; samples are (n, channels)."""
    window = max(1, int(WINDOW * rate))
    count = len(samples) // window
    if not count:
        return 0.0
    blocks = samples[: count * window].reshape(count, -1)
    quiet = np.sqrt((blocks**2).mean(axis=1)) < SILENCE
    return _longest(list(quiet)) * WINDOW


def _longest(flags: list[bool]) -> int:
    """The longest run of True."""
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest
