"""A real voice worker, spoken to over the frame protocol."""

import subprocess
import wave
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tools.engines.voice.phonetics.visemes import shapes
from tools.engines.worker.serve import frame, read_frame

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venvs" / "voice" / "bin" / "python"
CHILD = {"timbre": "child", "pitch_hz": 265.0, "formant_ratio": 1.2, "rate": 1.0, "language": "en"}
MAN = {"timbre": "male", "pitch_hz": 115.0, "formant_ratio": 1.0, "rate": 1.0, "language": "en"}

WEIGHTS = ("kokoro-82m", "kokoro-voices")

Speak = Callable[..., dict[str, Any]]


class VoiceWorker:
    """The worker's process; `ask` gives its last frame for a request: a result or an error."""

    def __init__(self, module: str = "tools.engines.voice.worker", *arguments: str) -> None:
        self._process = subprocess.Popen(
            [PYTHON, "-m", module, *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin and self._process.stdout
        self._in, self._out = self._process.stdin, self._process.stdout
        self.hello = read_frame(self._out)
        self._number = 0

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        self._in.write(frame({"id": self._number, "method": method, "params": params}))
        self._in.flush()
        while True:
            answer = read_frame(self._out)
            assert answer is not None, "the worker died"
            assert answer["id"] == self._number
            if "progress" not in answer:
                return answer

    def close(self) -> None:
        self._in.close()
        self._process.wait(timeout=10)


@pytest.fixture(scope="session")
def voice_worker() -> Iterator[VoiceWorker]:
    if not PYTHON.is_file():
        pytest.skip(f"the voice environment is not made: no {PYTHON.relative_to(ROOT)}")
    worker = VoiceWorker()
    yield worker
    worker.close()


@pytest.fixture(scope="session")
def kokoro_worker() -> Iterator[VoiceWorker]:
    from studio.settings import settings
    from studio.weights import warehouse

    if not PYTHON.is_file():
        pytest.skip(f"the voice environment is not made: no {PYTHON.relative_to(ROOT)}")
    house = warehouse(settings())
    if lacking := [name for name in WEIGHTS if house.missing(name)]:
        pytest.skip(f"the weights {' and '.join(lacking)} are not here")
    folders = [str(house.folder_of(name)) for name in WEIGHTS]
    worker = VoiceWorker("tools.engines.kokoro.worker", *folders)
    yield worker
    worker.close()


@pytest.fixture
def speak(voice_worker: VoiceWorker, tmp_path: Path) -> Speak:
    """Speak a line by the synthesisers; the result, with `samples` (float, 48 kHz) beside it."""
    return _speaker(voice_worker, tmp_path)


@pytest.fixture
def kokoro(kokoro_worker: VoiceWorker, tmp_path: Path) -> Speak:
    """The same by Kokoro."""
    return _speaker(kokoro_worker, tmp_path)


def _speaker(worker: VoiceWorker, folder: Path) -> Speak:
    def spoken(text: str, name: str = "line", **params: Any) -> dict[str, Any]:
        params.setdefault("voice", CHILD)
        answer = worker.ask("speak", text=text, out=str(folder / f"{name}.wav"), **params)
        assert "result" in answer, answer
        result = answer["result"]
        result["samples"] = read_samples(Path(result["path"]))
        return result

    return spoken


def read_samples(path: Path) -> NDArray[np.float64]:
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getframerate()) == (1, 48_000)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768.0


@pytest.fixture
def f0_track() -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """F0 (Hz) of the voiced 40 ms frames of 48 kHz samples, by autocorrelation, 70 to 600 Hz."""
    from scipy.signal import decimate

    def track(samples: NDArray[np.float64]) -> NDArray[np.float64]:
        slow, rate, size = decimate(samples, 4), 12_000, 480
        found = []
        for start in range(0, len(slow) - size, 120):
            piece = slow[start : start + size] * np.hanning(size)
            if np.sqrt(np.mean(piece**2)) < 0.02:
                continue
            spectrum = np.abs(np.fft.rfft(piece, 2048)) ** 2
            window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(size), 2048)) ** 2)
            likeness = np.fft.irfft(spectrum)[:200] / window[:200]
            likeness /= likeness[0]
            low, high = rate // 600, rate // 70
            best = float(likeness[low:high].max())
            if best < 0.6:
                continue
            near = [
                lag
                for lag in range(low, high)
                if likeness[lag] > 0.9 * best
                and likeness[lag] >= max(likeness[lag - 1], likeness[lag + 1])
            ]
            if near:
                found.append(rate / near[0])
        return np.array(found)

    return track


def check_times(result: dict[str, Any]) -> None:
    """Phones without gaps from the first sample to the last, each with a viseme."""
    phones, duration = result["phonemes"], result["duration"]
    assert duration == pytest.approx(len(result["samples"]) / 48_000, abs=1e-6)
    assert phones[0]["start"] == 0
    assert phones[-1]["end"] == pytest.approx(duration, abs=1e-3)
    for phone, following in pairwise(phones):
        assert phone["start"] < phone["end"]
        assert phone["end"] == pytest.approx(following["start"], abs=1e-4)
    for phone in phones:
        shapes(phone["phone"])  # raises for a phone without a viseme
