"""A file's bytes as they are, opened under the rules for strangers' files: plain files of known
formats and codecs alone, nothing that leads to other files or addresses, nothing over the limits
of settings().media. What is meant by them is opener.py's to say."""

import contextlib
import warnings
from collections.abc import Generator
from pathlib import Path

import av
from PIL import Image, UnidentifiedImageError

from studio.errors import MediaError
from studio.media import moving
from studio.media.boxes import keeps_data_elsewhere
from studio.media.formats import CODECS, CONTAINERS, FFMPEG_READERS, PICTURES, SPOKEN, STILLS
from studio.media.medium import ALIGNED, Medium, check_pixels, medium_of
from studio.settings import Media, settings
from studio.threads import DECODING

_RULES = {"protocol_whitelist": "file", "format_whitelist": ",".join(CONTAINERS)}
# Of a decoder: what a picture's colours are where its own bytes do not say.
_AS_709 = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")


# FFmpeg looks for another codec in five megabytes of what a WAV says are plain samples, which takes
# 30 ms of processor at each opening. Where there is one, it is at the beginning.
_WAVE_PROBED = 2**16  # bytes


class NoPicture(MediaError):
    """The bytes are no still picture; they may be sound or video."""


def check_plain(path: Path) -> int:
    """The size in bytes. MediaError unless `path` is a plain file (or a link to one), not empty."""
    if not path.is_file():
        what = "does not exist"
        if path.exists():
            what = "is a folder" if path.is_dir() else "is a pipe or a device, no plain file"
        raise MediaError(f"{path} {what}.", "Give the path of a picture, sound or video file.")
    size = path.stat().st_size
    if size == 0:
        raise MediaError(f"{path.name} is empty (0 bytes).", "Save or copy the file again.")
    return size


def check_file(path: Path, limits: Media | None = None) -> int:
    """The size in bytes. MediaError unless `path` is a plain file, not empty and not over the
    limit."""
    limits = limits or settings().media
    size = check_plain(path)
    if size > limits.max_file_mb * 2**20:
        raise MediaError(
            f"{path.name} has {size / 2**20:.0f} MB; the limit is {limits.max_file_mb} MB.",
            "Cut or re-encode it smaller, or raise media.max_file_mb in configs/studio.yaml.",
        )
    return size


@contextlib.contextmanager
def open_still(path: Path, name: str, limits: Media, *, load: bool) -> Generator[Image.Image]:
    """A picture as its bytes have it."""
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
                f"{name} is no picture that can be read.",
                f"Give a {', '.join(PICTURES)} file; its content counts, not its name.",
            ) from error
        except Image.DecompressionBombError as error:
            raise MediaError(
                f"{name} would unfold to far more pixels than {limits.max_pixels}.",
                "Scale it down, or raise media.max_pixels in configs/studio.yaml.",
            ) from error
        except moving.BROKEN as error:
            raise _broken(name, error) from error
        yield picture


@contextlib.contextmanager
def looked_through(name: str) -> Generator[None]:
    """Makes what Pillow raises for damaged bytes a MediaError."""
    try:
        yield
    except moving.BROKEN as error:
        raise _broken(name, error) from error


def _broken(name: str, error: Exception) -> MediaError:
    return MediaError(
        f"{name} is a damaged or cut picture: {error}.", "Save or copy the file again."
    )


@contextlib.contextmanager
def open_original(path: Path, named: Path, limits: Media) -> Generator[Medium]:
    """A sound or video as its bytes have it; errors name the file `named`."""
    check_file(path, limits)
    if keeps_data_elsewhere(path):
        raise MediaError(
            f"{named.name} keeps its picture or sound in another file.",
            "Export it as one file that holds everything.",
        )
    options = _RULES | ({"probesize": str(_WAVE_PROBED)} if _is_wave(path) else {})
    try:
        with av.open(f"file:{path}", options=options, metadata_errors="ignore") as container:
            yield medium_of(named, container, limits)
    except av.error.FFmpegError as error:
        raise MediaError(
            f"{named.name} cannot be read as a picture, sound or video ({error.strerror}).",
            f"Give a whole {SPOKEN} file; its content counts, not its name.",
        ) from error


def _is_wave(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(12)
    return head[:4] in (b"RIFF", b"RF64") and head[8:] == b"WAVE"


@contextlib.contextmanager
def open_unedited(medium: Medium) -> Generator[av.container.InputContainer]:
    """The file of what is open once more, on the clocks that its streams have without an edit list.
    FFmpegError where it cannot be read so."""
    options = {**_RULES, "ignore_editlist": "1"}
    with av.open(medium.container.name, options=options, metadata_errors="ignore") as container:
        yield container


def as_input(path: Path, named: Path, limits: Media) -> list[str]:
    """FFmpeg's arguments for a file as its bytes are, vetted."""
    try:
        with open_still(path, named.name, limits, load=False) as picture:
            reader, colours = FFMPEG_READERS.get(picture.format or ""), ()
    except NoPicture:
        with open_original(path, named, limits) as medium:
            reader, colours = None, _AS_709 if medium.unnamed_709 else ()
    return [
        *("-protocol_whitelist", "file", *DECODING),
        # Left to itself, FFmpeg goes by a name's ending and reads `a.jpg` as a series of files.
        *(("-f", reader) if reader else ()),
        *("-format_whitelist", ",".join((*CONTAINERS, *STILLS))),
        *("-codec_whitelist", ",".join(sorted(CODECS))),
        *colours,
        *("-max_pixels", str(limits.max_pixels + ALIGNED)),
        *(("-probesize", str(_WAVE_PROBED)) if _is_wave(path) else ()),
        *("-i", f"file:{path}"),
    ]


def is_picture(path: Path, limits: Media) -> bool:
    try:
        with open_still(path, path.name, limits, load=False):
            return True
    except NoPicture:
        return False
