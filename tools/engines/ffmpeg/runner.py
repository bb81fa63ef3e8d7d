"""One run of the FFmpeg binary: progress, time limit, cancel, and errors with the telling line."""

import functools
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg

from studio.errors import EngineError, ToolError
from studio.media.formats import CODECS, CONTAINERS
from studio.media.opener import ffmpeg_input, vet
from studio.threads import DECODING, FILTERING
from tools.engines.base import Progress
from tools.engines.media import worker

TIME_LIMIT = 900.0  # seconds for one run
POLL = 0.05  # seconds between two looks at the process
TELL = 0.25  # seconds between two reports of no progress: a cancel is noticed this late

# Inputs that are no files: frames that the studio writes into the pipe, silence, a black moment.
PIPED = ("-protocol_whitelist", "pipe", "-f", "yuv4mpegpipe", "-i", "pipe:0")
SILENCE = ("-f", "lavfi", "-i", "anullsrc")
BLACK = ("-f", "lavfi", "-i", "color=s=64x64:d=0.1")

# The same inputs give the same bytes: no dates, no writer's name, and a number of threads that does
# not depend on the machine (x264's output depends on it).
BITEXACT = ("-fflags", "+bitexact", "-flags", "+bitexact", "-map_metadata", "-1", "-threads", "4")

_ADDRESS = re.compile(r"\[([^\[\]@]+?) @ 0x[0-9a-f]+\] ")
_FAULT = re.compile(r"\[(?:error|fatal|panic)\] (.+)")


@functools.cache
def binary() -> str:
    """The path of the FFmpeg binary in the imageio-ffmpeg wheel; EngineError when it has none."""
    try:
        return imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        raise EngineError(
            f"there is no FFmpeg binary: {error}.", "Run `make setup` again (imageio-ffmpeg)."
        ) from error


def source(path: Path) -> list[str]:
    """The arguments of an input file; it may not make FFmpeg open other files or addresses.
    MediaError when it is nothing that is opened."""
    return ffmpeg_input(path)


def numbered(pattern: str, fps: int) -> list[str]:
    """The arguments of vetted pictures in a folder of ours, `pattern` with %06d for the number."""
    return [
        *("-protocol_whitelist", "file", "-format_whitelist", "image2"),
        *("-codec_whitelist", ",".join(sorted(CODECS))),
        *(*DECODING, "-framerate", str(fps), "-f", "image2", "-i", f"file:{pattern}"),
    ]


def piped_rgba(width: int, height: int, rate: Fraction) -> list[str]:
    """The arguments of frames with an alpha channel that the studio writes into the pipe."""
    return [
        *("-protocol_whitelist", "pipe", "-f", "rawvideo", "-pix_fmt", "rgba"),
        *("-s", f"{width}x{height}", "-r", str(rate), "-i", "pipe:0"),
    ]


def joined(listing: Path, parts: Iterable[Path]) -> list[str]:
    """The arguments that read files one after the other. `parts` are named in `listing`, a list of
    FFmpeg's concat format in a folder of ours; MediaError when one is nothing that is opened."""
    for part in parts:
        vet(part)
    return [
        *("-protocol_whitelist", "file"),
        *("-format_whitelist", ",".join(("concat", *CONTAINERS))),
        *("-codec_whitelist", ",".join(sorted(CODECS))),
        *(*DECODING, "-f", "concat", "-safe", "1", "-i", f"file:{listing}"),
    ]


def run_ffmpeg(
    arguments: Sequence[str],
    *,
    duration: float,
    progress: Progress,
    note: str,
    inputs: Iterable[Path] = (),
    time_limit: float = TIME_LIMIT,
) -> str:
    """Run FFmpeg and return its log.

    `duration` is the length of the output in seconds, for the progress, which is called as
    progress(fraction, note) and may raise to stop the run: the process is killed then.

    Raises ToolError when one of `inputs` is named in FFmpeg's complaint, EngineError for its other
    failures and when it takes longer than `time_limit` seconds.
    """
    command = [
        binary(),
        "-hide_banner",
        "-nostdin",
        "-y",
        "-loglevel",
        "level+info",
        "-nostats",
        "-progress",
        "pipe:1",
        "-stats_period",
        "0.2",
        *FILTERING,
        *arguments,
    ]
    done = [0.0]
    with tempfile.TemporaryFile("w+", errors="replace") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=not worker.INSIDE,  # which it ends with
        )
        reader = threading.Thread(target=_follow, args=(process, duration, done), daemon=True)
        reader.start()
        try:
            _wait(process, done, progress, note, time.monotonic() + time_limit)
        except subprocess.TimeoutExpired as error:
            raise EngineError(
                f"FFmpeg did not finish {note} within {time_limit:.0f} s.",
                "Ask for a shorter or smaller piece.",
            ) from error
        finally:
            _kill(process)
            reader.join()
            process.stdout.close()
        log.seek(0)
        text = log.read()
    if process.returncode:
        raise _complaint(text, note, inputs)
    return text


def _wait(
    process: subprocess.Popen[str], done: list[float], progress: Progress, note: str, end: float
) -> None:
    told, when = -1.0, 0.0
    while True:
        try:
            process.wait(POLL)
            return
        except subprocess.TimeoutExpired:
            if time.monotonic() > end:
                raise
        # Told again though nothing moves, for progress is how a cancel is heard of.
        if done[0] - told >= 0.01 or time.monotonic() - when >= TELL:
            told, when = done[0], time.monotonic()
            progress(told, note)


def _follow(process: subprocess.Popen[str], duration: float, done: list[float]) -> None:
    """Read `-progress`: key=value lines, of which out_time_us is the time written so far."""
    for line in process.stdout:
        key, _, value = line.strip().partition("=")
        if key == "out_time_us" and value.isdigit() and duration > 0:
            done[0] = min(1.0, int(value) / 1e6 / duration)


def _kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()


def _complaint(log: str, note: str, inputs: Iterable[Path]) -> ToolError | EngineError:
    lines = [_ADDRESS.sub("", line) for line in log.splitlines()]
    faults = [match[1].strip() for line in lines if (match := _FAULT.search(line))]
    telling = faults[0] if faults else (lines or ["it said nothing"])[-1]
    for path in inputs:
        if any(str(path) in error for error in faults):
            return ToolError(
                f"FFmpeg cannot read {path.name}: {telling}.",
                "Pass a handle whose file is a whole picture, sound or video.",
            )
    return EngineError(f"FFmpeg failed at {note}: {telling}.", "Run `python main.py doctor`.")
