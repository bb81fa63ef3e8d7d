"""Accompaniments and drum patterns over a row of chords."""

from tools.engines.music.notes import Chord, Note
from tools.engines.music.theory import nearest, voicing

CENTRE = 62  # about D4: where chords lie
BASS = 41  # about F2
RING = 4.0  # beats that the last chord is held

# (beat, length, strength) within a bar
_STRUM = ((0, 0.9, 0.8), (1, 0.4, 0.6), (1.5, 0.4, 0.5), (2.5, 0.4, 0.55), (3, 0.9, 0.65))
_DRUMS: dict[str, tuple[tuple[float, str, float], ...]] = {
    "none": (),
    "pop": (
        (0, "kick", 0.8),
        (2, "kick", 0.7),
        (2.5, "kick", 0.45),
        (1, "clap", 0.5),
        (3, "clap", 0.55),
        *((eighth / 2, "shaker", 0.5 if eighth % 2 else 0.3) for eighth in range(8)),
    ),
    "clock": (
        *((beat, "tick", 0.6 if beat % 2 == 0 else 0.4) for beat in range(4)),
        (0, "low_drum", 0.7),
        (2.5, "low_drum", 0.4),
    ),
    "taiko": (
        (0, "taiko", 0.95),
        (1.5, "taiko", 0.6),
        (2, "taiko", 0.8),
        (3, "taiko", 0.5),
        (3.5, "taiko", 0.65),
        *((eighth / 2, "hat", 0.3) for eighth in range(8)),
    ),
    "vaudeville": (
        (0, "kick", 0.5),
        (2, "kick", 0.45),
        (1, "brush", 0.5),
        (3, "brush", 0.55),
        (1.5, "woodblock", 0.4),
        (3.5, "woodblock", 0.55),
    ),
}
_FINAL_HIT = {
    "none": (),
    "pop": ("kick", "triangle"),
    "clock": ("low_drum",),
    "taiko": ("taiko", "cymbal"),
    "vaudeville": ("kick", "woodblock"),
}


