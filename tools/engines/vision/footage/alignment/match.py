"""How alike every frame of an edit is to every frame of its source, zooms and shakes undone."""

from collections.abc import Iterable

import numpy as np

from tools.engines.vision.footage.alignment.align import align
from tools.engines.vision.footage.alignment.path import Path, trace
from tools.engines.vision.footage.alignment.thumbnails import Thumbnails, grey_of, texture
from tools.engines.vision.footage.alignment.views import (
    IDENTITY,
    View,
    candidates,
    first_guesses,
    laid_back,
)

_AS_IT_WAS = 0.985  # correlation from which a frame is shown whole and nothing is to be undone
_GOOD = 0.95  # and from which a view is not looked for any further
_POOR = 0.85  # and under which it is looked for all over the source's frames
_GAIN = 0.01  # of correlation: a view that gains less than another is not worth leaving it for
_APART = 0.25  # seconds between the source frames in which views are looked for
_ALIKE = 0.5  # correlation under which a frame is none of the source
_SHOWN = 0.7  # and, with the one of what is unusual, from which it is one
_USUAL = 0.1  # weight of what is always there, against what is unusual
_STIRS = 0.02  # mean change of a texture from which a source moves
_TRUE = 0.3  # of a texture: what differs by less is the same
_LEFT = 0.4  # of a still source's texture that must be seen beside what covers it
_SEARCHED = 120  # of them at most
_BLANK = 2.0  # levels of spread under which a frame has no texture
_BESIDE = 2  # frames by which a flash may lie beside its place
_PATIENCE = 12  # frames that may be found nowhere until fewer are looked for

Guess = tuple[View, int]  # a view, and the source frame that it may be of


