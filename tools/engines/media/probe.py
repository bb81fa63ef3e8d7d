"""What a media file really holds, judged by its bytes and never by its name."""

from pathlib import Path
from typing import Literal

import av

from studio.errors import MediaError
from studio.media.opener import (
    Medium,
    NoPicture,
    check_file,
    check_length,
    open_medium,
    open_picture,
)
from studio.nouns.artifact import MediaFacts
from studio.settings import Media, settings

MediaKind = Literal["image", "audio", "video"]

_LENGTH_IS_A_GUESS = {"mp3", "aac"}


def probe(path: Path, limits: Media | None = None) -> MediaFacts:
    """The facts of the file at `path`.

    Raises MediaError for what cannot be read, is empty, cut short, or over `limits`
    (settings().media by default).
    """
    return identify(path, limits)[1]


def identify(path: Path, limits: Media | None = None) -> tuple[MediaKind, MediaFacts]:
    """What kind of media lies at `path`, and its facts. Raises MediaError as `probe` does."""
    limits = limits or settings().media
    size = check_file(path, limits)
    kind, facts = _picture(path, limits) or _stream(path, limits)
    return kind, facts.model_copy(update={"bytes": size})


def _picture(path: Path, limits: Media) -> tuple[MediaKind, MediaFacts] | None:
    """A still picture's facts; None when the bytes are no picture, or an animation."""
    try:
        with open_picture(path, limits) as image:
            if image.format == "GIF" and getattr(image, "is_animated", False):
                return None
            codec = str(image.format).lower()
            return "image", MediaFacts(width=image.width, height=image.height, codec=codec)
    except NoPicture:
        return None


def _stream(path: Path, limits: Media) -> tuple[MediaKind, MediaFacts]:
    with open_medium(path, limits) as medium:
        return _stream_facts(medium)


def _stream_facts(medium: Medium) -> tuple[MediaKind, MediaFacts]:
    path, video, audio = medium.path, medium.video, medium.audio
    main = video or audio
    if next(medium.pictures() if video else medium.sound(), None) is None:
        raise MediaError(f"No frame of {path.name} can be decoded.", "Copy the file again.")
    duration = _duration(medium)
    check_length(path, duration, medium.limits)
    facts = MediaFacts(duration=round(duration, 4), codec=main.codec_context.name)
    if audio is not None:
        facts.sample_rate = audio.codec_context.sample_rate
        facts.channels = audio.codec_context.channels
    if video is None:
        return "audio", facts
    rate = float(video.average_rate or video.guessed_rate or 0)
    facts.width, facts.height = video.codec_context.width, video.codec_context.height
    facts.fps = round(rate, 4) or None
    facts.frames = video.frames or round(duration * rate) or None
    facts.has_audio = audio is not None
    return "video", facts


def _duration(medium: Medium) -> float:
    """Seconds; MediaError when the packets end well before the container says they do. The sound
    may well outlast the picture, or the picture the sound."""
    declared, container = medium.declared, medium.container
    if container.format.name in _LENGTH_IS_A_GUESS and declared:
        return declared
    # Only the end is read: a cut file has an index of packets that are no longer there.
    container.seek(int(declared * 0.9 * av.time_base))
    end = 0.0
    for packet in container.demux([stream for stream in (medium.video, medium.audio) if stream]):
        if packet.pts is not None and packet.size:
            shown = (packet.pts + (packet.duration or 0)) * packet.time_base
            end = max(end, float(shown) - medium.origin)
    if end < 0.9 * declared - 0.5:
        raise MediaError(
            f"{medium.path.name} is cut short: it says {declared:.1f} s and holds {end:.1f} s.",
            "Copy or export the file again.",
        )
    return declared or end
