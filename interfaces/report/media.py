"""Media as the page carries them: small enough, inside the page, nothing fetched from elsewhere."""

import base64
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from pathlib import Path

from interfaces.format.facts import facts_line
from studio.errors import StudioError
from studio.nouns.artifact import kind_of
from studio.store.artifacts import ArtifactStore
from tools.engines.media.showing import carried_picture, peaks, still_of

FILE_BYTES = 12 * 2**20  # a player's file beyond this is linked, not carried
PAGE_BYTES = 40 * 2**20  # and so is everything once the page carries this much
ORIGINAL_BYTES = 600_000  # a picture up to this is carried as it is
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
        if bare.kind in ("image", "mask"):
            uri = self._carry(*carried_picture(path, ORIGINAL_BYTES))
            return replace(bare, uri=uri, picture=uri)
        if bare.kind == "video":
            poster = self._carry("image/webp", still_of(path, "video"))
            return replace(bare, uri=self._file(path) if player else "", picture=poster)
        if bare.kind == "audio":
            bars = tuple(peaks(path, BARS))
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
