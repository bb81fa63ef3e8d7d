"""Frames of a video on one picture."""

from math import ceil
from pathlib import Path

from studio.errors import ToolError
from studio.media.opener import in_eight_bits, open_picture
from tools.engines.base import Progress
from tools.engines.ffmpeg.lettering import subtitle_plate
from tools.engines.ffmpeg.requests import Lettered, LetterPicture, MadeSheet, MakeContactSheet
from tools.engines.ffmpeg.runner import run_ffmpeg, source
from tools.engines.media.probe import probe

MOST_COLUMNS = 4
GAP = 4  # pixels between two frames


def letter_picture(request: LetterPicture, progress: Progress) -> Lettered:
    """Write texts into a picture.

    An alpha channel is kept.
    """
    with open_picture(Path(request.path)) as opened:
        picture = in_eight_bits(opened).convert("RGBA")
        has_alpha = opened.mode in ("RGBA", "LA", "PA")
    for text in request.texts:
        plate = subtitle_plate(text["text"], *picture.size, text["at"])
        picture.alpha_composite(plate.image, (plate.x, plate.y))
    picture.convert("RGBA" if has_alpha else "RGB").save(request.out)
    return {"path": str(request.out)}


def contact_sheet(request: MakeContactSheet, progress: Progress) -> MadeSheet:
    """A PNG with `frames` frames of a video, from the middles of as many equal parts of it.

    Returns {"path", "times" in s}.
    """
    video, out = Path(request.video), Path(request.out)
    facts = probe(video)
    if not facts.frames or not facts.fps:
        raise ToolError(f"{video.name} has no frames.", "Pass a video.")
    count = min(int(request.frames), facts.frames)
    chosen = [int((part + 0.5) / count * facts.frames) for part in range(count)]
    columns = min(count, MOST_COLUMNS)
    wanted = "+".join(f"eq(n,{number})" for number in chosen)
    run_ffmpeg(
        [
            *source(video),
            "-an",
            "-vf",
            f"select='{wanted}',scale={int(request.width)}:-2:flags=area,"
            f"tile={columns}x{ceil(count / columns)}:padding={GAP}:color=black",
            "-frames:v",
            "1",
            "-update",
            "1",
            str(out),
        ],
        duration=0,
        progress=progress,
        note="taking stills",
        inputs=[video],
    )
    return {"path": str(out), "times": [round(number / facts.fps, 3) for number in chosen]}
