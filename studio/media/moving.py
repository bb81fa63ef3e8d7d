"""Pictures that move by themselves: GIF, WebP and APNG, with the time that each picture stands."""

import struct
from collections.abc import Iterator
from fractions import Fraction

from PIL import Image

from studio.errors import MediaError
from studio.media.rates import fitting_rate
from studio.settings import Media

# What Pillow raises for damaged bytes, by format and place.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, TypeError)
MOVING = ("GIF", "WEBP", "PNG")
AT_LEAST, INSTEAD = 0.011, 0.1  # seconds: what says less stands so long in every browser
BACKDROP = (0x12, 0x15, 0x1C)  # behind what is transparent, as in a film
_MOST_PIXELS = 8_000_000_000  # of all pictures together: a minute of HD at 60 a second is 7.5


def moves(picture: Image.Image) -> bool:
    """Whether an open picture is an animation."""
    return picture.format in MOVING and getattr(picture, "n_frames", 1) > 1


def times_of(picture: Image.Image, name: str, limits: Media) -> list[float]:
    """When each picture of an animation begins, in s, and at last when the animation ends; up to
    where it is damaged. MediaError when it is over the limits."""
    count = getattr(picture, "n_frames", 1)
    if count * picture.width * picture.height > _MOST_PIXELS:
        raise MediaError(f"{name} unfolds to {count} pictures.", "Cut it, or scale it down.")
    times = [0.0]
    for number in range(count):
        try:
            picture.seek(number)
            picture.load()  # only then does a WebP say how long
        except BROKEN:
            if number == 0:
                raise
            break
        seconds = float(picture.info.get("duration", 0) or 0) / 1000
        times.append(times[-1] + (seconds if seconds >= AT_LEAST else INSTEAD))
        if times[-1] > limits.max_minutes * 60:
            raise MediaError(
                f"{name} lasts over {limits.max_minutes:g} minutes.", "Cut the animation."
            )
    return times


def rate_of(times: list[float]) -> Fraction:
    """A rate at which every picture is shown about as long as it is meant to be."""
    return fitting_rate(times)


def pictures(picture: Image.Image, times: list[float], rate: Fraction) -> Iterator[bytes]:
    """RGB24 of the animation at a constant rate, on the backdrop where it is transparent."""
    size, done = picture.size, 0
    for number, ends in enumerate(times[1:]):
        picture.seek(number)
        frame = picture.convert("RGBA")
        flat = Image.new("RGB", size, BACKDROP)
        flat.paste(frame, (0, 0), frame)
        data = flat.tobytes()
        for _ in range(done, max(round(ends * rate), 1)):
            yield data
        done = max(done, round(ends * rate), 1)
