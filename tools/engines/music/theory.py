"""Scales, chords and their voicings. Pitches are MIDI numbers (69 is A4, 440 Hz)."""

from dataclasses import dataclass

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
MODES = {
    "ionian": (0, 2, 4, 5, 7, 9, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "aeolian": (0, 2, 3, 5, 7, 8, 10),
    "harmonic_minor": (0, 2, 3, 5, 7, 8, 11),
}


def frequency(pitch: float) -> float:
    """Equal temperament, Hz."""
    return 440.0 * 2.0 ** ((pitch - 69.0) / 12.0)


@dataclass(frozen=True)
class Scale:
    """A key and a mode; `tonic` is the key note's pitch class, 0 (C) to 11."""

    tonic: int
    mode: str

    @classmethod
    def of(cls, key: str, mode: str) -> "Scale":
        """`key` as "C", "F#", "Bb"."""
        shift = key.count("#") - key[1:].count("b")
        return cls((_LETTERS[key[0]] + shift) % 12, mode)

    def pitch(self, step: int, octave: int) -> int:
        """The pitch `step` steps above the tonic of `octave` (step 0 of octave 4 in C: 60)."""
        up, degree = divmod(step, 7)
        return 12 * (octave + 1 + up) + self.tonic + MODES[self.mode][degree]

    def chord(self, degree: int, seventh: bool = False) -> tuple[int, ...]:
        """The pitch classes of the chord on `degree` (1 to 7), root first.

        In minor modes the chord on 5 has the leading note, so that it leads home.
        """
        steps = (0, 2, 4, 6) if seventh else (0, 2, 4)
        classes = [self.pitch(degree - 1 + step, 4) % 12 for step in steps]
        if degree == 5 and self.mode in ("aeolian", "dorian"):
            classes[1] = (self.tonic + 11) % 12
        return tuple(classes)


def nearest(pitch_class: int, pitch: float) -> int:
    """The pitch of `pitch_class` that lies nearest to `pitch`."""
    base = int(pitch) - (int(pitch) - pitch_class) % 12
    return min((base, base + 12), key=lambda candidate: (abs(candidate - pitch), candidate))


def voicing(chord: tuple[int, ...], before: list[int], centre: int) -> list[int]:
    """The inversion of `chord` that moves least from the voicing `before`; close, sorted."""
    candidates = []
    for turn in range(len(chord)):
        order = chord[turn:] + chord[:turn]
        voices = [nearest(order[0], centre - 5)]
        for pitch_class in order[1:]:
            voices.append(voices[-1] + ((pitch_class - voices[-1]) % 12 or 12))
        candidates.append(voices)
    middle = sum(before) / len(before) if before else centre
    return min(candidates, key=lambda voices: abs(sum(voices) / len(voices) - middle))
