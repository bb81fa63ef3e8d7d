"""Sound out of any media file."""

from pathlib import Path

import av
import numpy as np
import scipy
import soundfile

from studio.media.opener import open_medium
from tools.engines.media.arrays import array_of
from tools.engines.media.confined import confined


def read_sound(path: Path) -> tuple[np.ndarray, int]:
    """The first audio stream: float32 samples (n, channels) with full scale 1, and the rate in Hz.
    (0, 1) samples for a file without sound. MediaError when it cannot be decoded."""
    with open_medium(path) as medium:
        if medium.audio is None:
            return np.zeros((0, 1), np.float32), 16000
        planar = av.AudioResampler(format="fltp")
        blocks = [
            block.to_ndarray() for frame in medium.sound() for block in planar.resample(frame)
        ]
        rate = medium.audio.codec_context.sample_rate
    if not blocks:
        return np.zeros((0, 1), np.float32), rate
    return np.ascontiguousarray(np.concatenate(blocks, axis=1).T, np.float32), rate


def mono(samples: np.ndarray) -> np.ndarray:
    """The mean of the channels, (n,)."""
    return samples.mean(axis=1) if samples.size else np.zeros(0, np.float32)


@confined
def write_mono(path: Path, out: Path) -> bool:
    """A WAV of what is heard in a file of any kind, as one channel; whether there is any sound."""
    samples, rate = read_sound(path)
    soundfile.write(out, mono(samples), rate)
    return bool(samples.size)


def sound_of(path: Path, rate: int) -> np.ndarray:
    """What save_mono() saves, for who works on it outside the media workers."""
    return array_of(save_mono, path, rate)


@confined
def save_mono(path: Path, rate: int, out: Path) -> None:
    """Save the sound of a file as one channel of float32 at `rate` Hz, (n,), from -1 to 1."""
    np.save(out, np.ascontiguousarray(np.clip(mono_at(path, rate), -1, 1), np.float32))


def mono_at(path: Path, rate: int) -> np.ndarray:
    """The sound of a file as one channel at `rate` Hz, (n,). MediaError as read_sound()."""
    samples, own = read_sound(path)
    sound = mono(samples)
    if own == rate or not sound.size:
        return sound
    return scipy.signal.resample_poly(sound, rate, own)
