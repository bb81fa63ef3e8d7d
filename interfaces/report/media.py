"""Media as the page carries them: small enough, inside the page, nothing fetched from elsewhere."""

import base64
import io
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from pathlib import Path

import av
import numpy as np
from PIL import Image

from interfaces.format.facts import facts_line
from studio.errors import StudioError
from studio.media.opener import in_eight_bits, open_medium, open_picture
from studio.nouns.artifact import kind_of
from studio.store.artifacts import ArtifactStore

FILE_BYTES = 12 * 2**20  # a player's file beyond this is linked, not carried
PAGE_BYTES = 40 * 2**20  # and so is everything once the page carries this much
LONGEST_SIDE = 1280  # of a picture, pixels
ORIGINAL_BYTES = 600_000  # a picture up to this is carried as it is
QUALITY = 86
POSTER_AT = 0.4  # of a clip's length
BARS = 96  # of a waveform
TYPES = {  # of what a player plays
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".flac": "audio/flac",
    ".ogg": "audio/ogg",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
}


@dataclass(frozen=True)
class MediaView:
    """One artifact on the page. `uri` is empty when the file is too big or gone; `picture` is the
    image itself or a video's poster; `bars` are a waveform's peaks, 0 to 1."""

    handle: str
    kind: str
    facts: str
    uri: str = ""
    picture: str = ""
    bars: tuple[float, ...] = ()
    width: int = 0
    height: int = 0
    missing: str = ""


class MediaShower(ABC):
    """Shows artifacts on a page."""

    def __init__(self, artifacts: ArtifactStore):
        self._artifacts = artifacts

    def view(self, handle: str, *, player: bool = True) -> MediaView:
        """The artifact for showing; with `player` false a picture of it only."""
        try:
            artifact, path = self._artifacts.get(handle), self._artifacts.path(handle)
        except StudioError as error:
            return MediaView(handle, kind_of(handle), "", missing=error.message)
        facts = artifact.facts
        bare = MediaView(
            handle,
            artifact.kind,
            facts_line(facts),
            width=facts.width or 0,
            height=facts.height or 0,
        )
        try:
            return self.filled(bare, path, player)
        except (OSError, ValueError) as error:
            return replace(bare, missing=f"it cannot be read: {error}")
        except StudioError as error:
            return replace(bare, missing=error.message)

    @abstractmethod
    def filled(self, bare: MediaView, path: Path, player: bool) -> MediaView:
        """What is shown of `bare`, whose bytes lie at `path`."""


class MediaCarrier(MediaShower):
    """Puts artifacts into the page until it is full."""

    def __init__(self, artifacts: ArtifactStore):
        super().__init__(artifacts)
        self._carried = 0

    def filled(self, bare: MediaView, path: Path, player: bool) -> MediaView:
        """With the bytes themselves, made small."""
        if bare.kind == "mask" and _is_moving(path):
            return replace(bare, picture=self._carry("image/webp", _as_webp(frame_of(path))))
        if bare.kind in ("image", "mask"):
            uri = self._carry(*_small_picture(path))
            return replace(bare, uri=uri, picture=uri)
        if bare.kind == "video":
            poster = self._carry("image/webp", _as_webp(frame_of(path)))
            return replace(bare, uri=self._file(path) if player else "", picture=poster)
        if bare.kind == "audio":
            bars = waveform(path)
            return replace(bare, uri=self._file(path) if player else "", bars=bars)
        return bare

    def _file(self, path: Path) -> str:
        if path.suffix not in TYPES or path.stat().st_size > FILE_BYTES:
            return ""
        return self._carry(TYPES[path.suffix], path.read_bytes())

    def _carry(self, kind: str, data: bytes) -> str:
        if self._carried + len(data) > PAGE_BYTES:
            return ""
        self._carried += len(data)
        return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _is_moving(path: Path) -> bool:
    """Whether a mask is one over time (tools/engines/media/masks.py)."""
    return path.suffix == ".mkv"


def _small_picture(path: Path) -> tuple[str, bytes]:
    with open_picture(path) as image:
        if image.format in ("PNG", "JPEG", "WEBP") and path.stat().st_size <= ORIGINAL_BYTES:
            return f"image/{image.format.lower()}", path.read_bytes()
        return "image/webp", _as_webp(image)


def _as_webp(image: Image.Image) -> bytes:
    image = in_eight_bits(image).convert("RGBA" if "A" in image.getbands() else "RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    stream = io.BytesIO()
    image.save(stream, "WEBP", quality=QUALITY)
    return stream.getvalue()


def still_of(path: Path, kind: str, at: float = POSTER_AT) -> bytes:
    """A picture, or a film's frame `at` a part of its length, as WebP that a page shows at once."""
    if kind == "video" or (kind == "mask" and _is_moving(path)):
        return _as_webp(frame_of(path, at))
    with open_picture(path) as image:
        return _as_webp(image)


def frame_of(path: Path, at: float = POSTER_AT) -> Image.Image:
    """The frame of a clip `at` a part of its length; by default one where something goes on."""
    with open_medium(path) as medium:
        wanted = at * medium.declared
        if wanted:
            medium.container.seek(int(wanted * av.time_base))  # to the key frame before it
        frame = None
        for frame in medium.pictures():
            if frame.time is not None and frame.time >= wanted:
                break
        if frame is None:
            raise ValueError("no frame can be decoded")
        return frame.to_image()


def waveform(path: Path) -> tuple[float, ...]:
    """The peaks of BARS equal parts; the loudest is 1. None where there is no sound."""
    planar = av.AudioResampler(format="fltp")
    with open_medium(path) as medium:
        loudest = [
            np.abs(block.to_ndarray()).max(axis=0)
            for frame in medium.sound()
            for block in planar.resample(frame)
        ]
    if not loudest:
        return ()
    parts = np.array_split(np.concatenate(loudest), BARS)
    peaks = [float(part.max()) if part.size else 0.0 for part in parts]
    top = max(peaks) or 1.0
    return tuple(round(peak / top, 3) for peak in peaks)
