"""Kokoro-82M on onnxruntime: from phonemes, a style and a speed to samples and phoneme times."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.engines.onnx import session

RATE = 24_000  # Hz
STEP = 600  # samples of one step of a duration: 25 ms
WINDOW = 510  # phonemes at most; the model's positions less the pads at both ends
PAD = 0
# The steps that every token takes, which the graph works out and does not hand out.
DURATIONS = "/encoder/Clip_output_0"
FLOAT = 1  # onnx.TensorProto.FLOAT


class Model:
    """The network, loaded once. `alphabet`: the phoneme symbols that it knows."""

    def __init__(self, graph: Path, vocabulary: Path, threads: int):
        self._session = session(with_output(graph.read_bytes(), DURATIONS), threads)
        self._numbers: dict[str, int] = json.loads(vocabulary.read_text(encoding="utf-8"))["vocab"]
        self.alphabet = frozenset(self._numbers)

    def speak(
        self, phonemes: Sequence[str], style: NDArray[np.float32], speed: float
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Samples in [-1, 1] at 24 kHz, and the length of each phoneme in samples, with that of the
        pads before the first and after the last: their sum is the sound's length.

        At most `WINDOW` phonemes, all of the alphabet; `style` of shape (256,); `speed` 0.5 to 2.
        """
        assert len(phonemes) <= WINDOW, f"{len(phonemes)} phonemes, over the window of {WINDOW}"
        tokens = [PAD, *(self._numbers[one] for one in phonemes), PAD]
        samples, steps = self._session.run(
            ["audio", DURATIONS],
            {
                "tokens": np.array([tokens], np.int64),
                "style": style.reshape(1, 256).astype(np.float32),
                "speed": np.array([speed], np.float32),
            },
        )
        lengths = np.round(steps.reshape(-1)).astype(np.int64) * STEP
        return samples.astype(np.float64).reshape(-1), lengths


def with_output(graph: bytes, name: str) -> bytes:
    """An ONNX model (bytes of its protobuf) that hands out its inner float tensor `name` too.

    Messages of one field that stand one behind the other are merged when they are read (protobuf's
    encoding, "Last One Wins"): one more `graph` that holds nothing but an output adds just that.
    Fields by onnx.proto: ModelProto.graph 7, GraphProto.output 12, ValueInfoProto.name 1, .type 2,
    TypeProto.tensor_type 1, Tensor.elem_type 1.
    """
    kind = _field(1, bytes([1 << 3, FLOAT]))
    return graph + _field(7, _field(12, _field(1, name.encode()) + _field(2, kind)))


def _field(number: int, payload: bytes) -> bytes:
    """A length-delimited protobuf field."""
    return bytes([number << 3 | 2]) + _varint(len(payload)) + payload


def _varint(value: int) -> bytes:
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(value & 0x7F)
    return bytes(group | 0x80 for group in groups[:-1]) + bytes(groups[-1:])
