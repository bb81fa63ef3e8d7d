"""Phones to the curves of the 15 visemes, with coarticulation.

A curve is a list of keys {"t": s, "viseme": name, "weight": 0 to 1} sorted by t. Each viseme is a
track of its own: linear between its consecutive keys, 0 before its first and after its last. A
player that instead sets the named viseme at each key and fades the others shows the same mouth:
of keys at one instant, those that let go come before those that take over.

The mouth leads the sound: lips start 60 to 100 ms before what is heard. Bilabials and labiodentals
always reach full closure, at the start of the sound, and nothing is open beside them; short vowels
and back consonants are undershot; a tongue consonant lets its neighbours' lip shape through.
Standard library only.
"""

from dataclasses import dataclass, replace
from typing import Any

LIPS = {"PP", "FF"}
ROUND_OR_SPREAD = {"PP", "FF", "ou", "oh", "CH"}
VOWELS = {"aa", "E", "ih", "oh", "ou"}
LEAD_LIPS, LEAD = 0.09, 0.06  # s before the sound that the move to it begins
SETTLED = 0.015  # s before the sound's start that closed lips are closed
FULL_VOWEL = 0.09  # s; a shorter vowel is undershot
LEAST_VOWEL = 0.45  # of its weight that the shortest vowel keeps
HOLD = 0.04  # s between the peaks of two shapes; the weaker of two nearer ones is dropped
PAUSE = 0.12  # s; a shorter silence inside a line leaves the mouth where it is
CLOSING = 0.1  # s to close the mouth into a pause

# IPA symbol: viseme, weight. Two-letter symbols are tried first.
SHAPES: dict[str, tuple[str, float]] = {
    "tʃ": ("CH", 0.9),
    "dʒ": ("CH", 0.9),
    "ts": ("SS", 0.8),
    "dz": ("SS", 0.8),
    "pf": ("FF", 1.0),
    **dict.fromkeys("pbm", ("PP", 1.0)),
    **dict.fromkeys("fvɱʋβ", ("FF", 1.0)),
    **dict.fromkeys("θð", ("TH", 0.8)),
    **dict.fromkeys("tdɾʈɖ", ("DD", 0.6)),
    **dict.fromkeys("kɡgŋxɣχqɟc", ("kk", 0.5)),
    **dict.fromkeys("ʃʒɕʑ", ("CH", 0.9)),
    **dict.fromkeys("szɬç", ("SS", 0.75)),
    **dict.fromkeys("nlɲʎɫɭɴʝ", ("nn", 0.6)),
    **dict.fromkeys("ɹrʁʀɻɽ", ("RR", 0.65)),
    **dict.fromkeys("ɚɝ", ("RR", 0.75)),
    **dict.fromkeys("aɑæɶ", ("aa", 1.0)),
    **dict.fromkeys("ʌɐ", ("aa", 0.75)),
    **dict.fromkeys("ɛeɜ", ("E", 0.9)),
    **dict.fromkeys("əɘɤᵻɨ", ("E", 0.5)),
    **dict.fromkeys("iɪ", ("ih", 0.85)),
    "j": ("ih", 0.6),
    **dict.fromkeys("oɔɒ", ("oh", 0.95)),
    **dict.fromkeys("uʊyʏøœɯɵ", ("ou", 0.9)),
    **dict.fromkeys("wɥʍ", ("ou", 0.95)),
}
TRANSPARENT = set("hɦʔħʕ")  # made in the throat: the mouth already shows the next sound
MODIFIERS = set("ːˑʰʲʷˠˤˈˌ̩̯̃̊̈̚͡‿˞̪̥̬.-") | {"\u0303", "\u0329", "\u032f", "\u0361"}
SILENT = {"sil", "", "pau", "_"}


@dataclass(frozen=True)
class _Shape:
    viseme: str
    weight: float
    start: float
    end: float
    peak: float = 0.0
    hold: float = 0.0

    @property
    def weak(self) -> bool:
        return self.viseme not in VOWELS and self.viseme not in LIPS and self.viseme != "sil"


def shapes(phone: str) -> list[tuple[str, float]]:
    """The visemes and weights that an IPA `phone` passes through; empty for a throat sound.

    Raises ValueError for a phone with a symbol that has no viseme.
    """
    if phone in SILENT:
        return [("sil", 1.0)]
    letters = "".join(c for c in phone if c not in MODIFIERS)
    found: list[tuple[str, float]] = []
    at = 0
    while at < len(letters):
        pair, one = letters[at : at + 2], letters[at]
        if pair in SHAPES:
            found.append(SHAPES[pair])
            at += 2
        elif one in SHAPES:
            found.append(SHAPES[one])
            at += 1
        elif one in TRANSPARENT:
            at += 1
        else:
            raise ValueError(f"phone {phone!r} has no viseme: {one!r} is not an IPA symbol we know")
    return found


def viseme_curve(phonemes: list[dict[str, Any]], duration: float) -> list[dict[str, Any]]:
    """The keys of the visemes for `phonemes` ({"phone": IPA, "start": s, "end": s}) of a line.

    `duration` (s) is the line's; the mouth is closed at its start and at its end. Raises ValueError
    for a phone without a viseme.
    """
    if duration <= 0:
        raise ValueError(f"the line lasts {duration} s: give a duration above 0")
    row = _place(_thin(_merge(_targets(phonemes, duration))), duration)
    keys: list[tuple[float, bool, str, float]] = []
    for track in sorted({shape.viseme for shape in row}):
        keys.extend(_track(track, row, duration))
    keys.sort()
    return [
        {"t": round(t, 4), "viseme": viseme, "weight": round(min(max(weight, 0.0), 1.0), 4)}
        for t, _, viseme, weight in keys
    ]


