"""One job for all: two clips are cut and joined, a part is played at a quarter of its speed, one is
sped up to double by a ramp, a title stands over it, music lies under the clips' own sound."""

import math
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path

from benchmarks.edit.footage import FPS, ffmpeg
from tools.engines.ffmpeg.encode import DELIVERY_CRF, h264
from tools.toolbox import Toolbox

TITLE = "A day at the harbour"
MUSIC_DB = -8.0
FONT = Path(str(resources.files("font_fredoka_one"))) / "files" / "FredokaOne-Regular.ttf"


@dataclass(frozen=True)
class Job:
    """`first` and `second`: seconds of the clips that stay; of the second from `slow` on `part`
    seconds at a quarter of the speed, from `fast` on twice as many at double, reached over
    `ease`."""

    first: float
    second: float
    slow: float
    fast: float
    part: float
    ease: float

    @classmethod
    def of(cls, seconds: float) -> "Job":
        """For a film of about so many seconds."""
        part = seconds / 24
        second = seconds / 2 - 2 * part
        return cls(seconds / 2, second, second * 0.2, second * 0.55, part, part / 4)

    def as_dict(self) -> dict[str, float]:
        """Plain numbers."""
        return asdict(self)


async def by_the_studio(job: Job, toolbox: Toolbox, handles: list[str]) -> tuple[Path, float]:
    """By the tools, as a program of the coder's calls them; (the film, its seconds)."""
    first, second, music = handles
    cut = await toolbox.call("trim_video", {"video": first, "start": 0.0, "end": job.first})
    other = await toolbox.call("trim_video", {"video": second, "start": 0.0, "end": job.second})
    speeds = [
        {"start": job.slow, "end": job.slow + job.part, "speed": 0.25},
        {"start": job.fast, "end": job.fast + 2 * job.part, "speed": 2.0},
    ]
    retimed = await toolbox.call(
        "retime_video",
        {"video": other["video"], "speeds": speeds, "ease": job.ease, "smooth": False},
    )
    mix = await toolbox.call(
        "mix_audio",
        {
            "tracks": [
                {"audio": cut["video"]},
                {"audio": retimed["video"], "start": job.first},
                {"audio": music, "gain_db": MUSIC_DB},
            ],
            "duration": job.first + retimed["duration"],
        },
    )
    film = await toolbox.call(
        "compose_video",
        {
            "clips": [cut["video"], retimed["video"]],
            "audio": mix["audio"],
            "title": TITLE,
            "fps": FPS,
        },
    )
    return toolbox.artifacts.path(film["video"]), film["duration"]


def by_hand(job: Job, first: Path, second: Path, music: Path, out: Path) -> None:
    """By one FFmpeg command that a person who knows it would write."""
    ends = (job.slow, job.slow + job.part, job.fast, job.fast + 2 * job.part, job.second)
    slow, slow_end, fast, fast_end, end = (f"{one:.6f}" for one in ends)
    ramp = job.ease * math.log(2) + (2 * job.part - job.ease) / 2
    pieces = [
        ("0", slow, "PTS-STARTPTS", "anull"),
        (slow, slow_end, "4*(PTS-STARTPTS)", "atempo=0.5,atempo=0.5"),
        (slow_end, fast, "PTS-STARTPTS", "anull"),
        (fast, fast_end, _ramp(job), f"atempo={2 * job.part / ramp:.6f}"),
        (fast_end, end, "PTS-STARTPTS", "anull"),
    ]
    graph = [
        f"[0:v]trim=end={job.first:.6f},setpts=PTS-STARTPTS,fps={FPS}[v0]",
        f"[0:a]atrim=end={job.first:.6f},asetpts=PTS-STARTPTS[a0]",
        f"[1:v]split={len(pieces)}{''.join(f'[s{n}]' for n in range(len(pieces)))}",
        f"[1:a]asplit={len(pieces)}{''.join(f'[t{n}]' for n in range(len(pieces)))}",
    ]
    for number, (begin, stop, clock, tempo) in enumerate(pieces):
        span = f"start={begin}:end={stop}"
        graph.append(f"[s{number}]trim={span},setpts={clock},fps={FPS}[v{number + 1}]")
        graph.append(f"[t{number}]atrim={span},asetpts=PTS-STARTPTS,{tempo}[a{number + 1}]")
    both = "".join(f"[v{n}][a{n}]" for n in range(len(pieces) + 1))
    style = f"fontsize=56:fontcolor=white:x=(w-tw)/2:y=(h-th)/2:fontfile='{FONT}'"
    graph += [
        f"{both}concat=n={len(pieces) + 1}:v=1:a=1[joined][own]",
        f"[joined]drawtext=text='{TITLE}':{style}:enable='lt(t,3)'[film]",
        f"[2:a]volume={MUSIC_DB}dB[music]",
        "[own][music]amix=inputs=2:duration=first:normalize=0,loudnorm=I=-16:TP=-1[sound]",
    ]
    heard = ["-map", "[sound]", "-c:a", "aac", "-b:a", "192k", "-ar", "48000"]
    inputs = [argument for path in (first, second, music) for argument in ("-i", path)]
    shown = ["-map", "[film]", *h264(DELIVERY_CRF, FPS)]
    ffmpeg(*inputs, "-filter_complex", ";".join(graph), *shown, *heard, out)


def _ramp(job: Job) -> str:
    """Presentation times in which the speed goes from 1 to 2 over `ease` seconds and stays."""
    ease, source = job.ease, "(T-STARTT)"
    rising = f"{ease:.6f}*log(1+{source}/{ease:.6f})"
    steady = f"{ease * math.log(2):.6f}+({source}-{ease:.6f})/2"
    return f"'if(lt({source},{ease:.6f}),{rising},{steady})/TB'"
