"""A score: chords and notes in beats, composed by rule from a mood and a seed."""

import random
from dataclasses import dataclass, replace

from tools.engines.music import melody, patterns
from tools.engines.music.moods import MoodStyle
from tools.engines.music.notes import Chord, Note
from tools.engines.music.theory import Scale

BAR = 4  # beats
PHRASE = 4  # bars
TAIL = (0.5, 2.4)  # seconds that the last chord rings: at least, at most
TAIL_SHARE = 0.22  # of a short piece
CADENCE = {"phrygian": 2}  # the chord that leads home; 5 in the other modes


@dataclass(frozen=True)
class Score:
    """`parts` are in the order of the style's parts; `end` is the beat of the last chord."""

    key: str
    mode: str
    tempo: float
    chords: list[Chord]
    parts: list[list[Note]]
    drums: list[Note]
    end: float


def compose(style: MoodStyle, duration: float, seed: int, mood: str) -> Score:
    """A piece whose last chord falls so that it rings out at `duration` seconds.

    The tempo is bent by a few percent (more in pieces of a few seconds), so that bars fit.
    """
    chance = random.Random(f"{mood} {seed}")
    key, mode = chance.choice(style.keys), chance.choice(style.modes)
    scale = Scale.of(key, mode)
    beats, tempo = _length(style, duration, chance)
    chords = _harmony(style, scale, beats, chance)
    tune = melody.compose(style, scale, chords, beats, chance)
    players = patterns.Players(chords, beats)
    parts = [_played(part.play, tune, players) for part in style.parts]
    parts = [[_swung(note, style.swing) for note in notes] for notes in parts]
    drums = patterns.drums(style.drums.pattern, beats)
    drums = [_swung(note, style.swing) for note in drums]
    return Score(key, mode, tempo, chords, parts, drums, beats)


def _length(style: MoodStyle, duration: float, chance: random.Random) -> tuple[int, float]:
    tail = min(max(TAIL[0], TAIL_SHARE * duration), TAIL[1], duration / 2)
    nominal = chance.uniform(*style.tempo)
    exact = (duration - tail) * nominal / 60
    grain = BAR if exact >= 3 * BAR else 2 if exact >= BAR else 1
    beats = max(1, round(exact / grain) * grain)
    return beats, beats * 60 / (duration - tail)


def _harmony(style: MoodStyle, scale: Scale, beats: int, chance: random.Random) -> list[Chord]:
    """A chord a bar, phrases A A B A, a chord that leads home before the last, and home."""
    first, second = chance.sample(style.progressions, 2)
    chords = []
    for bar in range(-(-beats // BAR)):
        phrase, place = divmod(bar, PHRASE)
        degree = (second if phrase % 4 == 2 else first)[place]
        start = bar * BAR
        length = min(BAR, beats - start)
        chords.append(Chord(start, length, degree, scale.chord(degree, style.sevenths)))
    if len(chords) > 1 or beats > 2:
        last = chords[-1]
        degree = CADENCE.get(scale.mode, 5)
        chords[-1] = replace(last, degree=degree, classes=scale.chord(degree, style.sevenths))
    home = scale.chord(1, style.sevenths and scale.mode != "harmonic_minor")
    return [*chords, Chord(beats, BAR, 1, home)]


def _played(play: str, tune: list[Note], players: "patterns.Players") -> list[Note]:
    if play == "melody":
        return tune
    if play == "doubled":  # the tune an octave higher, every second phrase
        return [
            replace(note, pitch=note.pitch + 12, strength=note.strength * 0.9)
            for note in tune
            if int(note.start) // (BAR * PHRASE) % 2 == 1
        ]
    return getattr(players, play)()


def _swung(note: Note, swing: float) -> Note:
    """The second half of each beat comes late by `swing` of it."""
    if swing and abs(note.start % 1 - 0.5) < 1e-6:
        return replace(note, start=note.start + swing * 0.5, length=note.length * (1 - swing))
    return note
