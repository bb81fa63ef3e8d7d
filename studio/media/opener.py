"""The one place where media files are opened, at intake and in every later stage.

A stranger's file stays a stranger's in the store: its bytes are judged by the same rules whenever
they are opened. Only plain files of known formats and codecs, nothing that leads to other files or
addresses, nothing over the limits of settings().media. What is opened is shown as it is meant to
be: where a file's own bytes are not plain (survey.py), a plain copy is opened instead.
"""

import contextlib
import warnings
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from studio.errors import MediaError
from studio.media import damage, moving, plain
from studio.media.boxes import keeps_data_elsewhere
from studio.media.conform import conform, encode
from studio.media.formats import CODECS, CONTAINERS, FFMPEG_READERS, PICTURES, SPOKEN, STILLS
from studio.media.medium import ALIGNED, Medium, check_pixels, medium_of
from studio.media.plain import Making, Reading
from studio.media.survey import Survey, survey
from studio.settings import Media, settings

_ORIENTATION = 0x0112  # EXIF: how a camera was held, 1 for upright


class NoPicture(MediaError):
    """The bytes are no still picture; they may be sound or video."""


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
    reading = reading_of(path, limits)
    if reading.kind != "image":
        raise NoPicture(f"{path.name} is no still picture.", "Pass it as a video or a sound.")
    with _open_still(reading.path, path.name, limits, load=load) as picture:
        yield picture


@contextlib.contextmanager
def _open_still(path: Path, name: str, limits: Media, *, load: bool) -> Generator[Image.Image]:
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
def _looked_through(name: str) -> Generator[None]:
    """Makes what Pillow raises for damaged bytes a MediaError."""
    try:
        yield
    except moving.BROKEN as error:
        raise _broken(name, error) from error


def _broken(name: str, error: Exception) -> MediaError:
    return MediaError(
        f"{name} is a damaged or cut picture: {error}.", "Save or copy the file again."
    )


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
    reading = reading_of(path, limits)
    if reading.kind == "image":
        raise MediaError(f"{path.name} is a still picture.", "Pass a sound or a video.")
    with _open_original(reading.path, path, limits) as medium:
        yield medium


@contextlib.contextmanager
def _open_original(path: Path, named: Path, limits: Media) -> Generator[Medium]:
    """A sound or video as its bytes have it; errors name the file `named`."""
    check_file(path, limits)
    if keeps_data_elsewhere(path):
        raise MediaError(
            f"{named.name} keeps its picture or sound in another file.",
            "Export it as one file that holds everything.",
        )
    options = {"protocol_whitelist": "file", "format_whitelist": ",".join(CONTAINERS)}
    try:
        with av.open(f"file:{path}", options=options, metadata_errors="ignore") as container:
            yield medium_of(named, container, limits)
    except av.error.FFmpegError as error:
        raise MediaError(
            f"{named.name} cannot be read as a picture, sound or video ({error.strerror}).",
            f"Give a whole {SPOKEN} file; its content counts, not its name.",
        ) from error


def vet(path: Path, limits: Media | None = None) -> None:
    """MediaError unless open_picture() or open_medium() would open `path`: for programs that open
    it themselves."""
    ffmpeg_input(path, limits)


def ffmpeg_input(path: Path, limits: Media | None = None) -> list[str]:
    """The arguments with which the FFmpeg binary opens a vetted file, under the same rules.
    Raises MediaError as open_picture() and open_medium() do."""
    limits = limits or settings().media
    return _as_input(reading_of(path, limits).path, path, limits)


def reading_of(path: Path, limits: Media | None = None) -> Reading:
    """How a file is read: of what kind it is, and the plain file that stands for it. MediaError
    for what is not opened."""
    limits = limits or settings().media
    check_file(path, limits)
    return plain.read(path, lambda: _look(path, limits))


def examine(path: Path, limits: Media | None = None) -> None:
    """Decode a stranger's sound or video from end to end, once for each content. What is damaged is
    left out of the plain copy from then on, and told in its notes; MediaError when hardly anything
    is left."""
    limits = limits or settings().media
    if reading_of(path, limits).codec:
        plain.damaged_note(path, lambda: _damage(path, limits))


def _damage(path: Path, limits: Media) -> str | None:
    if _is_picture(path, limits):
        return None
    with _open_original(path, path, limits) as medium:
        found = survey(medium)
    damaged = damage.examine(found, _as_input(path, path, limits), path.name)
    return damaged.note if damaged.found else None


