"""Kokoro-82M on onnxruntime: from phonemes and a style to durations and curves, and to samples."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.engines.kokoro.network.parts import Part, sessions

RATE = 24_000  # Hz
STEP = 600  # samples of one step of a duration: 25 ms
FRAME = 300  # samples of one value of pitch and loudness
WINDOW = 510  # phonemes at most; the model's positions less the pads at both ends
PAD = 0
# Tensors inside the network: what it has read of the tokens, for the melody and for the sounds; how
# many steps every token takes, as predicted and as used; what is said at each step; the pitch and
# the loudness of every frame.
MELODY, SOUNDS = (
    "/encoder/predictor/text_encoder/Concat_4_output_0",
    "/encoder/text_encoder/Transpose_2_output_0",
)
PREDICTED, DURATIONS = "/encoder/Round_output_0", "/encoder/Clip_output_0"
CONTENT, PITCH, LOUDNESS = (
    "/encoder/MatMul_1_output_0",
    "/encoder/Reshape_output_0",
    "/encoder/Reshape_1_output_0",
)

_PARTS: dict[str, Part] = {
    "reads": ((), (PREDICTED, MELODY, SOUNDS)),
    "says": ((MELODY, SOUNDS, DURATIONS), (CONTENT, PITCH, LOUDNESS)),
    "sounds": ((CONTENT, PITCH, LOUDNESS), ("audio",)),
}

Floats = NDArray[np.float32]
Steps = NDArray[np.int64]


@dataclass(frozen=True)
class Reading:
    """What the network has read: the `steps` that it would give each phoneme and the pads, 1 at
    least, and what it makes `melody` and `sounds` of."""

    steps: Steps
    melody: Floats
    sounds: Floats


@dataclass(frozen=True)
class Curves:
    """What is said, in `steps` of each phoneme with the pads before the first and after the last:
    `content` (1, 512, all steps), and frame by frame, two to a step, `pitch` in Hz (under 50 where
    there is none) and `loudness` (about -9 for silence, 8 for a vowel)."""

    content: Floats
    pitch: Floats
    loudness: Floats


class Model:
    """The network, loaded once. `alphabet`: the phoneme symbols that it knows."""

    def __init__(self, graph: Path, vocabulary: Path, threads: int):
        loaded = sessions(graph, _PARTS, threads)
        self._reads, self._says, self._sounds = (loaded[name] for name in _PARTS)
        self._numbers: dict[str, int] = json.loads(vocabulary.read_text(encoding="utf-8"))["vocab"]
        self.alphabet = frozenset(self._numbers)

    def read(self, phonemes: Sequence[str], style: Floats, speed: float = 1.0) -> Reading:
        """At most `WINDOW` phonemes, all of the alphabet; `style` of shape (256,); `speed` 0.5 to
        2, which the steps alone follow."""
        assert len(phonemes) <= WINDOW, f"{len(phonemes)} phonemes, over the window of {WINDOW}"
        tokens = [PAD, *(self._numbers[one] for one in phonemes), PAD]
        predicted, melody, sounds = self._reads.run(
            [PREDICTED, MELODY, SOUNDS],
            {
                "tokens": np.array([tokens], np.int64),
                "style": style.reshape(1, 256).astype(np.float32),
                "speed": np.array([speed], np.float32),
            },
        )
        steps = np.maximum(np.round(predicted.reshape(-1)), 1).astype(np.int64)
        return Reading(steps, melody, sounds)

    def curves(self, reading: Reading, style: Floats, steps: Steps) -> Curves:
        """What is said, how high and how loud, where the phonemes take these steps."""
        content, pitch, loudness = self._says.run(
            [CONTENT, PITCH, LOUDNESS],
            {
                "style": style.reshape(1, 256).astype(np.float32),
                MELODY: reading.melody,
                SOUNDS: reading.sounds,
                DURATIONS: steps.reshape(1, -1).astype(np.float32),
            },
        )
        return Curves(content, pitch.reshape(-1), loudness.reshape(-1))

    def sound(self, curves: Curves, style: Floats) -> NDArray[np.float64]:
        """Samples in [-1, 1] at 24 kHz, as long as all steps."""
        (samples,) = self._sounds.run(
            ["audio"],
            {
                "style": style.reshape(1, 256).astype(np.float32),
                CONTENT: curves.content,
                PITCH: curves.pitch.reshape(1, -1).astype(np.float32),
                LOUDNESS: curves.loudness.reshape(1, -1).astype(np.float32),
            },
        )
        return samples.astype(np.float64).reshape(-1)