class Players:
    """Each method plays the chords in its own way. The last chord is home, and held."""

    def __init__(self, chords: list[Chord], beats: int):
        self._chords = chords
        self._beats = beats
        self._voicings: list[list[int]] = []
        for chord in chords:
            before = self._voicings[-1] if self._voicings else []
            self._voicings.append(voicing(chord.classes, before, CENTRE))

    def pad(self) -> list[Note]:
        """Held chords."""
        return [
            Note(chord.start, chord.length * 1.04, pitch, 0.6)
            for chord, voices in self._bars(final=True)
            for pitch in voices
        ]

    def strum(self) -> list[Note]:
        """Broken rhythm, the strings one after another, down and up."""
        notes = []
        for chord, voices in self._bars():
            for number, (beat, length, strength) in enumerate(_STRUM):
                if beat < chord.length:
                    order = voices if number % 2 == 0 else voices[::-1]
                    notes += [
                        Note(chord.start + beat + 0.03 * string, length, pitch + 5, strength)
                        for string, pitch in enumerate((*order, order[0] + 12))
                    ]
        return notes + self._ring(roll=0.06, up=5)

    def offbeats(self) -> list[Note]:
        """Short chords on the second and fourth beat."""
        notes = [
            Note(chord.start + beat, 0.35, pitch, 0.65)
            for chord, voices in self._bars()
            for beat in (1, 3)
            if beat < chord.length
            for pitch in voices
        ]
        return notes + self._ring(roll=0.03)

    def arpeggio(self) -> list[Note]:
        """Chords broken in eighths, up and down, let ring."""
        notes = []
        for chord, voices in self._bars():
            row = [*voices, voices[0] + 12, voices[1] + 12, voices[0] + 12, *voices[:0:-1]]
            for eighth in range(int(chord.length * 2)):
                strength = 0.62 if eighth == 0 else 0.48 if eighth % 2 == 0 else 0.42
                pitch = row[eighth % len(row)]
                notes.append(Note(chord.start + eighth / 2, 1.5, pitch, strength))
        return notes + self._ring(roll=0.18)

    def ostinato(self) -> list[Note]:
        """Driving eighths: root, fifth, octave and the note above it."""
        notes = []
        for chord, _ in self._bars():
            root = nearest(chord.classes[0], CENTRE - 9)
            fifth, octave = nearest(chord.classes[2], root + 7), root + 12
            third = nearest(chord.classes[1], octave + 3)
            row = (root, octave, fifth, octave, third, octave, fifth, octave)
            for eighth in range(int(chord.length * 2)):
                strength = 0.8 if eighth % 4 == 0 else 0.55
                notes.append(Note(chord.start + eighth / 2, 0.36, row[eighth % 8], strength))
        return notes + self._ring(roll=0.0)

    def bass_bounce(self) -> list[Note]:
        """Root, fifth, and a step towards the next root."""
        notes = []
        for index, (chord, _) in enumerate(self._bars()):
            root = nearest(chord.classes[0], BASS)
            following = nearest(self._chords[index + 1].classes[0], root)
            towards = following - 2 if following > root else following + 2
            line = (
                (0, root, 1.3),
                (1.5, root, 0.4),
                (2, nearest(chord.classes[2], root + 5), 0.9),
                (3.5, towards if following != root else root, 0.4),
            )
            notes += [
                Note(chord.start + beat, length, pitch, 0.75)
                for beat, pitch, length in line
                if beat < chord.length
            ]
        return [*notes, self._last_root()]

    def bass_pulse(self) -> list[Note]:
        """The root in eighths, leaning on the first and the fourth beat."""
        notes = [
            Note(
                chord.start + eighth / 2,
                0.42,
                nearest(chord.classes[0], BASS - 3),
                0.85 if eighth in (0, 6) else 0.55,
            )
            for chord, _ in self._bars()
            for eighth in range(int(chord.length * 2))
        ]
        return [*notes, self._last_root(-3)]

    def bass_hold(self) -> list[Note]:
        """The root, held through the bar."""
        notes = [
            Note(chord.start, chord.length, nearest(chord.classes[0], BASS), 0.6)
            for chord, _ in self._bars()
        ]
        return [*notes, self._last_root()]

    def bass_oompah(self) -> list[Note]:
        """Root and fifth in turn, on the first and third beat."""
        notes = []
        for chord, _ in self._bars():
            root = nearest(chord.classes[0], BASS)
            fifth = nearest(chord.classes[2], root - 5)
            notes += [
                Note(chord.start + beat, 0.7, pitch, 0.8)
                for beat, pitch in ((0, root), (2, fifth))
                if beat < chord.length
            ]
        return [*notes, self._last_root()]

    def _bars(self, final: bool = False) -> list[tuple[Chord, list[int]]]:
        bars = list(zip(self._chords, self._voicings, strict=True))
        return bars if final else bars[:-1]

    def _ring(self, roll: float, up: int = 0) -> list[Note]:
        """The last chord, its notes `roll` beats apart."""
        return [
            Note(self._beats + roll * number, RING, pitch + up, 0.65)
            for number, pitch in enumerate(self._voicings[-1])
        ]

    def _last_root(self, shift: int = 0) -> Note:
        return Note(self._beats, RING, nearest(self._chords[-1].classes[0], BASS + shift), 0.8)


def drums(pattern: str, beats: int) -> list[Note]:
    """The pattern in every bar, a fill before each fifth bar, and a last hit on the last chord."""
    bars = -(-beats // 4)
    notes = [
        Note(bar * 4 + beat, 0.25, drum, strength)
        for bar in range(bars)
        for beat, drum, strength in _DRUMS[pattern]
        if bar * 4 + beat < beats
    ]
    if pattern in ("pop", "taiko"):
        drum = "clap" if pattern == "pop" else "taiko"
        notes += [
            Note(bar * 4 + 3 + quarter / 4, 0.25, drum, 0.35 + 0.1 * quarter)
            for bar in range(3, bars, 4)
            for quarter in range(1, 4)
            if bar * 4 + 4 <= beats
        ]
    return notes + [Note(beats, 1.0, drum, 0.8) for drum in _FINAL_HIT[pattern]]
