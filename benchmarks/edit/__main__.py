"""What editing footage costs beside a hand-written FFmpeg command and MoviePy, and how good it is.

    python -m benchmarks.edit [--seconds 120] [--size 1280x720] [--rounds 1] [--moviepy PYTHON]
        [--long [SECONDS]]

One film of 720p (job.py): cut, join, a quarter of the speed, a ramp, a title, a mix. By the
studio's tools, by one FFmpeg command, and by MoviePy 2.2.1 (requirements/moviepy.txt in
.venvs/moviepy), in turn, in one run, with the same encoder. Then the frames a second of
`exaggerate_faces`, and F1, IoU and PSNR on footage with known truth. With `--long`, the peak memory
of the same job on ten minutes of 1080p. Ratios of one run count, since machines differ.
"""

import argparse
import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.edit import job as work
from benchmarks.edit import quality
from benchmarks.edit.footage import FPS, clip, pictures
from benchmarks.options import exit_code, parsed
from benchmarks.studio import settings_in
from memory.open import open_memory
from studio.media.opener import open_medium
from studio.settings import ROOT
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database
from tools.engines.ffmpeg.encode import DELIVERY_CRF
from tools.engines.registry import engines
from tools.toolbox import Toolbox

HAND, MOVIEPY = 1.15, 2.0  # times the hand-written command at most; times faster than MoviePy
FACES, MEMORY = 12.0, 1.5  # frames a second; GB
PLATE = ROOT / "tests" / "measure" / "plates" / "talk.mp4"
TITLE_GONE = work.TITLE_SECONDS + 0.5  # seconds
LONG, FULL_HD = 600.0, "1920x1080"


def toolbox_in(place: Path) -> Toolbox:
    """Tools that make everything anew."""
    settings = settings_in(place)
    store = ArtifactStore(place / "artifacts", open_database(settings.database_url()))
    own = engines(settings)
    return Toolbox(store, open_memory(settings).sheets, settings, use_cache=False, engines=own)


def moviepy(options: argparse.Namespace, job: work.Job, media: list[Path], out: Path) -> bool:
    """The job by MoviePy; False where it is not here."""
    if not options.moviepy.exists():
        return False
    first, second, music = map(str, media)
    asked = out.with_suffix(".json")
    asked.write_text(
        json.dumps(
            {
                "job": job.as_dict(),
                "first": first,
                "second": second,
                "music": music,
                "title": work.TITLE,
                "font": str(work.FONT),
                "fps": FPS,
                "crf": DELIVERY_CRF,
                "out": str(out),
            }
        )
    )
    script = Path(__file__).with_name("by_moviepy.py")
    subprocess.run([str(options.moviepy), str(script), str(asked)], check=True)
    return True


async def speed(options: argparse.Namespace, folder: Path, toolbox: Toolbox) -> bool:
    """The table of seconds; whether the marks are kept."""
    job = work.Job.of(options.seconds)
    media = [
        clip(folder / "first.mp4", job.first + 1, options.size, 220),
        clip(folder / "second.mp4", job.second + 1, options.size, 330),
        clip(folder / "music.mp4", options.seconds + 5, "64x36", 110),
    ]
    handles = [toolbox.artifacts.add(path, "video").handle for path in media]
    times: dict[str, list[float]] = {"the studio's tools": [], "by hand": [], "MoviePy 2.2.1": []}
    made: dict[str, Path] = {}
    for number in range(options.rounds):
        began = time.perf_counter()
        made["studio"], length = await work.by_the_studio(job, toolbox, handles)
        times["the studio's tools"].append(time.perf_counter() - began)
        began = time.perf_counter()
        made["hand"] = folder / "hand.mp4"
        work.by_hand(job, *media, made["hand"])
        times["by hand"].append(time.perf_counter() - began)
        began = time.perf_counter()
        if moviepy(options, job, media, folder / f"moviepy{number}.mp4"):
            times["MoviePy 2.2.1"].append(time.perf_counter() - began)
    middle = {name: statistics.median(each) for name, each in times.items() if each}
    hand, own = middle["by hand"], middle["the studio's tools"]
    print(f"a film of {length:.1f} s, {options.size}")
    print(f"{'':<28}{'s':>9}{'of by hand':>12}{'allowed':>9}")
    for name, seconds in middle.items():
        allowed = {"the studio's tools": HAND}.get(name, "")
        print(f"{name:<28}{seconds:>9.2f}{seconds / hand:>12.2f}{allowed:>9}")
    plain = round(FPS * (job.first + job.slow))
    alike = quality.psnr(made["studio"], made["hand"], round(FPS * TITLE_GONE), plain)
    print(f"{'PSNR to by hand':<28}{alike:>9.1f} dB before the first ramp")
    if "MoviePy 2.2.1" not in middle:
        print(
            "no MoviePy: python3.11 -m venv .venvs/moviepy && "
            ".venvs/moviepy/bin/pip install -r requirements/moviepy.txt"
        )
        return own <= HAND * hand
    faster = middle["MoviePy 2.2.1"] / own
    print(f"{'times as fast as MoviePy':<28}{faster:>9.2f}{'':>12}{MOVIEPY:>9}")
    return own <= HAND * hand and faster >= MOVIEPY