def _targets(phonemes: list[dict[str, Any]], duration: float) -> list[_Shape]:
    """Every shape the mouth should make, in order, with the times of its sound."""
    row: list[_Shape] = []
    for phoneme in sorted(phonemes, key=lambda p: p["start"]):
        start = min(max(float(phoneme["start"]), 0.0), duration)
        end = min(max(float(phoneme["end"]), start), duration)
        parts = shapes(phoneme["phone"])
        if not parts or end <= start:
            continue
        inner = start > 0 and end < duration
        if parts[0][0] == "sil" and inner and end - start < PAUSE:
            continue
        step = (end - start) / len(parts)
        for number, (viseme, weight) in enumerate(parts):
            if viseme in VOWELS:
                shortness = min((end - start) / FULL_VOWEL, 1.0)
                weight *= LEAST_VOWEL + (1.0 - LEAST_VOWEL) * shortness
            begin = start + number * step
            row.append(_Shape(viseme, weight, begin, begin + step))
    closed = _Shape("sil", 1.0, 0.0, 0.0)
    if not row or row[0].viseme != "sil":
        row.insert(0, closed)
    if row[-1].viseme != "sil" or len(row) == 1:
        row.append(replace(closed, start=duration, end=duration))
    return row


def _merge(row: list[_Shape]) -> list[_Shape]:
    """Neighbours of one shape as one."""
    merged: list[_Shape] = []
    for shape in row:
        if merged and merged[-1].viseme == shape.viseme:
            last = merged.pop()
            shape = replace(last, end=shape.end, weight=max(last.weight, shape.weight))
        merged.append(shape)
    return merged


def _thin(row: list[_Shape]) -> list[_Shape]:
    """Without the shapes that there is no time to make; lips and pauses always stay."""
    kept = [row[0]]
    for shape in row[1:]:
        last = kept[-1]
        near = shape.start - last.start < HOLD
        if near and _rank(shape) <= _rank(last):
            continue
        if near and _rank(last) < _rank(shape) and len(kept) > 1:
            kept.pop()
        kept.append(shape)
    return _merge(kept)


def _rank(shape: _Shape) -> float:
    if shape.viseme in LIPS:
        return 3.0
    if shape.viseme == "sil":
        return 4.0
    return shape.weight + (1.0 if shape.viseme in VOWELS else 0.0)


def _place(row: list[_Shape], duration: float) -> list[_Shape]:
    """When each shape is reached and how long it is held: the mouth ahead of the sound."""
    placed: list[_Shape] = []
    for index, shape in enumerate(row):
        following = row[index + 1] if index + 1 < len(row) else None
        if shape.viseme == "sil":
            peak = 0.0 if index == 0 else min(shape.start + CLOSING, duration)
            last = following is None
            hold = duration if last else max(following.start - _lead(following), peak)
        elif shape.viseme in LIPS:
            peak, hold = shape.start - SETTLED, max(shape.end - SETTLED, shape.start + SETTLED)
        else:
            length = shape.end - shape.start
            peak = shape.start + 0.3 * length - 0.5 * _lead(shape)
            hold = shape.start + 0.6 * length - 0.25 * _lead(shape)
        before = placed[-1].hold if placed else 0.0
        peak = min(max(peak, before + 0.01 if placed else 0.0), duration)
        placed.append(replace(shape, peak=peak, hold=min(max(hold, peak), duration)))
    return placed


def _lead(shape: _Shape) -> float:
    return LEAD_LIPS if shape.viseme in ROUND_OR_SPREAD else LEAD


def _track(viseme: str, row: list[_Shape], duration: float) -> list[tuple[float, bool, str, float]]:
    """The keys of one viseme: (t, takes over, viseme, weight)."""
    points: list[tuple[float, float]] = []
    for index, shape in enumerate(row):
        if shape.viseme != viseme:
            continue
        before = row[index - 1] if index else None
        after = row[index + 1] if index + 1 < len(row) else None
        rise = shape.peak
        if before is not None:
            rise = before.peak if before.weak and not shape.weak else before.hold
        fall = duration
        if after is not None:
            fall = after.hold if after.weak and not shape.weak else after.peak
        own = [(shape.peak, shape.weight)]
        if shape.hold > shape.peak:
            own.append((shape.hold, shape.weight))
        if points and before is not None and points[-1][0] > rise:
            points[-1] = _crossing(points[-2], points[-1], (rise, 0.0), own[0])
        elif before is not None:
            points.append((rise, 0.0))
        points.extend(own)
        if after is not None:
            points.append((fall, 0.0))
    return [(t, weight > 0, viseme, weight) for t, weight in points]


def _crossing(
    top: tuple[float, float],
    bottom: tuple[float, float],
    foot: tuple[float, float],
    crest: tuple[float, float],
) -> tuple[float, float]:
    """Where the falling line top-bottom meets the rising line foot-crest."""
    down = (bottom[1] - top[1]) / max(bottom[0] - top[0], 1e-6)
    up = (crest[1] - foot[1]) / max(crest[0] - foot[0], 1e-6)
    t = (foot[1] - top[1] + down * top[0] - up * foot[0]) / min(down - up, -1e-6)
    t = min(max(t, top[0]), crest[0])
    return t, max(top[1] + down * (t - top[0]), 0.0)
