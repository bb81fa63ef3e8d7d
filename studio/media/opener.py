"""The one place where media files are opened, at intake and in every later stage.

A stranger's file stays a stranger's in the store: its bytes are judged by the same rules whenever
they are opened. Only plain files of known formats and codecs, nothing that leads to other files or
addresses, nothing over the limits of settings().media.
"""

import contextlib
import warnings
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.stream import Disposition
from PIL import Image, UnidentifiedImageError

from studio.errors import MediaError
from studio.media.boxes import keeps_data_elsewhere
from studio.media.formats import CODECS, CONTAINERS, FFMPEG_READERS, PICTURES, SPOKEN, STILLS
from studio.settings import Media, settings

FASTEST = 240  # frames a second of a telephone's slow motion: with the minutes, the most frames
_SLACK = 1.0  # seconds that a sound may be longer than its container says
_ALIGNED = 64 * 8192  # pixels that decoders add at the edges of a picture


class NoPicture(MediaError):
    """The bytes are no still picture; they may be sound or video."""


@dataclass(frozen=True)
class Medium:
    """A sound or video that is open. `video` is its first picture stream that is no cover, `audio`
    its first sound stream; None where there is none."""

    path: Path
    container: av.container.InputContainer
    video: av.VideoStream | None
    audio: av.AudioStream | None
    limits: Media

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
        most = self.limits.max_minutes * 60 * FASTEST
        for number, frame in enumerate(self.container.decode(self.video)):
            check_pixels(self.path, frame.width, frame.height, self.limits)
            if number > most:
                raise _too_long(self.path, number / FASTEST, self.limits)
            yield frame

    def sound(self) -> Iterator[av.AudioFrame]:
        """Every block of sound; none where there is none. MediaError when it is over the limits."""
        seconds = 0.0
        for frame in self.container.decode(self.audio) if self.audio else ():
            seconds += frame.samples / frame.sample_rate
            if seconds > self.limits.max_minutes * 60 + _SLACK:
                raise _too_long(self.path, seconds, self.limits)
            yield frame


def check_file(path: Path, limits: Media | None = None) -> int:
    """The size in bytes. MediaError unless `path` is a plain file (or a link to one), not empty
    and not over the limit."""
    limits = limits or settings().media
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


@contextlib.contextmanager
def open_picture(
    path: Path, limits: Media | None = None, *, load: bool = True
) -> Generator[Image.Image]:
    """A picture, decoded unless `load` is false.

    Raises NoPicture when the bytes are none of PICTURES, MediaError for a damaged or too large one.
    """
    limits = limits or settings().media
    check_file(path, limits)
    with contextlib.ExitStack() as opened:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our limit decides
                picture = opened.enter_context(Image.open(path, formats=PICTURES))
            check_pixels(path, picture.width, picture.height, limits)
            if load:
                picture.load()  # Pillow notices a cut file only now
        except UnidentifiedImageError as error:
            raise NoPicture(
                f"{path.name} is no picture that can be read.",
                f"Give a {', '.join(PICTURES)} file; its content counts, not its name.",
            ) from error
        except Image.DecompressionBombError as error:
            raise MediaError(
                f"{path.name} would unfold to far more pixels than {limits.max_pixels}.",
                "Scale it down, or raise media.max_pixels in configs/studio.yaml.",
            ) from error
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise MediaError(
                f"{path.name} is a damaged or cut picture: {error}.", "Save or copy the file again."
            ) from error
        yield picture


def in_eight_bits(picture: Image.Image) -> Image.Image:
    """A grey picture of 16 bits, as depth has it, in 8; any other as it is. Pillow itself would
    make everything over level 255 white."""
    if not picture.mode.startswith("I"):
        return picture
    levels = np.asarray(picture).astype(np.int64)
    return Image.fromarray((np.clip(levels, 0, 65535) >> 8).astype(np.uint8))


@contextlib.contextmanager
def open_medium(path: Path, limits: Media | None = None) -> Generator[Medium]:
    """A sound or video, for reading. What goes wrong with the decoding inside the block is a
    MediaError that names the file, too."""
    limits = limits or settings().media
    check_file(path, limits)
    if keeps_data_elsewhere(path):
        raise MediaError(
            f"{path.name} keeps its picture or sound in another file.",
            "Export it as one file that holds everything.",
        )
    options = {"protocol_whitelist": "file", "format_whitelist": ",".join(CONTAINERS)}
    try:
        with av.open(f"file:{path}", options=options) as container:
            yield _medium(path, container, limits)
    except av.error.FFmpegError as error:
        raise MediaError(
            f"{path.name} cannot be read as a picture, sound or video ({error.strerror}).",
            f"Give a whole {SPOKEN} file; its content counts, not its name.",
        ) from error


def vet(path: Path, limits: Media | None = None) -> str:
    """MediaError unless open_picture() or open_medium() would open `path`: for programs that open
    it themselves. Returns Pillow's name of a picture's format; "" for a sound or video."""
    try:
        with open_picture(path, limits, load=False) as picture:
            return picture.format or ""
    except NoPicture:
        with open_medium(path, limits):
            return ""


def ffmpeg_input(path: Path, limits: Media | None = None) -> list[str]:
    """The arguments with which the FFmpeg binary opens a vetted file, under the same rules.
    Raises MediaError as `vet` does."""
    limits = limits or settings().media
    reader = FFMPEG_READERS.get(vet(path, limits))
    return [
        *("-protocol_whitelist", "file"),
        # Left to itself, FFmpeg goes by a name's ending and reads `a.jpg` as a series of files.
        *(("-f", reader) if reader else ()),
        *("-format_whitelist", ",".join((*CONTAINERS, *STILLS))),
        *("-codec_whitelist", ",".join(sorted(CODECS))),
        *("-max_pixels", str(limits.max_pixels + _ALIGNED)),
        *("-i", f"file:{path}"),
    ]


def check_pixels(path: Path, width: int, height: int, limits: Media) -> None:
    """MediaError when a picture of `path` is over the limit."""
    if width * height > limits.max_pixels:
        raise MediaError(
            f"{path.name} has {width}x{height} pixels; the limit is {limits.max_pixels}.",
            "Scale it down, or raise media.max_pixels in configs/studio.yaml.",
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


def _medium(path: Path, container: av.container.InputContainer, limits: Media) -> Medium:
    """The container's streams that count, checked. MediaError says what is wrong with them."""
    cover = Disposition.attached_pic
    video = next((s for s in container.streams.video if not s.disposition & cover), None)
    audio = next(iter(container.streams.audio), None)
    if video is None and audio is None:
        raise MediaError(f"{path.name} holds neither picture nor sound.", f"Give a {SPOKEN} file.")
    for stream in filter(None, (video, audio)):
        codec = stream.codec_context and stream.codec_context.name
        if codec not in CODECS:
            raise MediaError(
                f"{path.name} is coded in {codec or 'a way'} that is not read here.",
                "Convert it to H.264 with AAC, or to WAV.",
            )
    medium = Medium(path, container, video, audio, limits)
    if video is not None:
        check_pixels(path, video.codec_context.width, video.codec_context.height, limits)
        video.codec_context.options = {"max_pixels": str(limits.max_pixels + _ALIGNED)}
    check_length(path, medium.declared, limits)
    return medium
