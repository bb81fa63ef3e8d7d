"""Whether a file can be decoded to its end, and what of it cannot."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from studio.errors import MediaError
from studio.media.conform import run
from studio.media.original import open_original
from studio.media.survey import Survey
from studio.settings import Media

LOUDEST = 1000.0  # times full scale: no microphone and no program means more
# Bytes in which a file must decode, for every stage decodes it again. 8K in HDR takes 1.1 GB so
# with any number of cores, 16 references at that size 1.5, at 8192x8192 2.3.
DECODING = 2 * 2**30
_THREADS = 2  # each holds pictures of its own
MOST_LOST = 0.5  # of the pictures, or of the sound: a file that has lost more is no footage


@dataclass(frozen=True)
class Damage:
    """Whether there is any, and a sentence on what is lost."""

    found: bool = False
    note: str = ""


def examine(survey: Survey, opened: list[str], name: str) -> Damage:
    """Decode a surveyed file from end to end. MediaError when hardly anything of it is left, or it
    takes more memory than DECODING."""
    maps = [f"0:{number}" for number in (survey.video, survey.audio) if number is not None]
    with tempfile.TemporaryDirectory(prefix="studio-damage-") as folder:
        listing = Path(folder) / "frames.txt"
        complaints = run(
            [
                *opened[:-2],
                *("-threads", str(_THREADS), *opened[-2:]),
                *(argument for stream in maps for argument in ("-map", stream)),
                *("-vf", "scale=16:16:flags=neighbor") * (survey.video is not None),
                *("-fps_mode", "passthrough") * (survey.video is not None),
                *("-threads", "1", "-f", "framecrc", str(listing)),
            ],
            name,
            memory=DECODING,
        )
        kept = _kept(listing.read_text())
    faults = [line for line in complaints if not _is_harmless(line)]
    if not faults:
        return Damage()
    lost = []
    if survey.video is not None:
        pictures = survey.frames // (2 if survey.interlaced else 1)
        missing = max(0, pictures - kept.get(0, (0, 0.0))[0])
        _refuse(missing, pictures, name)
        if missing:
            lost.append(f"{missing} of {pictures} pictures")
    if survey.audio is not None:
        missing_sound = max(0.0, survey.ends - kept.get(len(maps) - 1, (0, 0.0))[1])
        _refuse(missing_sound, survey.ends, name)
        if missing_sound > 0.01:
            lost.append(f"{missing_sound:.2f} s of sound")
    what = f"{' and '.join(lost)} could not be read" if lost else "some pictures may be broken"
    rest = "what is around them stands in their place" if lost else "nothing is missing"
    return Damage(True, f"It is damaged: {what}; {rest}.")


def check_levels(path: Path, limits: Media) -> None:
    """MediaError for a sound of floating point numbers that are none, or endless: whatever is
    reckoned with them is none either."""
    with open_original(path, path, limits) as medium:
        if medium.audio is None or not medium.audio.codec_context.name.startswith("pcm_f"):
            return
        if all((np.abs(block.to_ndarray()) <= LOUDEST).all() for block in medium.sound()):
            return
    raise MediaError(
        f"{path.name} has sound whose levels are no numbers.", "Export it again, as 16-bit WAV."
    )


def _refuse(missing: float, whole: float, name: str) -> None:
    if whole and missing > MOST_LOST * whole:
        raise MediaError(
            f"{name} is damaged: {missing / whole:.0%} of it cannot be read.",
            "Copy or export the file again.",
        )


def _kept(listing: str) -> dict[int, tuple[int, float]]:
    """For each stream of a framecrc listing: how many frames, and how many seconds of them."""
    bases: dict[int, float] = {}
    kept: dict[int, tuple[int, float]] = {}
    for line in listing.splitlines():
        if line.startswith("#tb "):
            number, _, base = line.removeprefix("#tb ").partition(":")
            above, _, below = base.strip().partition("/")
            bases[int(number)] = int(above) / int(below)
        elif line and not line.startswith("#"):
            fields = [one.strip() for one in line.split(",")]
            number = int(fields[0])
            count, seconds = kept.get(number, (0, 0.0))
            kept[number] = count + 1, seconds + int(fields[3]) * bases.get(number, 0.0)
    return kept


def _is_harmless(line: str) -> bool:
    """Complaints about times, which the plain file has none of, and about what is not decoded."""
    return any(word in line for word in ("non monotonically", "Timestamps are unset", "deprecated"))
