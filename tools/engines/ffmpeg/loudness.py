"""Loudness to a target after EBU R 128, with a ceiling for the true peak (ITU-R BS.1770)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
import soundfile

from tools.engines.base import Progress
from tools.engines.ffmpeg.runner import BITEXACT, run_ffmpeg, source

RATE = 48000
PEAK_CEILING = -1.0  # dBTP
SILENCE = -69.0  # LUFS; the gate of BS.1770 lets nothing below -70 through
# The limiter works on four times the rate, where it sees the peaks between samples; filtering back
# down rings a little, and FFmpeg rounds what it reports to 0.1 dB.
_MARGIN = 0.3
_ROUNDS = 4
_TOLERANCE = 0.15  # LU

# Measures what passes through it. BS.1770 needs a block of 0.4 s.
METER = "apad=whole_dur=0.5,ebur128=peak=true:framelog=quiet"
_INTEGRATED = re.compile(r"I:\s+(-?[\d.]+|-?inf|nan) LUFS")
_PEAK = re.compile(r"Peak:\s+(-?[\d.]+|-?inf|nan) dBFS")


@dataclass(frozen=True)
class Loudness:
    """`lufs`: integrated loudness; `peak_db`: true peak in dBTP. -70 and -120 for silence."""

    lufs: float
    peak_db: float


class MadeSound(TypedDict):
    """A sound file that was made: `duration` in seconds, `lufs`, `peak_db` in dBTP."""

    path: str
    duration: float
    lufs: float
    peak_db: float


@contextmanager
def raw_beside(out: Path) -> Iterator[Path]:
    """Where the sound lies before its loudness is set; at the end that file is gone."""
    raw = out.with_suffix(".raw.wav")
    try:
        yield raw
    finally:
        raw.unlink(missing_ok=True)


def write_sound(wave: np.ndarray, target: float, out: Path, progress: Progress) -> MadeSound:
    """Write stereo samples at RATE to `out`, brought to `target` LUFS; returns what `sound_made`
    says of it."""
    seconds = wave.shape[0] / RATE
    with raw_beside(out) as raw:
        soundfile.write(raw, wave.astype(np.float32), RATE, "FLOAT")
        measured = measure(raw, seconds, progress)
        loudness = normalise(raw, measured, target, seconds, out, progress)
    return sound_made(out, seconds, loudness)


def sound_made(out: Path, seconds: float, loudness: Loudness) -> MadeSound:
    """What an engine answers that made the sound `out`."""
    return {
        "path": str(out),
        "duration": seconds,
        "lufs": loudness.lufs,
        "peak_db": loudness.peak_db,
    }


def read_meter(log: str) -> Loudness:
    """What METER wrote into FFmpeg's log."""
    summary = log[log.rindex("Summary:") :]
    return Loudness(
        _number(_INTEGRATED.search(summary), -70.0), _number(_PEAK.search(summary), -120.0)
    )


def measure(path: Path, duration: float, progress: Progress) -> Loudness:
    """The loudness of a sound file of `duration` seconds."""
    log = run_ffmpeg(
        [*source(path), "-af", METER, "-f", "null", "-"],
        duration=duration,
        progress=progress,
        note="measuring",
        inputs=[path],
    )
    return read_meter(log)


def normalise(
    raw: Path, measured: Loudness, target: float, duration: float, out: Path, progress: Progress
) -> Loudness:
    """Bring `raw` (48 kHz float WAV of loudness `measured`) to `target` LUFS as 16-bit WAV `out`.

    A plain gain where the peaks allow it; else a limiter holds the true peak under -1 dBTP, and the
    gain is raised until the loudness is met or four rounds are over (a few dB of limiting is not
    heard; a target that would need far more is not reached). Silence stays silence.
    """
    gain = target - measured.lufs if measured.lufs > SILENCE else 0.0
    result = measured
    for _ in range(_ROUNDS):
        chain = f"volume={gain:.3f}dB:precision=float"
        if measured.peak_db + gain > PEAK_CEILING - _MARGIN:
            chain += f",{limiter()}"
        log = run_ffmpeg(
            [
                *source(raw),
                "-filter_complex",
                f"[0:a]{chain},atrim=end_sample={round(duration * RATE)},asplit[out][copy];"
                f"[copy]{METER}[meter]",
                "-map",
                "[out]",
                *BITEXACT,
                "-c:a",
                "pcm_s16le",
                str(out),
                "-map",
                "[meter]",
                "-f",
                "null",
                "-",
            ],
            duration=duration,
            progress=progress,
            note="loudness",
            inputs=[raw],
        )
        result = read_meter(log)
        missing = target - result.lufs
        if measured.lufs <= SILENCE or abs(missing) <= _TOLERANCE:
            break
        gain += missing
    return result


def limiter() -> str:
    """Filters that hold the true peak under PEAK_CEILING."""
    ceiling = 10 ** ((PEAK_CEILING - _MARGIN) / 20)
    return (
        f"aresample={4 * RATE}:resampler=soxr,"
        f"alimiter=limit={ceiling:.5f}:attack=3:release=60:level=false:latency=true,"
        f"aresample={RATE}:resampler=soxr"
    )


def _number(match: re.Match[str] | None, otherwise: float) -> float:
    if match is None or "inf" in match[1] or match[1] == "nan":
        return otherwise
    return float(match[1])