async def faces(options: argparse.Namespace, folder: Path, toolbox: Toolbox) -> bool:
    """Frames a second of exaggerate_faces; whether the mark is kept."""
    width, height = (int(side) for side in options.face.split("x"))
    frames: list[np.ndarray] = []
    with open_medium(PLATE) as medium:
        for frame in medium.pictures():
            shown = cv2.resize(frame.to_ndarray(format="rgb24"), (height, height))
            wide = np.full((height, width, 3), 96, np.uint8)
            wide[:, (width - height) // 2 : (width - height) // 2 + height] = shown
            frames.append(wide)
            if len(frames) >= options.faces:
                break
    path = pictures(folder / "face.mp4", frames)
    handle = toolbox.artifacts.add(path, "video").handle
    began = time.perf_counter()
    made = await toolbox.call("exaggerate_faces", {"video": handle, "amount": 2.0})
    rate = len(frames) / (time.perf_counter() - began)
    print(f"{'exaggerate_faces, frames/s':<28}{rate:>9.1f}{'':>12}{FACES:>9}")
    print(f"{'  frames with a face':<28}{made['share']:>9.0%}")
    return rate >= FACES


async def good(options: argparse.Namespace, folder: Path, toolbox: Toolbox) -> None:
    """The table of quality."""
    print(f"\n{'quality':<40}{'':>9}")
    for kind, score in quality.scenes(folder, options.shots).items():
        print(f"{f'detect_scenes, F1 of {kind}':<40}{score:>9.2f}")
    score = quality.beats(folder, tuple(options.tempos), options.music)
    print(f"{'detect_beats, F1 within 20 ms':<40}{score:>9.2f}")
    print(f"{'segment_video, IoU':<40}{await quality.masks(folder, options.masks, toolbox):>9.3f}")
    source = clip(folder / "trim.mp4", 2, "640x360", 220)
    handle = toolbox.artifacts.add(source, "video").handle
    cut = await toolbox.call("trim_video", {"video": handle, "start": 0.5, "end": 1.5})
    kept = quality.psnr(toolbox.artifacts.path(cut["video"]), source, 0, FPS, FPS // 2)
    print(f"{'trim_video, PSNR to its source':<40}{kept:>9.1f} dB")


async def long(seconds: float, folder: Path, toolbox: Toolbox) -> bool:
    """Peak memory of the job on so many seconds of 1080p."""
    size = FULL_HD
    job = work.Job.of(seconds)
    media = [
        clip(folder / "first.mp4", job.first + 1, size, 220),
        clip(folder / "second.mp4", job.second + 1, size, 330),
        clip(folder / "music.mp4", seconds + 5, "64x36", 110),
    ]
    handles = [toolbox.artifacts.add(path, "video").handle for path in media]
    await work.by_the_studio(job, toolbox, handles)
    most = _peak()
    print(f"{f'peak memory, {seconds:g} s of {size}':<28}{most:>9.2f} GB{'':>9}{MEMORY:>9}")
    return most <= MEMORY


def _peak() -> float:
    """GB of this process and the largest of those that it started."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(one).ru_maxrss for one in who) / 2**20


async def measure(options: argparse.Namespace) -> bool:
    """All tables; whether every mark is kept."""
    with tempfile.TemporaryDirectory() as place:
        toolbox = toolbox_in(Path(place))
        try:
            if options.long:
                return await long(options.long, Path(place), toolbox)
            kept = [await speed(options, Path(place), toolbox)]
            kept.append(await faces(options, Path(place), toolbox))
            await good(options, Path(place), toolbox)
            return all(kept)
        finally:
            for engine in toolbox.engines.values():
                await engine.close()


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=120.0, help="of the film")
    parser.add_argument("--size", default="1280x720", help="of the film")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--face", default="1280x720", help="of the film with a face")
    parser.add_argument("--faces", type=int, default=96, help="frames that are exaggerated")
    parser.add_argument("--moviepy", type=Path, default=ROOT / ".venvs/moviepy/bin/python")
    parser.add_argument(
        "--long",
        type=float,
        nargs="?",
        const=LONG,
        metavar="SECONDS",
        help="peak memory of that much 1080p instead, ten minutes unless said otherwise",
    )
    small: dict[str, Any] = {"seconds": 4.0, "size": "160x90", "face": "320x180", "faces": 8}
    small["rounds"] = 1
    parser.set_defaults(shots=25, tempos=(60, 84, 97.5, 120, 133, 160, 185), music=20.0, masks=48)
    small |= {"shots": 3, "tempos": (120,), "music": 4.0, "masks": 4, "moviepy": Path("none")}
    options = parsed(parser, **small, long=None)
    return exit_code(asyncio.run(measure(options)), options)


if __name__ == "__main__":
    sys.exit(main())
