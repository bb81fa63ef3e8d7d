"""One tflite model, ready to run from any thread."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

_hush = threading.Lock()


class Model:
    """A loaded network with one input. Interpreters are not thread-safe: there are as many as
    threads have asked at a time."""

    def __init__(self, path: Path):
        self._path = path
        self._lock = threading.Lock()
        self._idle = [self._interpreter()]
        self._input = self._idle[0].get_input_details()[0]
        self._outputs = self._idle[0].get_output_details()
        self.size: int = int(self._input["shape"][1])

    def __call__(self, picture: np.ndarray) -> list[np.ndarray]:
        """`picture` is (size, size, 3) float32 in the network's own range; the outputs in the
        network's order, without their batch axis."""
        with self._lock:
            interpreter = self._idle.pop() if self._idle else None
        interpreter = interpreter or self._interpreter()
        interpreter.set_tensor(
            self._input["index"], np.ascontiguousarray(picture[None], np.float32)
        )
        interpreter.invoke()
        found = [interpreter.get_tensor(o["index"])[0].copy() for o in self._outputs]
        with self._lock:
            self._idle.append(interpreter)
        return found

    def _interpreter(self) -> Any:
        from ai_edge_litert.interpreter import Interpreter  # heavy: loaded on first use

        with _hushed():
            made = Interpreter(str(self._path), num_threads=1)
            made.allocate_tensors()
        return made


@contextmanager
def _hushed() -> Iterator[None]:
    """The runtime announces its delegate on standard error from C, which no setting turns off."""
    with _hush, Path(os.devnull).open("w") as nowhere:
        sys.stderr.flush()
        stderr = os.dup(2)
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)


@cache
def load(path: Path) -> Model:
    """The model at `path`, loaded once per process."""
    return Model(path)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """1 / (1 + e^-x), without overflow."""
    return 1 / (1 + np.exp(-np.clip(logits, -80, 80)))
