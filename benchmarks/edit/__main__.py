"""What editing footage costs beside a hand-written FFmpeg command and MoviePy, and how good it is.

    python -m benchmarks.edit [--seconds 120] [--size 1280x720] [--rounds 1] [--moviepy PYTHON]
        [--long [SECONDS]]

One film of 720p (job.py): cut, join, a quarter of the speed, a ramp, a title, a mix. By the
studio's tools, by one FFmpeg command, and by MoviePy 2.2.1 (requirements/moviepy.txt in
.venvs/moviepy), in turn, in one run, with the same encoder. On a machine that
other work shares, the processor seconds are the fairer figure. Then the frames a second of
`exaggerate_faces`, and F1, IoU and PSNR on footage with known truth. With `--long`, the peak memory
of the same job on ten minutes of 1080p. Ratios of one run count, since machines differ.
"""

import argparse
import asyncio
import json
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
from benchmarks.engines import missing, only, ready
from benchmarks.options import exit_code, parsed
from benchmarks.studio import settings_in
from benchmarks.usage import peak_gb, processor_seconds
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
STILL = "yuvtestsrc"  # coded soon; what is held in memory does not depend on what is seen


def toolbox_in(place: Path) -> Toolbox:
    """Tools that make everything anew."""
    settings = settings_in(place)
    store = ArtifactStore(place / "artifacts", open_database(settings.database_url()))
    own = engines(settings)
    return Toolbox(store, open_memory(settings).sheets, settings, use_cache=False, engines=own)


def _by(engine: str, toolbox: Toolbox) -> Toolbox:
    """The same tools, of which that engine is the first that segment_video has."""
    own = only("segment_video", engine, toolbox.engines)
    return Toolbox(
        toolbox.artifacts, toolbox.sheets, toolbox.settings, use_cache=False, engines=own
    )


def _clock() -> tuple[float, float]:
    """Now, and the processor seconds so far."""
    return time.perf_counter(), processor_seconds()


def _since(began: tuple[float, float]) -> tuple[float, float]:
    now = _clock()
    return now[0] - began[0], now[1] - began[1]


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
    own, hand, other = "the studio's tools", "by hand", "MoviePy 2.2.1"
    clocks: dict[str, list[tuple[float, float]]] = {own: [], hand: [], other: []}
    made: dict[str, Path] = {hand: folder / "hand.mp4"}
    for number in range(options.rounds):
        began = _clock()
        made[own], length = await work.by_the_studio(job, toolbox, handles)
        clocks[own].append(_since(began))
        began = _clock()
        work.by_hand(job, *media, made[hand])
        clocks[hand].append(_since(began))
        began = _clock()
        if moviepy(options, job, media, folder / f"moviepy{number}.mp4"):
            clocks[other].append(_since(began))
    middle = {
        name: tuple(statistics.median(each) for each in zip(*rounds, strict=True))
        for name, rounds in clocks.items()
        if rounds
    }
    print(f"a film of {length:.1f} s, {options.size}")
    print(f"{'':<28}{'s':>9}{'of by hand':>12}{'allowed':>9}{'processor s':>13}{'of by hand':>12}")
    for name, (wall, used) in middle.items():
        ratios = wall / middle[hand][0], used / middle[hand][1]
        allowed = HAND if name == own else ""
        print(
            f"{name:<28}{wall:>9.2f}{ratios[0]:>12.2f}{allowed:>9}{used:>13.2f}{ratios[1]:>12.2f}"
        )
    plain = round(FPS * (job.first + job.slow))
    alike = quality.psnr(made[own], made[hand], round(FPS * TITLE_GONE), plain)
    print(f"{'PSNR to by hand':<28}{alike:>9.1f} dB before the first ramp")
    kept = middle[own][0] <= HAND * middle[hand][0]
    if other not in middle:
        print(
            "no MoviePy: python3.11 -m venv .venvs/moviepy && "
            ".venvs/moviepy/bin/pip install -r requirements/moviepy.txt"
        )
        return kept
    faster = middle[other][0] / middle[own][0]
    print(f"{'times as fast as MoviePy':<28}{faster:>9.2f}{'':>12}{MOVIEPY:>9}")
    return kept and faster >= MOVIEPY


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
    began = _clock()
    made = await toolbox.call("exaggerate_faces", {"video": handle, "amount": 2.0})
    rate, busy = (len(frames) / one for one in _since(began))
    print(f"{'exaggerate_faces, frames/s':<28}{rate:>9.1f}{'':>12}{FACES:>9}")
    print(f"{'  a processor second':<28}{busy:>9.1f}")
    print(f"{'  frames with a face':<28}{made['share']:>9.0%}")
    return rate >= FACES


async def good(options: argparse.Namespace, folder: Path, toolbox: Toolbox) -> None:
    """The table of quality."""
    print(f"\n{'quality':<40}{'':>9}")
    for kind, score in quality.scenes(folder, options.shots).items():
        print(f"{f'detect_scenes, F1 of {kind}':<40}{score:>9.2f}")
    score = quality.beats(folder, tuple(options.tempos), options.music)
    print(f"{'detect_beats, F1 within 20 ms':<40}{score:>9.2f}")
    for engine in ready("segment_video", toolbox.engines):
        score = await quality.masks(folder, options.masks, _by(engine, toolbox))
        print(f"{f'segment_video by {engine}, IoU':<40}{score:>9.3f}")
    for engine, lacks in missing("segment_video", toolbox.engines).items():
        print(f"{f'segment_video by {engine}, IoU':<40}not measured: {lacks}")
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
        clip(folder / "first.mp4", job.first + 1, size, 220, STILL),
        clip(folder / "second.mp4", job.second + 1, size, 330, STILL),
        clip(folder / "music.mp4", seconds + 5, "64x36", 110),
    ]
    handles = [toolbox.artifacts.add(path, "video").handle for path in media]
    await work.by_the_studio(job, toolbox, handles)
    most = peak_gb()
    print(f"{f'peak memory, {seconds:g} s of {size}':<28}{most:>9.2f} GB{'':>9}{MEMORY:>9}")
    return most <= MEMORY


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
