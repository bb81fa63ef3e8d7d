"""Stems: a film's sound apart by what it is, each as it lies in the mix, room made for voices."""

from pathlib import Path

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.mix import mix_graph
from tools.engines.ffmpeg.requests import MadeStems, SplitStems
from tools.engines.ffmpeg.runner import BITEXACT, run_ffmpeg, source

MIX = "mix"


def split_stems(request: SplitStems, progress: Progress) -> MadeStems:
    """Write each stem, and the mix of all, as a 48 kHz stereo WAV of 32-bit floats, `duration`
    seconds long. The stems add up to the mix: what is ducked is so by the same key in each."""
    names = list(dict.fromkeys(str(track["stem"]) for track in request.tracks))
    if not names or MIX in names:
        raise ToolError("there are no stems of these tracks.", "Name each track's stem.")
    inputs = [Path(track["path"]) for track in request.tracks]
    paths: dict[str, str] = {}
    for number, name in enumerate([*names, MIX]):
        out = Path(request.out) / f"{name}.wav"
        graph = mix_graph(
            request.tracks,
            request.duration,
            float(request.ducking),
            lambda track, name=name: name in (MIX, track["stem"]),
        )
        run_ffmpeg(
            [
                *(argument for path in inputs for argument in source(path)),
                "-filter_complex",
                f"{graph}[stem]",
                "-map",
                "[stem]",
                *BITEXACT,
                "-c:a",
                "pcm_f32le",
                str(out),
            ],
            duration=request.duration,
            progress=lambda done, _, n=number: progress((n + done) / (len(names) + 1), "stems"),
            note="stems",
            inputs=inputs,
        )
        paths[name] = str(out)
    return {"mix": paths.pop(MIX), "stems": paths}
