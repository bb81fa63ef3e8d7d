"""Sound out of any media file."""

from pathlib import Path

import av
import numpy as np

from studio.errors import ToolError


def read_sound(path: Path) -> tuple[np.ndarray, int]:
    """The first audio stream: float32 samples (n, channels) with full scale 1, and the rate in Hz.
    (0, 1) samples for a file without sound. ToolError when it cannot be decoded."""
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                return np.zeros((0, 1), np.float32), 16000
            stream = container.streams.audio[0]
            planar = av.AudioResampler(format="fltp")
            blocks = [
                block.to_ndarray()
                for frame in container.decode(stream)
                for block in planar.resample(frame)
            ]
            rate = stream.codec_context.sample_rate
    except av.error.FFmpegError as fault:
        raise ToolError(
            f"the sound of {path.name} cannot be decoded: {fault.strerror}.",
            "Make the artifact again.",
        ) from fault
    if not blocks:
        return np.zeros((0, 1), np.float32), rate
    return np.ascontiguousarray(np.concatenate(blocks, axis=1).T, np.float32), rate


def mono(samples: np.ndarray) -> np.ndarray:
    """The mean of the channels, (n,)."""
    return samples.mean(axis=1) if samples.size else np.zeros(0, np.float32)
