"""The pieces of a film and its sound, put together without encoding the picture again."""

import tempfile
from pathlib import Path

from tools.engines.base import Progress
from tools.engines.ffmpeg.encode import AAC
from tools.engines.ffmpeg.requests import Joined, JoinPieces
from tools.engines.ffmpeg.runner import BITEXACT, joined, run_ffmpeg, source


def join_pieces(request: JoinPieces, progress: Progress) -> Joined:
    """Join the pieces that `encode_piece` made to an MP4 that starts to play before it is loaded.

    Returns {"path", "frames", "duration" s, "has_audio"}.
    """
    paths = [Path(piece) for piece in request.pieces]
    fps, frames, out = int(request.fps), int(request.frames), Path(request.out)
    audio = Path(request.audio) if request.audio else None
    with tempfile.TemporaryDirectory(prefix="studio-join-") as folder:
        listing = Path(folder) / "pieces.txt"
        for number, path in enumerate(paths):  # the list's own quoting knows no strange names
            (Path(folder) / f"{number}.mp4").symlink_to(path.resolve())
        listing.write_text("".join(f"file '{number}.mp4'\n" for number in range(len(paths))))
        run_ffmpeg(
            [
                *joined(listing, paths),
                *(source(audio) if audio else []),
                "-map",
                "0:v",
                "-c:v",
                "copy",
                *(["-map", "1:a", *AAC] if audio else []),
                *BITEXACT,
                *(["-metadata", f"title={request.title}"] if request.title else []),
                "-movflags",
                "+faststart",
                str(out),
            ],
            duration=frames / fps,
            progress=progress,
            note="joining the film",
            inputs=[*paths, *([audio] if audio else [])],
        )
    return {
        "path": str(out),
        "frames": frames,
        "duration": frames / fps,
        "has_audio": audio is not None,
    }
