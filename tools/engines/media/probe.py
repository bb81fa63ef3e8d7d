"""What a media file really holds, judged by its bytes and never by its name."""

import warnings
from pathlib import Path
from typing import Literal

import av
from PIL import Image, UnidentifiedImageError

from studio.errors import MediaError
from studio.nouns.artifact import MediaFacts
from studio.settings import Media, settings

MediaKind = Literal["image", "audio", "video"]

_PICTURES = ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF")
# FFmpeg's demuxers that we let near a stranger's file. Playlists (HLS, concat, DASH) are left out:
# they would make it open other files and addresses.
_CONTAINERS = "mov,matroska,avi,wav,w64,flac,mp3,ogg,aac,aiff,mpegts,mpeg,flv,gif"
_LENGTH_IS_A_GUESS = {"mp3", "aac"}
_KNOWN = "PNG, JPEG, WebP, TIFF, GIF, MP4, MOV, WebM, MKV, AVI, WAV, FLAC, MP3, Ogg or AAC"


def probe(path: Path, limits: Media | None = None) -> MediaFacts:
    """The facts of the file at `path`.

    Raises MediaError for what cannot be read, is empty, cut short, or over `limits`
    (settings().media by default).
    """
    return identify(path, limits)[1]


def identify(path: Path, limits: Media | None = None) -> tuple[MediaKind, MediaFacts]:
    """What kind of media lies at `path`, and its facts. Raises MediaError as `probe` does."""
    limits = limits or settings().media
    size = _size_of(path, limits)
    picture = _picture(path, limits)
    kind, facts = picture or _stream(path, limits)
    return kind, facts.model_copy(update={"bytes": size})


def _size_of(path: Path, limits: Media) -> int:
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist or is no plain file"
        raise MediaError(f"{path} {what}.", "Give the path of a picture, sound or video file.")
    size = path.stat().st_size
    if size == 0:
        raise MediaError(f"{path.name} is empty (0 bytes).", "Save or copy the file again.")
    if size > limits.max_file_mb * 2**20:
        raise MediaError(
            f"{path.name} has {size / 2**20:.0f} MB; the limit is {limits.max_file_mb} MB.",
            "Cut or re-encode it smaller, or raise media.max_file_mb in configs/studio.yaml.",
        )
    return size


def _picture(path: Path, limits: Media) -> tuple[MediaKind, MediaFacts] | None:
    """A still picture's facts; None when the bytes are no picture, or an animation."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit decides
            with Image.open(path, formats=_PICTURES) as image:
                _check_pixels(path, image.width, image.height, limits)
                if image.format == "GIF" and getattr(image, "is_animated", False):
                    return None
                image.load()  # Pillow notices a cut file only now
                facts = MediaFacts(
                    width=image.width, height=image.height, codec=str(image.format).lower()
                )
                return "image", facts
    except UnidentifiedImageError:
        return None
    except Image.DecompressionBombError as fault:
        raise MediaError(
            f"{path.name} would unfold to far more pixels than {limits.max_pixels}.",
            "Scale it down, or raise media.max_pixels in configs/studio.yaml.",
        ) from fault
    except (OSError, SyntaxError, ValueError, EOFError) as fault:
        raise MediaError(
            f"{path.name} is a damaged or cut picture: {fault}.", "Save or copy the file again."
        ) from fault


def _stream(path: Path, limits: Media) -> tuple[MediaKind, MediaFacts]:
    options = {"protocol_whitelist": "file", "format_whitelist": _CONTAINERS}
    try:
        with av.open(str(path), options=options) as container:
            return _container_facts(path, container, limits)
    except av.error.FFmpegError as fault:
        raise MediaError(
            f"{path.name} cannot be read as a picture, sound or video ({fault.strerror}).",
            f"Give a whole {_KNOWN} file; its content counts, not its name.",
        ) from fault


def _container_facts(
    path: Path, container: av.container.InputContainer, limits: Media
) -> tuple[MediaKind, MediaFacts]:
    cover = av.stream.Disposition.attached_pic
    video = next((s for s in container.streams.video if not s.disposition & cover), None)
    audio = next(iter(container.streams.audio), None)
    main = video or audio
    if main is None:
        raise MediaError(f"{path.name} holds neither picture nor sound.", f"Give a {_KNOWN} file.")
    if video is not None:
        _check_pixels(path, video.codec_context.width, video.codec_context.height, limits)
    if next(container.decode(main), None) is None:
        raise MediaError(f"No frame of {path.name} can be decoded.", "Copy the file again.")
    duration = _duration(path, container, [stream for stream in (video, audio) if stream])
    if duration > limits.max_minutes * 60:
        raise MediaError(
            f"{path.name} lasts {duration / 60:.1f} minutes; the limit is {limits.max_minutes:g}.",
            "Cut it, or raise media.max_minutes in configs/studio.yaml.",
        )
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


def _duration(
    path: Path, container: av.container.InputContainer, streams: list[av.stream.Stream]
) -> float:
    """Seconds; MediaError when the packets end well before the container says they do. The sound
    may well outlast the picture, or the picture the sound."""
    declared = float((container.duration or 0) / av.time_base)
    if container.format.name in _LENGTH_IS_A_GUESS and declared:
        return declared
    # Only the end is read: a cut file has an index of packets that are no longer there.
    container.seek(int(declared * 0.9 * av.time_base))
    origin = float((container.start_time or 0) / av.time_base)
    end = 0.0
    for packet in container.demux(streams):
        if packet.pts is not None and packet.size:
            end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base) - origin)
    if end < 0.9 * declared - 0.5:
        raise MediaError(
            f"{path.name} is cut short: it says {declared:.1f} s and holds {end:.1f} s.",
            "Copy or export the file again.",
        )
    return declared or end


def _check_pixels(path: Path, width: int, height: int, limits: Media) -> None:
    if width * height > limits.max_pixels:
        raise MediaError(
            f"{path.name} has {width}x{height} pixels; the limit is {limits.max_pixels}.",
            "Scale it down, or raise media.max_pixels in configs/studio.yaml.",
        )