def _is_picture(path: Path, limits: Media) -> bool:
    try:
        with _open_still(path, path.name, limits, load=False):
            return True
    except NoPicture:
        return False


def _as_input(path: Path, named: Path, limits: Media) -> list[str]:
    """FFmpeg's arguments for a file as its bytes are, vetted."""
    try:
        with _open_still(path, named.name, limits, load=False) as picture:
            reader = FFMPEG_READERS.get(picture.format or "")
    except NoPicture:
        with _open_original(path, named, limits):
            reader = None
    return [
        *("-protocol_whitelist", "file"),
        # Left to itself, FFmpeg goes by a name's ending and reads `a.jpg` as a series of files.
        *(("-f", reader) if reader else ()),
        *("-format_whitelist", ",".join((*CONTAINERS, *STILLS))),
        *("-codec_whitelist", ",".join(sorted(CODECS))),
        *("-max_pixels", str(limits.max_pixels + ALIGNED)),
        *("-i", f"file:{path}"),
    ]


def _look(path: Path, limits: Media) -> Reading | Making:
    """What a file is, and how it is made plain where it is not."""
    try:
        with (
            _open_still(path, path.name, limits, load=False) as picture,
            _looked_through(path.name),
        ):
            if moving.moves(picture):
                return _animation(path, picture, limits)
            reading = Reading(path, "image", codec="")
            if _orientation(picture) in (None, 1):
                return reading
            return Making(reading, ".png", lambda out: _turn_upright(path, limits, out))
    except NoPicture:
        pass
    with _open_original(path, path, limits) as medium:
        found = survey(medium)
    if lost := plain.known_damage(path):
        found = replace(
            found,
            reasons=(*found.reasons, "it is damaged"),
            notes=(*found.notes, lost),
            copied=False,
        )
    return _stream(path, found, limits)


def _stream(path: Path, found: Survey, limits: Media) -> Reading | Making:
    reading = Reading(
        path,
        "audio" if found.video is None else "video",
        notes=found.notes,
        rotation=found.rotation,
        aspect=f"{found.aspect.numerator}:{found.aspect.denominator}",
        codec=found.codec,
        rate=str(found.rate),
        frames=found.frames,
        seconds=found.seconds,
        ends=found.ends,
        declared=found.declared,
    )
    if not found.reasons:
        return reading
    suffix = ".flac" if found.video is None else ".mp4"

    def make(out: Path) -> None:
        opened = _as_input(path, path, limits)
        conform(found, opened, out, path.name)
        if found.copied:
            with _open_original(out, path, limits) as made:
                again = survey(made)
            if again.reasons or again.frames != found.frames:
                conform(replace(found, copied=False), opened, out, path.name)

    return Making(reading, suffix, make)


def _animation(path: Path, picture: Image.Image, limits: Media) -> Making:
    times = moving.times_of(picture, path.name, limits)
    rate, whole = moving.rate_of(times), getattr(picture, "n_frames", 1)
    lost = f"It is damaged: only the first {len(times) - 1} of {whole} pictures can be read."
    reading = Reading(
        path,
        "video",
        notes=(lost,) if len(times) <= whole else (),
        codec=str(picture.format).lower(),
        rate=str(rate),
        frames=max(1, round(times[-1] * rate)),
        seconds=times[-1],
    )

    def make(out: Path) -> None:
        with (
            _open_still(path, path.name, limits, load=False) as opened,
            _looked_through(path.name),
        ):
            frames = moving.pictures(opened, times, rate)
            encode(frames, opened.size, rate, out, path.name)

    return Making(reading, ".mp4", make)


def _orientation(picture: Image.Image) -> int | None:
    """How the camera was held, as EXIF says; None where it says nothing."""
    if picture.format == "PNG" and "exif" not in picture.info:
        return None  # asked for it, Pillow would decode the whole picture
    return picture.getexif().get(_ORIENTATION)


def _turn_upright(path: Path, limits: Media, out: Path) -> None:
    with _open_still(path, path.name, limits, load=True) as picture:
        upright = ImageOps.exif_transpose(picture)
        if upright.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
            upright = upright.convert("RGB")
        upright.save(out, exif=b"", compress_level=1)
