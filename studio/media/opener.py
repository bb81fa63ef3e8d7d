"""The one place where media files are opened, at intake and in every later stage.

A stranger's file stays a stranger's in the store: its bytes are judged by the same rules whenever
they are opened. Only plain files of known formats and codecs, nothing that leads to other files or
addresses, nothing over the limits of settings().media. What is opened is shown as it is meant to
be: where a file's own bytes are not plain (survey.py), a plain copy is opened instead.
"""

import contextlib
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from studio.errors import MediaError
from studio.media import damage, moving, plain
from studio.media.conform import conform, encode
from studio.media.medium import Medium, check_frame
from studio.media.original import (
    NoPicture,
    as_input,
    check_file,
    is_picture,
    looked_through,
    open_original,
    open_still,
)
from studio.media.plain import Making, Reading
from studio.media.survey import Survey, survey
from studio.settings import Media, settings

_ORIENTATION = 0x0112  # EXIF: how a camera was held, 1 for upright


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
    with open_still(reading.path, path.name, limits, load=load) as picture:
        yield picture


def in_eight_bits(picture: Image.Image) -> Image.Image:
    """A grey picture of 16 bits, as depth has it, in 8; any other as it is. Pillow itself would
    make everything over level 255 white."""
    if not picture.mode.startswith("I"):
        return picture
    levels = np.asarray(picture).astype(np.int64)
    return Image.fromarray((np.clip(levels, 0, 65535) >> 8).astype(np.uint8))


def over_grey(picture: Image.Image) -> Image.Image:
    """A picture in RGB before mid-grey, so that transparent parts do not come out as whatever lies
    under them."""
    layer = in_eight_bits(picture).convert("RGBA")
    ground = Image.new("RGBA", layer.size, (128, 128, 128, 255))
    return Image.alpha_composite(ground, layer).convert("RGB")


@contextlib.contextmanager
def open_medium(path: Path, limits: Media | None = None) -> Generator[Medium]:
    """A sound or video, for reading. What goes wrong with the decoding inside the block is a
    MediaError that names the file, too."""
    limits = limits or settings().media
    reading = reading_of(path, limits)
    if reading.kind == "image":
        raise MediaError(f"{path.name} is a still picture.", "Pass a sound or a video.")
    with open_original(reading.path, path, limits) as medium:
        yield medium


def vet(path: Path, limits: Media | None = None) -> None:
    """MediaError unless open_picture() or open_medium() would open `path`: for programs that open
    it themselves."""
    ffmpeg_input(path, limits)


def ffmpeg_input(path: Path, limits: Media | None = None) -> list[str]:
    """The arguments with which the FFmpeg binary opens a vetted file, under the same rules.
    Raises MediaError as open_picture() and open_medium() do."""
    limits = limits or settings().media
    return as_input(reading_of(path, limits).path, path, limits)


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
    check_file(path, limits)
    if not is_picture(path, limits):
        plain.damaged_note(path, lambda: _damage(path, limits))


def _damage(path: Path, limits: Media) -> str | None:
    with open_original(path, path, limits) as medium:
        found = survey(medium)
    damage.check_levels(path, limits)
    damaged = damage.examine(found, as_input(path, path, limits), path.name)
    return damaged.note if damaged.found else None


def _look(path: Path, limits: Media) -> Reading | Making:
    """What a file is, and how it is made plain where it is not."""
    try:
        with (
            open_still(path, path.name, limits, load=False) as picture,
            looked_through(path.name),
        ):
            if moving.moves(picture):
                check_frame(path, picture.width, picture.height, limits)
                return _animation(path, picture, limits)
            reading = Reading(path, "image", codec="")
            if _orientation(picture) in (None, 1):
                return reading
            return Making(reading, ".png", lambda out: _turn_upright(path, limits, out))
    except NoPicture:
        pass
    with open_original(path, path, limits) as medium:
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
        moved=found.moved,
    )
    if not found.reasons:
        return reading
    suffix = ".flac" if found.video is None else ".mp4"

    def make(out: Path) -> None:
        opened = as_input(path, path, limits)
        conform(found, opened, out, path.name)
        if found.copied:
            with open_original(out, path, limits) as made:
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
            open_still(path, path.name, limits, load=False) as opened,
            looked_through(path.name),
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
    with open_still(path, path.name, limits, load=True) as picture:
        upright = ImageOps.exif_transpose(picture)
        if upright.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
            upright = upright.convert("RGB")
        upright.save(out, exif=b"", compress_level=1)
