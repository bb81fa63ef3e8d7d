"""Decodes what a program made, in a process of its own that has little to give.

Each job is done in a fork (studio/fork_server.py) with limits on memory, processor, time, files
and processes. The fork opens the file and nothing else; this process itself never looks at a byte
of it.

In:   {"path": "/tmp/x.png", "kind": "image", "form": "PNG", "max_pixels": ..., "pixels_left": ...,
       "memory_mb": 512, "seconds": 10}
Out:  {"pixels": 4096, "facts": {"width": 64, ...}}  or  {"pixels": 0, "error": "bad" or "limit",
       "text": "..."}

No imports of the studio but of the server: they would take longer than the decoding.
"""

import json
import resource
import signal
import warnings
from pathlib import Path
from typing import Any, BinaryIO

import numpy  # noqa: F401  here, so that no fork has to import it
import soundfile
from PIL import Image, WebPImagePlugin  # noqa: F401

from studio.fork_server import serve

BLOCK = 65536  # sample frames
MOST_VALUES = 1_000_000  # of a table
LONGEST = 300  # characters of an error


class Limit(Exception):
    """It is more than a program may hand back."""


def picture(stream: BinaryIO, job: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Width, height and format of a picture, once all of its pixels were decoded."""
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the next lines judge
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(stream, formats=[job["form"]]) as opened:
        width, height = opened.size
        pixels = width * height
        if pixels > job["max_pixels"]:
            raise Limit(f"{width} x {height} pixels, and {job['max_pixels']} are the most.")
        if pixels > job["pixels_left"]:
            raise Limit(
                f"{width} x {height} pixels, and this program may hand back {job['pixels_left']} "
                "more."
            )
        told["pixels"] = pixels
        opened.load()
    return {"width": width, "height": height, "codec": job["form"].lower()}


def sound(stream: BinaryIO, job: dict[str, Any], _told: dict[str, Any]) -> dict[str, Any]:
    """Length and format of a sound, once all of it was decoded."""
    with soundfile.SoundFile(stream) as opened:
        if opened.format != job["form"]:
            raise ValueError(f"it is {opened.format}")
        heard = sum(len(block) for block in opened.blocks(BLOCK, dtype="float32"))
        if heard < opened.frames:
            raise ValueError(f"it ends after {heard} of {opened.frames} samples")
        return {
            "duration": heard / opened.samplerate,
            "sample_rate": opened.samplerate,
            "channels": opened.channels,
            "codec": opened.subtype,
            "has_audio": True,
        }


def table(stream: BinaryIO, _job: dict[str, Any], _told: dict[str, Any]) -> dict[str, Any]:
    """Nothing is told of a table but that it is one."""

    def refuse(word: str) -> None:
        raise ValueError(f"{word} is no number in JSON")

    waiting, values = [json.load(stream, parse_constant=refuse)], 0
    while waiting:
        value = waiting.pop()
        values += 1
        if values > MOST_VALUES:
            raise Limit(f"more than {MOST_VALUES} values in one table.")
        if isinstance(value, list | dict):
            waiting += value.values() if isinstance(value, dict) else value
    return {}


DECODERS = {"image": picture, "audio": sound, "table": table}


def confine(memory_mb: int, seconds: int) -> None:
    """Take away what decoding does not need; `memory_mb` are beyond what this process has already.
    Past the time it is ended by a signal."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limits = {
        resource.RLIMIT_AS: pages * resource.getpagesize() + memory_mb * 2**20,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 16,
        resource.RLIMIT_NPROC: 0,
    }
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))
    signal.alarm(seconds)


def decode(job: dict[str, Any]) -> dict[str, Any]:
    """One job, in the fork."""
    told: dict[str, Any] = {"pixels": 0}
    try:
        confine(job["memory_mb"], job["seconds"])
        with Path(job["path"]).open("rb") as stream:
            told["facts"] = DECODERS[job["kind"]](stream, job, told)
    except MemoryError:
        told |= {"error": "limit", "text": f"decoding takes more than {job['memory_mb']} MB."}
    except Limit as error:
        told |= {"error": "limit", "text": str(error)}
    except Exception as error:  # whatever a decoder says of bytes that it can't read
        told |= {"error": "bad", "text": f"{type(error).__name__}: {error}"[:LONGEST]}
    return told


def lost(job: dict[str, Any], ended_by: int) -> dict[str, Any]:
    """The answer for a fork that gave none."""
    # what it would have counted is not known: as much as one may have
    if ended_by in (signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL):
        text = f"decoding takes more than {job['seconds']} s."
        return {"pixels": job["max_pixels"], "error": "limit", "text": text}
    return {"pixels": job["max_pixels"], "error": "bad", "text": "its decoder crashed."}


def main() -> None:
    """Answer jobs until the input ends."""
    Image.preinit()
    serve(decode, lost)
