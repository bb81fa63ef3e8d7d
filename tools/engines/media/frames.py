"""A video as pictures in 4:2:0 and back: its own luma and chroma, so that a pixel nobody touches
is encoded as it was decoded.

Both ways run through pipes as YUV4MPEG2, which says its own size: a telephone's upright picture
comes out upright.
"""

import contextlib
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import IO

import cv2
import numpy as np

from studio.errors import EngineError
from studio.media.opener import open_medium
from studio.threads import FILTERING
from tools.engines.ffmpeg.edit.footage import Footage
from tools.engines.ffmpeg.encode import AAC, AS_BT709, master
from tools.engines.ffmpeg.runner import PIPED, TIME_LIMIT, binary, source
from tools.engines.media import worker
from tools.engines.media.confined import confined

_QUIET = ("-hide_banner", "-nostdin", "-y", "-loglevel", "error")
_KR, _KB = 0.2126, 0.0722  # ITU-R BT.709
_KG = 1 - _KR - _KB
_LUMA = np.array([_KR, _KG, _KB])
_LIGHT, _COLOUR = 255 / 219, 255 / 112  # of limited range
# From (Y, Cb, Cr, 1) to R, G and B, and back from (R, G, B, 1).
_BLUE = _COLOUR * np.array([0, -(1 - _KB) * _KB / _KG, 1 - _KB])
_RED = _COLOUR * np.array([1 - _KR, -(1 - _KR) * _KR / _KG, 0])
_TO_RGB = np.stack([np.full(3, _LIGHT), _BLUE, _RED, -16 * _LIGHT - 128 * (_BLUE + _RED)], 1)
_TO_LUMA = np.append(_LUMA / _LIGHT, 16)[None]
_TO_CHROMA = np.stack(
    [
        np.append((np.array([0, 0, 1]) - _LUMA) / (1 - _KB) / _COLOUR, 128),
        np.append((np.array([1, 0, 0]) - _LUMA) / (1 - _KR) / _COLOUR, 128),
    ]
)
_LAST_BREATH = 5.0  # seconds that a process has to end after its pipe is closed
_KEPT_AS_IT_IS = ("aac", "mp3")  # sounds that an MP4 of any player may hold


