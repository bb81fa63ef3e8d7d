"""Sounds on one time line: gains, starts, music that makes room for speech, loudness."""

from pathlib import Path
from typing import Any

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.loudness import METER, RATE, normalise, read_meter
from tools.engines.ffmpeg.runner import BITEXACT, run_ffmpeg, source
from tools.engines.ffmpeg.sound import CUT_FADE, TO_BUS, length_of

# Speech at -16 LUFS lowers the music by about 12 dB. The key runs ahead of the speech, so that the
# music is already down at the first word, and the slow release keeps it down between words.
DUCKING = "threshold=0.03:ratio=5:attack=40:release=700:knee=4:detection=rms"
DUCK_AHEAD = 0.2  # seconds


def mix(params: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Mix tracks to a 48 kHz 16-bit stereo WAV.

    params: tracks: [{"path", "start" s, "gain_db", "duck"}]; duration: s or None (until the last
    track ends); loudness: LUFS; out: path ending in .wav.

    Returns {"path", "duration" s, "lufs", "peak_db" dBTP}.
    """
    tracks, out = params["tracks"], Path(params["out"])
    ends = [length_of(Path(track["path"])) + track["start"] for track in tracks]
    if not ends:
        raise ToolError("there are no tracks to mix.", "Pass at least one.")
    duration = params.get("duration") or max(ends)
    for number, track in enumerate(tracks):
        if track["start"] >= duration:
            raise ToolError(
                f"track {number} starts at {track['start']:g} s; the mix ends at {duration:g} s.",
                "Let it start earlier, or ask for a longer mix.",
            )
    samples = round(duration * RATE)
    graph = _graph(tracks, samples, fade=max(ends) > duration + 0.5 / RATE)
    paths = [Path(track["path"]) for track in tracks]
    raw = out.with_suffix(".raw.wav")
    try:
        log = run_ffmpeg(
            [
                *(argument for path in paths for argument in source(path)),
                "-filter_complex",
                f"{graph}[mix];[mix]asplit[out][copy];[copy]{METER}[meter]",
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
            params["loudness"],
            samples / RATE,
            out,
            lambda done, note: progress(0.5 + done / 2, note),
        )
    finally:
        raw.unlink(missing_ok=True)
    return {
        "path": str(out),
        "duration": samples / RATE,
        "lufs": loudness.lufs,
        "peak_db": loudness.peak_db,
    }


def _graph(tracks: list[dict[str, Any]], samples: int, fade: bool) -> str:
    """The filter graph up to (not including) its output label."""
    chains, buses = [], {True: [], False: []}
    for number, track in enumerate(tracks):
        chains.append(
            f"[{number}:a]{TO_BUS},volume={track['gain_db']:.3f}dB:precision=float,"
            f"adelay={round(track['start'] * RATE)}S:all=1[t{number}]"
        )
        buses[bool(track["duck"])].append(f"[t{number}]")
    length = f"apad,atrim=end_sample={samples}"
    if buses[True] and buses[False]:
        chains += [
            f"{_sum(buses[False])},{length},asplit[front][key]",
            f"[key]atrim=start={DUCK_AHEAD},asetpts=PTS-STARTPTS,{length}[ahead]",
            f"{_sum(buses[True])},{length}[back]",
            f"[back][ahead]sidechaincompress={DUCKING}[ducked]",
            f"[front][ducked]amix=inputs=2:normalize=0,atrim=end_sample={samples}",
        ]
    else:
        chains.append(f"{_sum(buses[True] or buses[False])},{length}")
    if fade:
        seconds = min(CUT_FADE, samples / RATE / 4)
        chains[-1] += f",afade=t=out:st={samples / RATE - seconds:.6f}:d={seconds:.6f}"
    return ";".join(chains)


def _sum(labels: list[str]) -> str:
    if len(labels) == 1:
        return f"{labels[0]}anull"
    return f"{''.join(labels)}amix=inputs={len(labels)}:normalize=0:dropout_transition=0"
