"""One piece of a film's picture, encoded by itself: a stretch of a shot, an overlap, or a card."""

import tempfile
from pathlib import Path
from typing import Any

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg import requests
from tools.engines.ffmpeg.encode import AS_BT709, DELIVERY_CRF, TO_BT709, h264
from tools.engines.ffmpeg.film.finish import finish_filters
from tools.engines.ffmpeg.graph.graph import Graph, Source, as_source, unfolded
from tools.engines.ffmpeg.lettering import card, subtitle_plate
from tools.engines.ffmpeg.runner import run_ffmpeg, source
from tools.engines.ffmpeg.segments import BACKDROP, Segment, fitted
from tools.engines.media.probe import identify

CARD_FADE = 0.4  # seconds, at most a quarter of the card
# xfade's own names of the transitions.
XFADE = {"dissolve": "fade", "wipe": "wipeleft", "fade_through_black": "fadeblack"}
TICKS = 512  # of the video's clock in a frame, so that pieces join without rounding
_TO_YUVA = "scale=out_color_matrix=bt709:out_range=tv,format=yuva420p"


def encode_piece(request: requests.EncodePiece, progress: Progress) -> requests.EncodedPiece:
    """Encode one piece of a film as a silent MP4.

    Returns {"path", "frames"}. All pieces of one film have the same stream settings, so that
    `join_pieces` can put them together without encoding again.
    """
    piece, fps, out = request.piece, int(request.fps), Path(request.out)
    size = (request.width // 2 * 2, request.height // 2 * 2)
    frames = int(piece["frames"])
    with tempfile.TemporaryDirectory(prefix="studio-piece-") as name:
        folder = Path(name)
        arguments, paths, graph, shots = _picture(piece, folder, size, fps)
        graph += finish_filters(request.finish, folder, size)
        label = "[finished]"
        for number, text in enumerate(_lettering(piece, size)):
            plate, first, last = text
            path = folder / f"lettering{number}.png"
            plate.image.save(path)
            index, after = len(paths), f"[lettered{number}]"
            graph += [
                f"[{index}:v]{_TO_YUVA}[plate{number}]",
                f"{label}[plate{number}]overlay={plate.x}:{plate.y}:eof_action=repeat"
                f":enable='between(n,{first},{last - 1})'{after}",
            ]
            arguments += source(path)
            paths.append(path)
            label = after
        chains, more = unfolded(shots, graph, len(paths) - len(shots))
        paths += more
        run_ffmpeg(
            [
                *arguments,
                *(argument for path in more for argument in source(path)),
                "-filter_complex",
                ";".join([*chains, f"{label}format=yuv420p[film]"]),
                "-map",
                "[film]",
                "-an",
                "-frames:v",
                str(frames),
                "-r",
                str(fps),
                *h264(DELIVERY_CRF, fps),
                "-video_track_timescale",
                str(fps * TICKS),
                str(out),
            ],
            duration=frames / fps,
            progress=progress,
            note="encoding the cut",
            inputs=paths,
        )
    return {"path": str(out), "frames": frames}


def _picture(
    piece: dict[str, Any], folder: Path, size: tuple[int, int], fps: int
) -> tuple[list[str], list[Path], list[str], list[Source]]:
    """Inputs, their paths, chains that end in [shown], and the shots that are the first inputs."""
    if piece["kind"] == "card":
        return *_card(piece, folder, size, fps), []
    arguments, paths, graph, shots = [], [], [], []
    for number, shown in enumerate(piece["sources"]):
        segment = _segment(shown, piece["frames"])
        arguments += segment.arguments()
        paths.append(segment.path)
        shots.append(segment.source)
        graph += fitted(segment, number, *size, fps)
        graph.append(
            f"[v{number}]trim=start_frame={shown['first']},setpts=PTS-STARTPTS[cut{number}]"
        )
    if piece["kind"] == "shot":
        return arguments, paths, [*graph, "[cut0]null[shown]"], shots
    seconds = piece["frames"] / fps
    effect = XFADE.get(piece["transition"], "fade")
    graph.append(f"[cut0][cut1]xfade=transition={effect}:duration={seconds:.6f}:offset=0[shown]")
    return arguments, paths, graph, shots


def _segment(shown: dict[str, Any], frames: int) -> Segment:
    path = as_source(shown["media"])
    if isinstance(path, Graph):
        whole = int(shown["first"]) + frames
        return Segment(path, False, whole, path.width, path.height, has_audio=False)
    kind, facts = identify(path)
    if kind == "audio" or not facts.width or not facts.height:
        raise ToolError(f"{path.name} has no picture.", "Pass video or image handles as shots.")
    return Segment(
        path,
        kind == "image",
        int(shown["first"]) + frames,
        facts.width,
        facts.height,
        has_audio=False,
    )


def _card(
    piece: dict[str, Any], folder: Path, size: tuple[int, int], fps: int
) -> tuple[list[str], list[Path], list[str]]:
    path = folder / "card.png"
    card(piece["text"], *size, f"#{BACKDROP.removeprefix('0x')}").save(path)
    seconds = piece["frames"] / fps
    fade = min(CARD_FADE, seconds / 4)
    chain = (
        f"[0:v]scale={TO_BT709},format=yuv420p,setsar=1,{AS_BT709},"
        f"fade=t=in:d={fade:.4f},fade=t=out:st={seconds - fade:.4f}:d={fade:.4f}[shown]"
    )
    still = ["-loop", "1", "-framerate", str(fps), "-t", f"{seconds:.6f}", *source(path)]
    return still, [path], [chain]


def _lettering(piece: dict[str, Any], size: tuple[int, int]) -> list[tuple[Any, int, int]]:
    """(plate, first frame, last frame); a caption gives way to subtitles below it."""
    below = any(text["kind"] == "subtitle" for text in piece["lettering"])
    found = []
    for text in piece["lettering"]:
        at = text["at"]
        if text["kind"] == "caption" and at == "bottom" and below:
            at = "top"
        found.append((subtitle_plate(text["text"], *size, at), text["first"], text["last"]))
    return found
