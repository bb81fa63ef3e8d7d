"""What a media file really holds, judged by its bytes and never by its name."""

from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from studio.errors import MediaError
from studio.media.medium import check_length
from studio.media.opener import open_medium, open_picture, reading_of
from studio.media.original import check_file
from studio.media.plain import Reading, know
from studio.nouns.artifact import MediaFacts
from studio.settings import Media, settings
from tools.engines.media.confined import confined

MediaKind = Literal["image", "audio", "video"]


def probe(path: Path, limits: Media | None = None) -> MediaFacts:
    """The facts of the file at `path`, as it is shown: upright, with square pixels, from time 0.

    Raises MediaError for what cannot be read, is empty, cut short, or over `limits`
    (settings().media by default).
    """
    return identify(path, limits)[1]


def identify(path: Path, limits: Media | None = None) -> tuple[MediaKind, MediaFacts]:
    """What kind of media lies at `path`, and its facts. Raises MediaError as `probe` does."""
    limits = limits or settings().media
    check_file(path, limits)
    told = _read(path, limits)
    know(path, Reading.read(told["reading"]))
    kind: MediaKind = told["reading"]["kind"]
    return kind, MediaFacts(**told["facts"])


@confined
def _read(path: Path, limits: Media) -> dict[str, Any]:
    """The facts of a file, and how it is read, as JSON has them."""
    size = check_file(path, limits)
    reading = reading_of(path, limits)
    if reading.kind == "image":
        facts = _picture(path, limits)
    else:
        _check_whole(path, reading)
        check_length(path, reading.seconds, limits)
        facts = _stream(path, reading, limits)
    facts = facts.model_copy(update={"bytes": size})
    return {
        "facts": facts.model_dump(mode="json"),
        "reading": reading.told(),
    }


def _picture(path: Path, limits: Media) -> MediaFacts:
    with open_picture(path, limits) as image:
        codec = reading_of(path, limits).codec or str(image.format).lower()
        return MediaFacts(width=image.width, height=image.height, codec=codec)


def _stream(path: Path, reading: Reading, limits: Media) -> MediaFacts:
    with open_medium(path, limits) as medium:
        video, audio = medium.video, medium.audio
        if next(medium.pictures() if video else medium.sound(), None) is None:
            raise MediaError(f"No frame of {path.name} can be decoded.", "Copy the file again.")
        facts = MediaFacts(codec=reading.codec, notes=list(reading.notes))
        if audio is not None:
            facts.sample_rate = audio.codec_context.sample_rate
            facts.channels = audio.codec_context.channels
        if video is None:
            facts.duration = round(medium.declared or reading.seconds, 4)
            return facts
        facts.duration = round(reading.seconds, 4)
        facts.width, facts.height = video.codec_context.width, video.codec_context.height
        facts.fps = round(float(Fraction(reading.rate)), 4) or None
        facts.frames = reading.frames or None
        facts.has_audio = audio is not None
        facts.rotation, facts.pixel_aspect = reading.rotation, reading.aspect
        return facts


def _check_whole(path: Path, reading: Reading) -> None:
    """MediaError when the packets end well before the container says they do. The sound may well
    outlast the picture, or the picture the sound."""
    if reading.ends < 0.9 * reading.declared - 0.5:
        raise MediaError(
            f"{path.name} is cut short: it says {reading.declared:.1f} s and holds "
            f"{reading.ends:.1f} s.",
            "Copy or export the file again.",
        )
