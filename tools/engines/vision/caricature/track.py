"""The faces of a video, followed from frame to frame."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np

from tools.engines.vision.blaze import iou
from tools.engines.vision.face import Face, find_faces, follow

MOST = 3  # faces at once
_LEAST_SIZE = 32.0  # pixels of a face's box: in less there is nothing to exaggerate
_LEAST_LENGTH = 6  # frames; a shorter find is none
_AGAIN, _SEARCH = 8, 4  # frames between two looks for further faces, and for a first one
_SURE, _FAINT = 0.5, 0.3  # detector's thresholds: at first, and where that finds nothing
_MESHED_FAINTLY = 0.8  # what the mesh must believe of a faint find: hair and foliage reach 0.5
_LOOK_BACK = 128 * 2**20  # bytes of frames in which a new face is followed back
_JUMP = 0.4  # of its size that a face moves in a frame
_GROW = 1.4  # times that it grows in a frame
_NOISE = 0.25  # mean 8-bit levels by which a held drawing differs from itself
_CUT_LEAST, _CUT_TIMES = 12.0, 4.0  # 8-bit levels, and times the usual change, of a cut


@dataclass
class Track:
    """One face. `looks` holds the mesh points (468, 3) in pixels by frame number, without a gap;
    `held` the frames that only repeat the one before; `odds` what feeling.odds() said of some.
    `sudden_start` and `sudden_end`: the face
    comes or goes with a cut (or with the video), not in view."""

    looks: dict[int, np.ndarray] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)
    odds: dict[int, np.ndarray] = field(default_factory=dict)
    sudden_start: bool = False
    sudden_end: bool = False

    @property
    def frames(self) -> list[int]:
        return sorted(self.looks)


@dataclass
class _Followed:
    track: Track
    face: Face


class Tracker:
    """Give it every frame in turn, then take its `tracks`."""

    def __init__(self, models: Path, heads: dict[int, np.ndarray] | None = None):
        """`heads`: boxes (n, 4) of heads that are known, in pixels, by frame number."""
        self._models = models
        self._heads = heads or {}
        self._now: list[_Followed] = []
        self._done: list[Track] = []
        self._past: deque[tuple[int, np.ndarray, bool]] = deque()
        self._changes: deque[float] = deque(maxlen=8)
        self._small: np.ndarray | None = None
        self._next_look = 0
        self._shot_start = 0

    def feed(self, number: int, rgb: np.ndarray) -> None:
        """See frame `number`: uint8 (h, w, 3)."""
        cut, held = self._change(rgb)
        if cut:
            self._end_all()
            self._past.clear()
            self._next_look = self._shot_start = number
        self._keep(number, rgb, held)
        for followed in list(self._now):
            self._step(followed, number, rgb, held)
        if number >= self._next_look:
            self._search(number, rgb)
            self._next_look = number + (_AGAIN if self._now else _SEARCH)

    def now(self) -> list[Track]:
        """The faces of the frame that was seen last."""
        return [followed.track for followed in self._now]

    def tracks(self) -> list[Track]:
        """The faces that were followed, in the order in which they came."""
        self._end_all()
        found = [track for track in self._done if len(track.looks) >= _LEAST_LENGTH]
        return sorted(found, key=lambda track: track.frames[0])

    def _change(self, rgb: np.ndarray) -> tuple[bool, bool]:
        """(whether this frame begins another shot, whether it repeats the last)."""
        small = cv2.resize(rgb, (96, 54), interpolation=cv2.INTER_AREA)
        last, self._small = self._small, small
        if last is None:
            return True, False
        change = float(cv2.absdiff(small, last).mean())
        usual = float(np.median(self._changes)) if self._changes else 0.0
        self._changes.append(change)
        cut = change > max(_CUT_LEAST, _CUT_TIMES * usual)
        previous = self._past[-1][1] if self._past else None
        held = previous is not None and float(cv2.absdiff(rgb, previous).mean()) < _NOISE
        return cut, held

    def _keep(self, number: int, rgb: np.ndarray, held: bool) -> None:
        self._past.append((number, rgb, held))
        while len(self._past) > 2 and len(self._past) * rgb.nbytes > _LOOK_BACK:
            self._past.popleft()

    def _step(self, followed: _Followed, number: int, rgb: np.ndarray, held: bool) -> None:
        track = followed.track
        if held:
            track.looks[number] = followed.face.points
            track.held.add(number)
            return
        face = _follow(rgb, self._models, followed.face)
        if face is None:
            near = find_faces(rgb, self._models, near=[followed.face.box])
            face = next((f for f in near if f.meshed and _same(f, followed.face)), None)
        if face is None or any(
            iou(face.box, other.face.box) > 0.5 for other in self._now[: self._now.index(followed)]
        ):
            self._now.remove(followed)
            self._done.append(track)
            return
        followed.face = face
        track.looks[number] = face.points

    def _search(self, number: int, rgb: np.ndarray) -> None:
        if len(self._now) >= MOST:
            return
        hints = list(self._heads.get(number, ()))
        known = [followed.face.box for followed in self._now]
        seen = find_faces(rgb, self._models, near=hints, known=known, threshold=_SURE)
        found = [face for face in seen if face.meshed]
        if not found and not self._now:
            faint = find_faces(rgb, self._models, near=hints, threshold=_FAINT)
            found = [f for f in faint if f.presence >= _MESHED_FAINTLY]
        for face in found[:MOST]:
            taken = any(iou(face.box, other.face.box) > 0.2 for other in self._now)
            if face.size >= _LEAST_SIZE and not taken and len(self._now) < MOST:
                self._begin(number, face)

    def _begin(self, number: int, face: Face) -> None:
        """A new track, followed back to where the face came into view."""
        track = Track({number: face.points})
        earlier, at = face, number
        held_after = self._past[-1][2]
        for past, rgb, held in list(self._past)[-2::-1]:
            if not held_after:
                found = _follow(rgb, self._models, earlier)
                if found is None or self._followed_at(past, found):
                    break
                earlier = found
            else:
                track.held.add(past + 1)
            track.looks[past], at, held_after = earlier.points, past, held
        track.sudden_start = at == self._shot_start
        self._now.append(_Followed(track, face))

    def _followed_at(self, number: int, face: Face) -> bool:
        """Whether another track has this face in that frame."""
        for track in [*self._done, *(f.track for f in self._now)]:
            points = track.looks.get(number)
            if points is not None and iou(_box(points), face.box) > 0.2:
                return True
        return False

    def _end_all(self) -> None:
        for followed in self._now:
            followed.track.sudden_end = True
            self._done.append(followed.track)
        self._now = []


def _follow(rgb: np.ndarray, models: Path, face: Face) -> Face | None:
    """The face in the next frame, None when it is lost. Only its surroundings are looked at: the
    time does not depend on the size of the frame."""
    box = _box(face.points)
    side = max(box[2] - box[0], box[3] - box[1])
    low = np.maximum(box[:2] - side, 0).astype(int)
    high = np.maximum(box[2:] + side, 0).astype(int)
    part = np.ascontiguousarray(rgb[low[1] : high[1], low[0] : high[0]])
    if min(part.shape[:2]) < 2:
        return None
    shift = np.array([*low, 0.0])
    found = follow(part, models, replace(face, points=face.points - shift))
    points = found.points + shift
    found = replace(found, points=points, box=_box(points))
    return found if found.meshed and _same(found, face) else None


def _same(face: Face, earlier: Face) -> bool:
    """Whether a face may be the one of a frame earlier, by its place and size."""
    box, before = _box(face.points), _box(earlier.points)
    size, last = float(np.ptp(box[1::2])), max(float(np.ptp(before[1::2])), 1.0)
    moved = np.hypot(*(box[:2] + box[2:] - before[:2] - before[2:])) / 2
    return bool(moved < _JUMP * last and 1 / _GROW < size / last < _GROW)


def _box(points: np.ndarray) -> np.ndarray:
    return np.concatenate([points[:, :2].min(0), points[:, :2].max(0)])


def head_boxes(noted: Iterable[list[list[float]]], scale: float) -> dict[int, np.ndarray]:
    """The renderer's notes of heads, per frame, in pixels of a picture `scale` times as wide."""
    return {n: np.array(boxes, float) * scale for n, boxes in enumerate(noted) if boxes}
