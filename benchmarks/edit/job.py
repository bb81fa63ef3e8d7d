"""One job for all: two clips are cut and joined, a part is played at a quarter of its speed, one is
sped up to double by a ramp, a title stands over it, music lies under the clips' own sound."""

import math
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path

from benchmarks.edit.footage import FPS, ffmpeg
from tools.engines.ffmpeg.encode import DELIVERY_CRF, h264
from tools.engines.ffmpeg.runner import source
from tools.toolbox import Toolbox

TITLE = "A day at the harbour"
MUSIC_DB = -8.0
TITLE_SECONDS = 3.0
LONGEST_EASE = 5.0  # seconds that retime_video() takes
FONT = Path(str(resources.files("font_fredoka_one"))) / "files" / "FredokaOne-Regular.ttf"


@dataclass(frozen=True)
class Job:
    """`first` and `second`: seconds of the clips that stay; of the second from `slow` on `part`
    seconds at a quarter of the speed, from `fast` on twice as many at double, both
    speeds reached over `ease` and left again over as many."""

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
        ease = min(part / 4, LONGEST_EASE)
        return cls(seconds / 2, second, second * 0.2, second * 0.55, part, ease)

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
    slow, fast = (job.slow, job.slow + job.part), (job.fast, job.fast + 2 * job.part)
    pieces = [
        (0.0, slow[0], 1.0),
        (*slow, 0.25),
        (slow[1], fast[0], 1.0),
        (*fast, 2.0),
        (fast[1], job.second, 1.0),
    ]
    graph = [
        f"[0:v]trim=end={job.first:.6f},setpts=PTS-STARTPTS,fps={FPS}[v0]",
        f"[0:a]atrim=end={job.first:.6f},asetpts=PTS-STARTPTS[a0]",
        f"[1:v]split={len(pieces)}{''.join(f'[s{n}]' for n in range(len(pieces)))}",
        f"[1:a]asplit={len(pieces)}{''.join(f'[t{n}]' for n in range(len(pieces)))}",
    ]
    for number, (start, end, speed) in enumerate(pieces):
        span, length = f"start={start:.6f}:end={end:.6f}", end - start
        clock, tempo = "PTS-STARTPTS", "anull"
        if speed != 1:
            clock = _ramp(length, job.ease, speed)
            each = (length / stretched(length, job.ease, speed)) ** 0.5
            tempo = f"atempo={each:.6f},atempo={each:.6f}"
        graph.append(f"[s{number}]trim={span},setpts={clock},fps={FPS}[v{number + 1}]")
        graph.append(f"[t{number}]atrim={span},asetpts=PTS-STARTPTS,{tempo}[a{number + 1}]")
    both = "".join(f"[v{n}][a{n}]" for n in range(len(pieces) + 1))
    style = f"fontsize=56:fontcolor=white:x=(w-tw)/2:y=(h-th)/2:fontfile='{FONT}'"
    graph += [
        f"{both}concat=n={len(pieces) + 1}:v=1:a=1[joined][own]",
        f"[joined]drawtext=text='{TITLE}':{style}:enable='lt(t,{TITLE_SECONDS:g})'[film]",
        f"[2:a]volume={MUSIC_DB}dB[music]",
        "[own][music]amix=inputs=2:duration=first:normalize=0,loudnorm=I=-16:TP=-1[sound]",
    ]
    heard = ["-map", "[sound]", "-c:a", "aac", "-b:a", "192k", "-ar", "48000"]
    inputs = [argument for path in (first, second, music) for argument in source(path)]
    shown = ["-map", "[film]", *h264(DELIVERY_CRF, FPS)]
    ffmpeg(*inputs, "-filter_complex", ";".join(graph), *shown, *heard, out)


def stretched(length: float, ease: float, speed: float) -> float:
    """Seconds that `length` seconds of footage take, whose speed goes from 1 to `speed` over the
    first `ease` of them, and back over the last."""
    return 2 * ease * math.log(speed) / (speed - 1) + (length - 2 * ease) / speed


def _ramp(length: float, ease: float, speed: float) -> str:
    """FFmpeg's times of presentation for that."""
    at, way = "(T-STARTT)", speed - 1
    rising = f"{ease / way:.6f}*log(1+{way:.6f}*{at}/{ease:.6f})"
    turn, back = ease * math.log(speed) / way, length - ease
    steady = f"{turn:.6f}+({at}-{ease:.6f})/{speed:g}"
    left = f"({speed:g}-{way:.6f}*({at}-{back:.6f})/{ease:.6f})/{speed:g}"
    falling = f"{turn + (length - 2 * ease) / speed:.6f}-{ease / way:.6f}*log({left})"
    return f"'if(lt({at},{ease:.6f}),{rising},if(lt({at},{back:.6f}),{steady},{falling}))/TB'"
