"""Sounds on one time line: gains, starts, music that makes room for speech, loudness."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.graph.graph import as_source, first_file, unfolded
from tools.engines.ffmpeg.loudness import (
    METER,
    RATE,
    MadeSound,
    normalise,
    raw_beside,
    read_meter,
    sound_made,
)
from tools.engines.ffmpeg.requests import MixTracks
from tools.engines.ffmpeg.runner import BITEXACT, run_ffmpeg, source
from tools.engines.ffmpeg.sound import CUT_FADE, TO_BUS, length_of

# The key runs ahead of the speech, so that the music is already down at the first word, and the
# slow release keeps it down between words.
DUCKING = "threshold=0.03:ratio={ratio:.3f}:attack=40:release=700:knee=4:detection=rms"
DUCK_AHEAD = 0.2  # seconds
# Speech at -16 LUFS is about 15 dB over the threshold; a compressor of ratio r takes 1 - 1/r of it.
OVER_THRESHOLD, MOST_DUCKING = 15.0, 14.0  # dB
EDGE = 0.01  # seconds in which a sound that is cut out of a longer one comes and goes


def mix(request: MixTracks, progress: Progress) -> MadeSound:
    """Mix tracks to a 48 kHz 16-bit stereo WAV.

    Returns {"path", "duration" s, "lufs", "peak_db" dBTP}.
    """
    tracks, out = request.tracks, Path(request.out)
    ends = [_length(track) + track["start"] for track in tracks]
    if not ends:
        raise ToolError("there are no tracks to mix.", "Pass at least one.")
    duration = request.duration or max(ends)
    for number, track in enumerate(tracks):
        if track["start"] >= duration:
            raise ToolError(
                f"track {number} starts at {track['start']:g} s; the mix ends at {duration:g} s.",
                "Let it start earlier, or ask for a longer mix.",
            )
    samples = round(duration * RATE)
    graph = mix_graph(tracks, duration, float(request.ducking))
    sounds = [as_source(track["path"]) for track in tracks]
    chains, more = unfolded(sounds, [graph])
    paths = [*map(first_file, sounds), *more]
    with raw_beside(out) as raw:
        log = run_ffmpeg(
            [
                *(argument for path in paths for argument in source(path)),
                "-filter_complex",
                f"{';'.join(chains)}[mix];[mix]asplit[out][copy];[copy]{METER}[meter]",
                "-map",
                "[out]",
                *BITEXACT,
                "-c:a",
                "pcm_f32le",
                str(raw),
                "-map",
                "[meter]",
                "-f",
                "null",
                "-",
            ],
            duration=duration,
            progress=lambda done, note: progress(done / 2, note),
            note="mixing",
            inputs=paths,
        )
        loudness = normalise(
            raw,
            read_meter(log),
            request.loudness,
            samples / RATE,
            out,
            lambda done, note: progress(0.5 + done / 2, note),
        )
    return sound_made(out, samples / RATE, loudness)


def _length(track: dict[str, Any]) -> float:
    """Seconds that a track sounds."""
    whole = length_of(as_source(track["path"])) - track.get("skip", 0.0)
    return max(0.0, min(whole, track.get("length") or whole))


def _part(track: dict[str, Any]) -> str:
    """Filters that cut a part out of a track; none where it is used whole."""
    if not track.get("skip") and not track.get("length"):
        return ""
    length = _length(track)
    edge = min(EDGE, length / 4)
    skip = track.get("skip", 0.0)
    return (
        f"atrim=start={skip:.6f}:duration={length:.6f},asetpts=PTS-STARTPTS,"
        f"afade=t=in:d={edge:.4f},afade=t=out:st={length - edge:.6f}:d={edge:.4f},"
    )


def mix_graph(
    tracks: Sequence[dict[str, Any]],
    duration: float,
    ducking: float,
    heard: Callable[[dict[str, Any]], bool] = lambda _: True,
) -> str:
    """The filter graph up to (not including) its output label, of the tracks that are `heard`. What
    is ducked makes room for all others, heard or not."""
    samples = round(duration * RATE)
    length = f"apad,atrim=end_sample={samples}"
    # The compressor ends with whichever input ends first, and drops what it still holds of the
    # other: both go on for a second, which is cut off afterwards.
    longer = f"apad,atrim=end_sample={samples + RATE}"
    speaking = [number for number, track in enumerate(tracks) if not track["duck"]]
    front = [number for number in speaking if heard(tracks[number])]
    back = [n for n, track in enumerate(tracks) if track["duck"] and heard(track)]
    key = speaking if back else []
    chains = []
    for number in sorted({*front, *back, *key}):
        twice = number in front and number in key
        plain = f"[{'k' if number not in (*front, *back) else 't'}{number}]"
        split = f",asplit[t{number}][k{number}]" if twice else plain
        chains.append(f"{_chain(tracks[number], number)}{split}")
    buses = []
    if front:
        chains.append(f"{_sum(front)},{length}[front]")
        buses.append("[front]")
    if back:
        chains.append(f"{_sum(back)},{longer}[{'back' if key else 'ducked'}]")
        buses.append("[ducked]")
    if key:
        compressor = DUCKING.format(ratio=_ratio(ducking))
        chains += [
            f"{_sum(key, 'k')},{length},atrim=start={DUCK_AHEAD},asetpts=PTS-STARTPTS,"
            f"{longer}[ahead]",
            f"[back][ahead]sidechaincompress={compressor},{length}[ducked]",
        ]
    last = "anull" if len(buses) == 1 else "amix=inputs=2:normalize=0"
    chains.append(f"{''.join(buses)}{last},atrim=end_sample={samples}")
    if max(_length(track) + track["start"] for track in tracks) > duration + 0.5 / RATE:
        seconds = min(CUT_FADE, samples / RATE / 4)
        chains[-1] += f",afade=t=out:st={samples / RATE - seconds:.6f}:d={seconds:.6f}"
    return ";".join(chains)


def _chain(track: dict[str, Any], number: int) -> str:
    return (
        f"[{number}:a]{TO_BUS},{_part(track)}volume={track['gain_db']:.3f}dB:precision=float,"
        f"adelay={round(track['start'] * RATE)}S:all=1"
    )


def _ratio(ducking: float) -> float:
    """The compressor's ratio that lowers by about `ducking` dB."""
    return 1 / (1 - min(ducking, MOST_DUCKING) / OVER_THRESHOLD)


def _sum(numbers: list[int], label: str = "t") -> str:
    labels = "".join(f"[{label}{number}]" for number in numbers)
    if len(numbers) == 1:
        return f"{labels}anull"
    return f"{labels}amix=inputs={len(numbers)}:normalize=0:dropout_transition=0"
