"""A sound or video that is open, and the limits that it is held to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import av
from av.stream import Disposition

from studio.errors import MediaError
from studio.media.formats import CODECS, SPOKEN
from studio.settings import Media
from studio.threads import FFMPEG

FASTEST = 960  # frames a second of a telephone's slow motion
MOST_FRAMES_A_SECOND = 240  # with the minutes: the most frames of one file
HD = (1280, 720)  # pixels from which on colours that are not named are meant as BT.709
_UNNAMED, _BT709 = 2, 1  # ITU-T H.273
ALIGNED = 64 * 8192  # pixels that decoders add at the edges of a picture
_SLACK = 1.0  # seconds that a sound may be longer than its container says
_Stream = TypeVar("_Stream", av.VideoStream, av.AudioStream)


@dataclass(frozen=True)
class Medium:
    """A sound or video that is open. `video` is the picture stream and `audio` the sound stream
    that a player would choose; None where there is none. `unnamed_709`: its colours are those of
    BT.709, though it does not say so."""

    path: Path
    container: av.container.InputContainer
    video: av.VideoStream | None
    audio: av.AudioStream | None
    limits: Media
    unnamed_709: bool = False

    @property
    def origin(self) -> float:
        """Seconds at which its time begins."""
        return float((self.container.start_time or 0) / av.time_base)

    @property
    def declared(self) -> float:
        """How long the container says that it is, in s; 0 when it says nothing."""
        return float((self.container.duration or 0) / av.time_base)

    def pictures(self) -> Iterator[av.VideoFrame]:
        """Every frame, by several threads. MediaError when there is no picture, or what comes is
        over the limits."""
        if self.video is None:
            raise MediaError(f"{self.path.name} shows no picture.", "Pass a video.")
        self.video.thread_type = "AUTO"
        most = self.limits.max_minutes * 60 * MOST_FRAMES_A_SECOND
        for number, frame in enumerate(_decoded(self.container, self.video)):
            check_frame(self.path, frame.width, frame.height, self.limits)
            if number > most:
                raise _too_long(self.path, number / MOST_FRAMES_A_SECOND, self.limits)
            yield frame

    def sound(self) -> Iterator[av.AudioFrame]:
        """Every block of sound; none where there is none. MediaError when it is over the limits."""
        seconds = 0.0
        for frame in _decoded(self.container, self.audio) if self.audio else ():
            seconds += frame.samples / frame.sample_rate
            if seconds > self.limits.max_minutes * 60 + _SLACK:
                raise _too_long(self.path, seconds, self.limits)
            yield frame


def medium_of(path: Path, container: av.container.InputContainer, limits: Media) -> Medium:
    """The container's streams that count, checked. MediaError says what is wrong with them."""
    cover = Disposition.attached_pic
    video = _chosen([s for s in container.streams.video if not s.disposition & cover])
    audio = _chosen(list(container.streams.audio))
    if video is None and audio is None:
        raise MediaError(f"{path.name} holds neither picture nor sound.", f"Give a {SPOKEN} file.")
    for stream in filter(None, (video, audio)):
        codec = stream.codec_context and stream.codec_context.name
        if codec not in CODECS:
            raise MediaError(
                f"{path.name} is coded in {codec or 'a way'} that is not read here.",
                "Convert it to H.264 with AAC, or to WAV.",
            )
    medium = Medium(path, container, video, audio, limits, _name_colours(video))
    if video is not None:
        check_frame(path, video.codec_context.width, video.codec_context.height, limits)
        video.codec_context.thread_count = FFMPEG
        video.codec_context.options = {"max_pixels": str(limits.max_pixels + ALIGNED)}
    check_length(path, medium.declared, limits)
    return medium


def _name_colours(video: av.VideoStream | None) -> bool:
    """Decode pictures of high definition whose colours are not named as BT.709, which else would be
    taken for BT.601, as smaller ones rightly are; whether these are such pictures."""
    if video is None:
        return False
    codec = video.codec_context
    layout = codec.pix_fmt or ""
    unnamed = codec.colorspace == _UNNAMED and codec.color_primaries in (_UNNAMED, _BT709)
    coded = layout.startswith("yuv") and not layout.startswith(("yuvj", "yuva"))
    if not (unnamed and coded and (codec.width >= HD[0] or codec.height >= HD[1])):
        return False
    codec.colorspace = codec.color_primaries = _BT709
    if codec.color_trc == _UNNAMED:
        codec.color_trc = _BT709
    return True


def _decoded(
    container: av.container.InputContainer, stream: av.VideoStream | av.AudioStream
) -> Iterator[Any]:
    """Every frame of a stream but for those that are damaged. FFmpegError where all are."""
    error, kept = None, False
    for packet in container.demux(stream):
        try:
            for frame in packet.decode():
                kept = True
                yield frame
        except av.error.InvalidDataError as damaged:
            error = damaged
    if error and not kept:
        raise error


def _chosen(streams: Sequence[_Stream]) -> _Stream | None:
    """The stream that is marked as the default, else the first."""
    for stream in streams:
        if stream.disposition & Disposition.default:
            return stream
    return streams[0] if streams else None


def check_pixels(path: Path, width: int, height: int, limits: Media) -> None:
    """MediaError when a picture of `path` is over the limit."""
    if width * height > limits.max_pixels:
        raise MediaError(
            f"{path.name} has {width}x{height} pixels; the limit is {limits.max_pixels}.",
            "Scale it down, or raise media.max_pixels in configs/studio.yaml.",
        )


def check_frame(path: Path, width: int, height: int, limits: Media) -> None:
    """MediaError when a frame of what moves at `path` is over the limit: tools hold several of
    them, as numbers of four bytes."""
    check_pixels(path, width, height, limits)
    if width * height > limits.max_frame_pixels:
        raise MediaError(
            f"{path.name} moves and has {width}x{height} pixels; the limit of what moves is "
            f"{limits.max_frame_pixels}.",
            "Scale it down, or raise media.max_frame_pixels in configs/studio.yaml.",
        )


def check_length(path: Path, seconds: float, limits: Media) -> None:
    """MediaError when `seconds` are over the limit."""
    if seconds > limits.max_minutes * 60:
        raise _too_long(path, seconds, limits)


def _too_long(path: Path, seconds: float, limits: Media) -> MediaError:
    return MediaError(
        f"{path.name} lasts {seconds / 60:.1f} minutes; the limit is {limits.max_minutes:g}.",
        "Cut it, or raise media.max_minutes in configs/studio.yaml.",
    )
