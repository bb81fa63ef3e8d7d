"""A tune from a motif: stated, moved along with the harmony, varied, and closed."""

import random
from dataclasses import dataclass

from tools.engines.music.moods import MoodStyle
from tools.engines.music.notes import Chord, Note
from tools.engines.music.theory import Scale

BAR = 4
RANGE = (-3, 9)  # scale steps about the tonic
HIGH_TONIC = 6  # keys above F# take the tonic of the octave below, so that no key is shrill


@dataclass(frozen=True)
class Cell:
    """One bar: lengths in beats, and steps of the scale from its first note."""

    rhythm: tuple[float, ...]
    steps: tuple[int, ...]


def compose(
    style: MoodStyle, scale: Scale, chords: list[Chord], beats: int, chance: random.Random
) -> list[Note]:
    """The tune over `chords`, of which the last (at `beats`) is home and held."""
    motif, answer, contrast = (_cell(style, chance) for _ in range(3))
    closing = Cell(answer.rhythm, tuple(-step for step in answer.steps))
    notes: list[Note] = []
    place = 2 * chance.randint(0, 2)
    for bar, chord in enumerate(chords[:-1]):
        phrase, inner = divmod(bar, 4)
        cell = (motif, answer, motif, closing)[inner]
        if phrase % 4 == 2 and inner in (0, 2):
            cell = contrast
        if phrase % 2 == 1 and inner == 2:
            cell = _varied(cell, chance)
        place = _anchor(scale, chord, place + chance.choice((-2, 0, 0, 2)))
        notes += _bar(style, scale, chord, cell, place, chance)
        place = max(RANGE[0], min(RANGE[1], place + cell.steps[-1]))
    home = _anchor(scale, chords[-1], place)
    final = min((home, 0, 7), key=lambda step: (step % 7 != 0, abs(step - place)))
    notes.append(Note(float(beats), 3.0, scale.pitch(final, _octave(style, scale)), 0.85))
    return notes


def _octave(style: MoodStyle, scale: Scale) -> int:
    return style.octave - (scale.tonic > HIGH_TONIC)


def _cell(style: MoodStyle, chance: random.Random) -> Cell:
    rhythm = tuple(chance.choice(style.rhythms))
    steps, direction = [0], chance.choice((-1, 1))
    for _ in rhythm[1:]:
        leap = chance.choices((1, 2, 3, 0), weights=(6, 3, 1, 1))[0]
        steps.append(steps[-1] + direction * leap)
        if leap > 1 or abs(steps[-1]) > 3 or chance.random() < 0.3:
            direction = -direction  # a leap is answered by a step back
    return Cell(rhythm, tuple(steps))


def _varied(cell: Cell, chance: random.Random) -> Cell:
    """The same rhythm with its contour turned over, or its longest note divided."""
    longest = max(range(len(cell.rhythm)), key=lambda i: cell.rhythm[i])
    if chance.random() < 0.5 or cell.rhythm[longest] < 1:
        return Cell(cell.rhythm, tuple(-step for step in cell.steps))
    half, step = cell.rhythm[longest] / 2, cell.steps[longest]
    return Cell(
        (*cell.rhythm[:longest], half, half, *cell.rhythm[longest + 1 :]),
        (*cell.steps[:longest], step, step + chance.choice((-1, 1)), *cell.steps[longest + 1 :]),
    )


def _bar(
    style: MoodStyle, scale: Scale, chord: Chord, cell: Cell, place: int, chance: random.Random
) -> list[Note]:
    notes, time = [], 0.0
    for number, (length, step) in enumerate(zip(cell.rhythm, cell.steps, strict=True)):
        if time >= chord.length:
            break
        where = max(RANGE[0], min(RANGE[1], place + step))
        strong = time % 2 == 0
        if strong:
            where = _anchor(scale, chord, where)
        resting = number > 0 and not strong and chance.random() < style.rest
        start, room = chord.start + time, min(length, chord.length - time)
        if not resting:
            pitch = scale.pitch(where, _octave(style, scale))
            if strong:
                pitch = _in_chord(pitch, chord)
            strength = (0.85 if strong else 0.68) + chance.uniform(-0.06, 0.06)
            if room >= 1 and number and chance.random() < style.chromatic:
                # A grace note from half a tone below.
                notes.append(Note(start - 0.12, 0.1, pitch - 1, strength * 0.7))
            notes.append(Note(start, room * style.staccato, pitch, strength))
        time += length
    return notes


def _anchor(scale: Scale, chord: Chord, step: int) -> int:
    """The step of the scale nearest to `step` that is in the chord, within the range."""
    root = chord.degree - 1
    inside = [s for s in range(RANGE[0], RANGE[1] + 1) if (s - root) % 7 in (0, 2, 4)]
    return min(inside, key=lambda s: (abs(s - step), s))


def _in_chord(pitch: int, chord: Chord) -> int:
    """`pitch`, or the chord's note half a tone away from it (a raised leading note)."""
    return next(
        (pitch + shift for shift in (0, 1, -1) if (pitch + shift) % 12 in chord.classes), pitch
    )