def pictures(footage: Footage) -> Iterator[np.ndarray]:
    """Every frame of a video: uint8 (3/2 height, width), the luma over the two chromas (I420).
    EngineError when they cannot be decoded."""
    arguments = [
        *source(footage.path),
        "-vf",
        footage.picture().removeprefix("[0:v]"),
        "-an",
        "-f",
        "yuv4mpegpipe",
        "pipe:1",
    ]
    with piped(arguments, "reading the pictures", stdout=subprocess.PIPE) as process:
        stream = process.stdout
        width, height = _size(stream.readline())
        while stream.readline():  # FRAME
            data = stream.read(width * height * 3 // 2)
            yield np.frombuffer(data, np.uint8).reshape(height * 3 // 2, width)


@contextlib.contextmanager
def film(
    footage: Footage,
    out: Path,
    rate: Fraction | None = None,
    sound: list[str] | None = None,
    heard: Path | None = None,
) -> Iterator[Callable[[np.ndarray], None]]:
    """Write an MP4 at `out` of the I420 frames that the yielded function is given, all of one size,
    with the rate of `footage` unless another is given, and its sound as it is; `sound`: the chains
    from [0:a] to [sound] that it goes through, none to leave it out; of the file `heard` where one
    is given. EngineError when FFmpeg fails."""
    rate = rate or footage.rate
    through = _sound(footage) if sound is None else _through(sound)
    # YUV4MPEG2 does not say which colours are meant: FFmpeg would convert from its guess.
    arguments = [
        *PIPED,
        *source(heard or footage.path),
        *("-map", "0:v", "-vf", AS_BT709, *through),
        *("-r", str(rate), *master(max(1, round(rate)))),
        *("-movflags", "+faststart", str(out)),
    ]
    begun, aspect = False, _aspect(footage)
    with piped(arguments, "encoding", stdin=subprocess.PIPE) as process:

        def write(frame: np.ndarray) -> None:
            nonlocal begun
            if not begun:
                begun = True
                process.stdin.write(_header(frame, rate, aspect))
            process.stdin.write(b"FRAME\n")
            process.stdin.write(np.ascontiguousarray(frame).data)

        yield write
        process.stdin.close()
        process.wait(TIME_LIMIT)


def planes(frame: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Views of the luma (h, w) and of the two chromas (h/2, w/2) of an I420 frame."""
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    chroma = frame[height:].reshape(2, height // 2, width // 2)
    return frame[:height], chroma[0], chroma[1]


def to_rgb(frame: np.ndarray) -> np.ndarray:
    """RGB uint8 (h, w, 3) of an I420 frame in BT.709, limited range."""
    light, *chromas = planes(frame)
    size = light.shape[::-1]
    whole = cv2.merge([light, *(cv2.resize(plane, size) for plane in chromas)])
    return cv2.transform(whole, _TO_RGB)


def to_i420(rgb: np.ndarray) -> np.ndarray:
    """The I420 frame in BT.709, limited range, of RGB uint8 (h, w, 3), both sides even."""
    height, width = rgb.shape[:2]
    frame = np.empty((height * 3 // 2, width), np.uint8)
    light, *chromas = planes(frame)
    light[:] = cv2.transform(rgb, _TO_LUMA)
    half = (width // 2, height // 2)
    small = cv2.resize(rgb.astype(np.float32), half, interpolation=cv2.INTER_AREA)
    made = np.rint(cv2.transform(small, _TO_CHROMA))
    for number, plane in enumerate(chromas):
        plane[:] = made[..., number]
    return frame


def _sound(footage: Footage) -> list[str]:
    """The sound, packet by packet where an MP4 can hold it as it is."""
    if not footage.has_audio:
        return []
    if _stored(footage.path)[1] in _KEPT_AS_IT_IS:
        return ["-map", "1:a:0", "-c:a", "copy"]
    return _through([f"{footage.sound()}[sound]"])


def _through(graph: list[str]) -> list[str]:
    """The sound of the second input, filtered."""
    if not graph:
        return []
    chains = ";".join(graph).replace("[0:a]", "[1:a]")
    return ["-filter_complex", chains, "-map", "[sound]", *AAC]


def _aspect(footage: Footage) -> str:
    """Width to height of a pixel; 0:0 where it is not known."""
    return _stored(footage.path)[0]


@confined
def _stored(path: Path) -> tuple[str, str]:
    """Of a video width to height of a pixel, 0:0 where it is not known, and the sound's codec."""
    with open_medium(path) as medium:
        aspect = medium.video and medium.video.sample_aspect_ratio
        codec = medium.audio.codec_context.name if medium.audio else ""
    return f"{aspect.numerator}:{aspect.denominator}" if aspect else "0:0", codec


def _size(header: bytes) -> tuple[int, int]:
    """Width and height in the first line of a YUV4MPEG2 stream."""
    fields = {field[:1]: field[1:] for field in header.split()[1:]}
    return int(fields.get(b"W", 0)), int(fields.get(b"H", 0))


def _header(frame: np.ndarray, rate: Fraction, aspect: str) -> bytes:
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    size = f"W{width} H{height} F{rate.numerator}:{rate.denominator}"
    return f"YUV4MPEG2 {size} Ip A{aspect} C420mpeg2 XCOLORRANGE=LIMITED\n".encode()


@contextlib.contextmanager
def piped(
    arguments: list[str], note: str, **pipes: int | IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """FFmpeg with a pipe; it never outlives the block. EngineError with its last words when it
    fails; what is raised in the block goes on."""
    with tempfile.TemporaryFile("w+", errors="replace") as log:
        process = subprocess.Popen(
            [binary(), *_QUIET, *FILTERING, *arguments],
            **{"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, **pipes},
            stderr=log,
            start_new_session=not worker.INSIDE,  # which it ends with
        )
        try:
            yield process
            process.wait(_LAST_BREATH)
        except (BrokenPipeError, ValueError, subprocess.TimeoutExpired) as error:
            process.kill()
            raise _complaint(log, note) from error
        finally:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(BrokenPipeError):
                    if pipe:
                        pipe.close()
            process.wait()
        if process.returncode:
            raise _complaint(log, note)


def _complaint(log: IO[str], note: str) -> EngineError:
    log.seek(0)
    lines = log.read().splitlines()
    telling = lines[-1].strip() if lines else "it said nothing"
    return EngineError(f"FFmpeg failed at {note}: {telling}.", "Run `python main.py doctor`.")