class Match:
    """`similarity` (n, m): correlation of the textures of n frames of the edit and m of the source,
    over what is seen, and of those of one colour how near their light is; `views`: one for each
    frame of the edit; `path`: the course through it."""

    def __init__(self, edit: Thumbnails, source: Thumbnails):
        self._edit, self._source = edit, source
        self._pace = edit.step / source.step
        self._source_textures = [texture(grey_of(frame)) for frame in source.frames]
        self._edit_textures = [texture(grey_of(frame)) for frame in edit.frames]
        self._rows = np.stack([picture.reshape(-1) for picture in self._source_textures])
        self._squares = self._rows**2
        whole = np.ones((1, self._rows.shape[1]), np.float32)
        self._seen_through, self._power = IDENTITY, self._powers(whole)
        plain = np.stack([picture.reshape(-1) for picture in self._edit_textures])
        self.similarity = self._alike(plain, whole, self._power)
        self.views: list[View] = [IDENTITY] * len(self._edit_textures)
        self._plain = self.similarity.max(1)
        self._blank, self._empty = (
            np.array([is_blank(frame) for frame in one.frames]) for one in (edit, source)
        )
        self._light()
        self._first_pass()
        self.path: Path = trace(self.similarity, self._pace)
        if any(view is not IDENTITY for view in self.views) or (self._best() < _POOR).any():
            for order in (1, -1):
                self._second_pass(order)
            self.path = trace(self.similarity, self._pace)

    def shown(self) -> np.ndarray:
        """(n,): whether each frame is of the source: it has the texture of its moment, and so it
        has where that differs from what the source usually shows there. The same set alone, with
        somebody else on it, does not do. Where the source never moves there is nothing unusual, and
        what covers a part of it, a title, does not count."""
        usual = np.median(self._rows, axis=0)
        moves = float(np.abs(self._rows - usual).mean()) > _STIRS
        found = np.zeros(len(self.views), bool)
        for index, place in enumerate(self.path.place):
            moment = self._clip(place)
            if self._empty[moment]:
                continue
            overall = float(self.similarity[index, moment])
            if not moves:
                laid, mask = laid_back(self._edit.finer[index], self.views[index])
                found[index] = _uncovered(laid, self._rows[moment], mask) >= _LEFT
            elif overall >= _ALIKE:
                laid, mask = laid_back(self._edit.finer[index], self.views[index])
                unusual = np.abs(self._rows[moment] - usual)
                weights = mask.reshape(-1) * (unusual + _USUAL * unusual.mean() + 1e-6)
                alike = _correlation(laid.reshape(-1), self._rows[moment], weights)
                found[index] = (overall + alike) / 2 >= _SHOWN
        return found

    def told(self, shown: np.ndarray) -> np.ndarray:
        """(n,): of which frames it can be told whether they are of the source. Not of those without
        any texture, of a flash or black, that stand where the source has none either, by the frames
        beside them that are `shown` of it."""
        blank, mine = self._empty, self._blank
        known = np.flatnonzero(shown)
        if not len(known):
            return ~(mine & blank.all())
        numbers, places = np.arange(len(shown)), self.path.place[known]
        due = np.interp(numbers, known, places)
        due += self._pace * (np.minimum(numbers - known[0], 0) + np.maximum(numbers - known[-1], 0))
        reach = range(-_BESIDE, _BESIDE + 1)
        there = np.array([any(blank[self._clip(at + step)] for step in reach) for at in due])
        return shown | ~(there & mine)

    def comparable(self) -> np.ndarray:
        """(n,): whether the colours of each frame can be held against those of its moment: it is
        shown, or neither of the two has any texture."""
        return self.shown() | (self._blank & self._empty[self.moments()])

    def moments(self) -> np.ndarray:
        """(n,): the number of the source's frame that each frame is nearest to."""
        return np.array([self._clip(place) for place in self.path.place], int)

    def _light(self) -> None:
        """What correlates in frames of one colour is noise: they are as alike as they are light."""
        self.similarity[self._blank] = self.similarity[:, self._empty] = 0.0
        mine, theirs = (
            np.array([frame.mean() for frame in frames])
            for frames in (self._edit.frames, self._source.frames)
        )
        apart = np.abs(mine[self._blank, None] - theirs[None, self._empty]) / 255
        self.similarity[np.ix_(self._blank, self._empty)] = 1 - apart

    def _best(self) -> np.ndarray:
        return self.similarity.max(1)

    def _powers(self, masks: np.ndarray) -> np.ndarray:
        """Spread (k, m) of the source's textures over what masks (k, pixels) leave of them."""
        count = np.maximum(masks.sum(1, keepdims=True), 1)
        return masks @ self._squares.T - (masks @ self._rows.T) ** 2 / count

    def _alike(self, edit: np.ndarray, masks: np.ndarray, powers: np.ndarray) -> np.ndarray:
        """Correlation (k, m) of textures and masks (k, pixels) that are laid_back() with the
        source."""
        count = np.maximum(masks.sum(1, keepdims=True), 1)
        edit = (edit - (edit * masks).sum(1, keepdims=True) / count) * masks
        lengths = np.sqrt(np.maximum(powers, 1e-9))
        lengths = lengths * np.maximum(np.linalg.norm(edit, axis=1, keepdims=True), 1e-6)
        return edit @ self._rows.T / lengths

    def _first_pass(self) -> None:
        """Frames in order: from the view before on, or from a guess."""
        guesses = self._guesses(np.flatnonzero(self._plain < _POOR))
        misses, settled, level = 0, IDENTITY, 1.0
        for index in np.flatnonzero((self._plain < _AS_IT_WAS) & ~self._blank):
            if index % (1 + misses // _PATIENCE):
                continue
            starts = [(IDENTITY, int(self.similarity[index].argmax()))]
            if settled is not IDENTITY:
                row = self._through(index, settled)
                starts.append((settled, int(row.argmax())))
                if row.max() > self.similarity[index].max() + _GAIN:
                    self.similarity[index], self.views[index] = row, settled
            if self.views[index] is settled and self.similarity[index].max() > level - _GAIN:
                continue  # the view has not moved
            if index in guesses:
                starts.append(guesses[index])
            self._improve(int(index), starts[::-1] if settled is IDENTITY else starts[1:])
            settled, level = self.views[index], float(self.similarity[index].max())
            misses = misses + 1 if level < _POOR else 0

    def _second_pass(self, order: int) -> None:
        """Frames forwards or backwards: from their neighbours' views and moments on, where those
        are told better than their own."""
        count, paces = len(self.views), (0.0, self._pace)
        for index in range(count)[::order]:
            beside = index - order
            done = self._plain[index] >= _AS_IT_WAS or self._blank[index]
            if done or not 0 <= beside < count:
                continue
            alike, theirs = self.similarity[index].max(), self.similarity[beside].max()
            stray = abs(self.path.place[index] - self.path.place[beside]) > 4 * self._pace
            if theirs > _POOR and (alike < theirs - _GAIN or stray):
                # The same moment, as in slow motion, and the next one.
                moments = {self._clip(self.path.place[beside] + order * step) for step in paces}
                self._improve(index, [(self.views[beside], moment) for moment in sorted(moments)])

    def _improve(self, index: int, starts: Iterable[Guess]) -> None:
        """Take the view to which one of the starts leads, if it is worth it."""
        for view, moment in starts:
            if self.similarity[index].max() > _GOOD and self.views[index] is not IDENTITY:
                return
            found = align(self._edit_textures[index], self._source_textures[moment], view)
            if found is None:
                continue
            row = self._through(index, found)
            if row.max() > self.similarity[index].max() + _GAIN:
                self.similarity[index], self.views[index] = row, found

    def _through(self, index: int, view: View) -> np.ndarray:
        """How alike (m,) a frame is to the source's frames, seen through a view."""
        picture, mask = laid_back(self._edit.finer[index], view)
        if view is not self._seen_through:
            self._seen_through, self._power = view, self._powers(mask.reshape(1, -1))
        row = self._alike(picture.reshape(1, -1), mask.reshape(1, -1), self._power)[0]
        row[self._empty] = 0.0
        return row

    def _clip(self, moment: float) -> int:
        return int(np.clip(round(float(moment)), 0, self.similarity.shape[1] - 1))

    def _guesses(self, poor: np.ndarray) -> dict[int, Guess]:
        if poor.size == 0:
            return {}
        views = candidates(*self._source.size)
        every = max(round(_APART / self._source.step), len(self._source.times) // _SEARCHED, 1)
        _, frames, which = first_guesses(
            self._edit.frames[poor], self._source.frames[::every], views
        )
        return {
            int(i): (views[number], int(frame) * every)
            for i, frame, number in zip(poor, frames, which, strict=True)
        }


def _uncovered(laid: np.ndarray, row: np.ndarray, mask: np.ndarray) -> float:
    """The share of a source's texture (pixels,) that a frame shows as it is."""
    seen = np.abs(row) * mask.reshape(-1)
    alike = np.abs(laid.reshape(-1) - row) < _TRUE * np.maximum(np.abs(row), 0.5)
    return float((seen * alike).sum() / max(float(seen.sum()), 1e-6))


def _correlation(a: np.ndarray, b: np.ndarray, weights: np.ndarray) -> float:
    """Pearson's, weighted."""
    share = weights / max(float(weights.sum()), 1e-9)
    a, b = a - share @ a, b - share @ b
    return float(share @ (a * b) / np.sqrt(max(float((share @ a**2) * (share @ b**2)), 1e-12)))


def is_blank(rgb: np.ndarray) -> bool:
    """Whether a frame is of one colour."""
    return float(grey_of(rgb).std()) < _BLANK
