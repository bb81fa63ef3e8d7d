"""One tflite model, ready to run from any thread."""

import hashlib
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

_hush = threading.Lock()
_KEPT = 32 * 2**20  # bytes of answers that a model remembers


class Model:
    """A loaded network with one input. Interpreters are not thread-safe: there are as many as
    threads have asked at a time.

    What it said of the last pictures is remembered: a source is looked at again for each take that
    is compared to it."""

    def __init__(self, path: Path):
        self._path = path
        self._lock = threading.Lock()
        self._said: OrderedDict[bytes, list[np.ndarray]] = OrderedDict()
        self._kept = 0  # bytes of them
        self._idle = [self._interpreter()]
        self._input = self._idle[0].get_input_details()[0]
        self._outputs = self._idle[0].get_output_details()
        self.size: int = int(self._input["shape"][1])

    def __call__(self, picture: np.ndarray, darkest: float = 0.0) -> list[np.ndarray]:
        """`picture` is (size, size, 3) uint8, which the network is shown in the range `darkest` to
        1; the outputs, which are read-only, in the network's order, without their batch axis."""
        key = hashlib.sha256(np.ascontiguousarray(picture)).digest()
        with self._lock:
            if key in self._said:
                self._said.move_to_end(key)
                return self._said[key]
            interpreter = self._idle.pop() if self._idle else None
        interpreter = interpreter or self._interpreter()
        share = picture[None].astype(np.float32) / 255
        given = darkest + (1 - darkest) * share if darkest else share
        interpreter.set_tensor(self._input["index"], given)
        interpreter.invoke()
        found = [interpreter.get_tensor(o["index"])[0].copy() for o in self._outputs]
        for output in found:
            output.flags.writeable = False
        with self._lock:
            self._idle.append(interpreter)
            self._remember(key, found)
        return found

    def _remember(self, key: bytes, found: list[np.ndarray]) -> None:
        if key not in self._said:
            self._said[key] = found
            self._kept += sum(output.nbytes for output in found)
        while self._kept > _KEPT:
            _, oldest = self._said.popitem(last=False)
            self._kept -= sum(output.nbytes for output in oldest)

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
