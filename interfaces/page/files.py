"""The files that a page may show: what the sessions of its conversation made, and no others."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from interfaces.format.history import History, history_of
from interfaces.report.media import BARS, TYPES, MediaShower, MediaView
from interfaces.report.storyboard import SHOWN_KINDS, made_by
from studio.nouns.artifact import kind_of
from studio.store.artifacts import ArtifactStore
from studio.store.sessions import SessionStore
from tools.engines.media.showing import peaks, still_of

PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
STEPS = 40  # moments of a film that a still is made of


class MediaLinks(MediaShower):
    """Shows artifacts by their addresses on the page's own server."""

    def filled(self, bare: MediaView, path: Path, player: bool) -> MediaView:
        """With addresses."""
        is_shown = path.suffix in TYPES or path.suffix in PICTURES
        linked = replace(bare, uri=f"files/{quote(bare.handle)}" if is_shown else "")
        if bare.kind == "audio":
            return replace(linked, bars=_bars(path))
        if bare.kind in ("image", "mask", "video"):
            return replace(linked, picture=f"stills/{quote(bare.handle)}")
        return linked


class OwnFiles:
    """Looks up the handles of a conversation's sessions."""

    def __init__(self, sessions: SessionStore, artifacts: ArtifactStore):
        self._sessions, self._artifacts = sessions, artifacts
        self._known: set[str] = set()

    def path(self, handle: str, of: Iterable[str]) -> Path | None:
        """Where the file of `handle` lies, if one of the sessions `of` has it. StudioError where it
        is damaged or gone."""
        if handle not in self._known:
            for session in of:
                self._known |= handles_of(history_of(self._sessions.events(session)))
        return self._artifacts.path(handle) if handle in self._known else None


def handles_of(told: History) -> set[str]:
    """The pictures, sounds and films of a session: its brief's, those that its tools made, and what
    it handed over."""
    calls = [*told.sources, *(call for take in told.takes for call in take.calls)]
    made = {handle for call in calls for _, handle in made_by(call)}
    brought = {one.handle for one in told.outcome.brief.media}
    given = {one.handle for one in told.outcome.deliverables}
    return {handle for handle in made | brought | given if kind_of(handle) in SHOWN_KINDS}


def type_of(path: Path) -> str:
    """The media type of a file by its ending."""
    known = TYPES | PICTURES
    return known.get(path.suffix, "application/octet-stream")


@lru_cache(maxsize=128)
def still(path: Path, kind: str, step: int) -> bytes:
    """A picture as WebP; of a film the frame at `step` of STEPS."""
    return still_of(path, kind, min(max(step, 0), STEPS - 1) / STEPS)


@lru_cache(maxsize=128)
def _bars(path: Path) -> tuple[float, ...]:
    return tuple(peaks(path, BARS))
