"""The artifacts that a program holds: it reads the bytes of those, and of no other, and it can hand
back bytes of its own. The host answers; no engine has the files."""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from sandbox.decoding.decoder import DECODER, Decoded
from sandbox.docker.runner.keeping import KEEP
from sandbox.rights import Rights
from studio.errors import ToolError
from studio.nouns.artifact import Kind, MediaFacts
from studio.settings import Settings
from studio.store.artifacts import ArtifactStore

READ = "read_artifact"
SIGNATURES = {READ: ("handle",), KEEP: ("data", "kind", "suffix")}
STUBS = '''
async def read_artifact(handle: str) -> bytes:
    """The bytes of an artifact that this program holds the handle of: its own tools' results."""
    ...
@overload
async def keep_artifact(data: bytes, kind: Literal["image"], suffix: str = ".png") -> Image: ...
@overload
async def keep_artifact(data: bytes, kind: Literal["audio"], suffix: str = ".wav") -> Audio: ...
@overload
async def keep_artifact(data: bytes, kind: Literal["table"], suffix: str = ".json") -> Table: ...
'''
FORMATS = {
    "image": {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"},
    "audio": {".wav": "WAV", ".flac": "FLAC", ".ogg": "OGG"},
    "table": {".json": "JSON"},
}
assert set(FORMATS) <= set(get_args(Kind))


NewProgramArtifacts = Callable[[Rights], "ProgramArtifacts"]


def with_artifact_stubs(stubs: str) -> str:
    """The tools' stubs with those of the two calls that a sandbox answers itself."""
    return f"from typing import Literal, overload\n{stubs}\n{STUBS}"


@dataclass(frozen=True)
class Allowance:
    """What one run may read and hand back. `total_bytes` are all that it reads and keeps, and
    `total_pixels` all of the pictures that it keeps; the decoding of one has `decoding_mb` and
    `decoding_seconds`."""

    max_bytes: int = 32 * 2**20
    max_pixels: int = 8192 * 8192
    total_bytes: int = 256 * 2**20
    total_pixels: int = 256 * 10**6
    decoding_mb: int = 512
    decoding_seconds: int = 10

    @classmethod
    def of(cls, settings: Settings) -> "Allowance":
        """That of configs/studio.yaml."""
        chosen = settings.sandbox
        return cls(
            max_bytes=chosen.artifact_mb * 2**20,
            max_pixels=settings.media.max_pixels,
            total_bytes=chosen.artifacts_mb * 2**20,
            total_pixels=chosen.kept_megapixels * 10**6,
            decoding_mb=chosen.decoding_mb,
            decoding_seconds=chosen.decoding_seconds,
        )


class ProgramArtifacts:
    """What one run of a program reads and keeps, within its allowance."""

    def __init__(self, store: ArtifactStore, rights: Rights, allowance: Allowance):
        self._store = store
        self._rights = rights
        self._allowance = allowance
        self._bytes_left = allowance.total_bytes
        self._pixels_left = allowance.total_pixels
        self._alone = asyncio.Lock()  # one decoding at a time in a run

    async def read(self, handle: Any) -> bytes:
        """The bytes of a handle that is held. ToolError for any other, in the same words whether
        there is such an artifact or not."""
        path = self._store.path(self._rights.require(handle))
        size = path.stat().st_size
        if size > self._allowance.max_bytes:
            raise ToolError(
                f"{handle} has {size} bytes, and {self._allowance.max_bytes} can be read.",
                "Work on it with the tools, or raise sandbox.artifact_mb.",
            )
        self._charge(size)
        return await asyncio.to_thread(path.read_bytes)

    async def keep(self, data: Any, kind: Any, suffix: Any = None) -> str:
        """Keep bytes as an artifact. They must be what `kind` and `suffix` say; nothing is ever
        unpickled or run. ToolError says what is wrong."""
        if not isinstance(data, bytes):
            raise ToolError(f"{KEEP}() takes bytes, not {type(data).__name__}.")
        if not isinstance(kind, str) or kind not in FORMATS:
            raise ToolError(f"{KEEP}() keeps no {str(kind)[:40]!r}.", f"Use {', '.join(FORMATS)}.")
        suffix = next(iter(FORMATS[kind])) if suffix is None else suffix
        if not isinstance(suffix, str) or suffix not in FORMATS[kind]:
            raise ToolError(
                f"{KEEP}() keeps no {kind} as {str(suffix)[:40]!r}.",
                f"Use {', '.join(FORMATS[kind])}.",
            )
        if len(data) > self._allowance.max_bytes:
            raise ToolError(
                f"{len(data)} bytes are more than an artifact may have "
                f"({self._allowance.max_bytes}).",
                "Make it smaller, or raise sandbox.artifact_mb.",
            )
        self._charge(len(data))  # before it waits its turn: what waits is in memory
        async with self._alone:
            if kind == "image" and self._pixels_left <= 0:
                raise self._no_pixels_left()
            return await asyncio.to_thread(self._keep, data, kind, suffix)

    def _charge(self, size: int) -> None:
        if size > self._bytes_left:
            raise ToolError(
                f"{size} bytes are over the limit: of the {self._allowance.total_bytes} that this "
                f"program may read and keep in all, {self._bytes_left} are left.",
                "Read and keep less, work with the tools, or raise sandbox.artifacts_mb.",
            )
        self._bytes_left -= size

    def _keep(self, data: bytes, kind: Kind, suffix: str) -> str:
        with tempfile.NamedTemporaryFile(prefix="studio-kept-", suffix=suffix) as stream:
            stream.write(data)
            stream.flush()
            facts = self._facts(Path(stream.name), kind, FORMATS[kind][suffix])
            kept = self._store.add(
                Path(stream.name),
                kind,
                facts,
                tool=KEEP,
                parameters={"kind": kind},
            )
        self._rights.grant([kept.handle])
        return kept.handle

    def _facts(self, path: Path, kind: str, form: str) -> MediaFacts:
        """What the bytes are, by decoding them in another process. ToolError when they are
        something else, or too much."""
        decoded = DECODER.decode(
            path,
            kind,
            form,
            max_pixels=self._allowance.max_pixels,
            pixels_left=self._pixels_left,
            memory_mb=self._allowance.decoding_mb,
            seconds=self._allowance.decoding_seconds,
        )
        self._pixels_left -= decoded.pixels
        if decoded.facts is None:
            raise _refusal(decoded, form)
        return MediaFacts(**decoded.facts)

    def _no_pixels_left(self) -> ToolError:
        return ToolError(
            f"over the limit: this program has kept pictures of {self._allowance.total_pixels} "
            "pixels, which is all that it may.",
            "Keep fewer or smaller pictures, or raise sandbox.kept_megapixels.",
        )


def _refusal(decoded: Decoded, form: str) -> ToolError:
    if decoded.error == "limit":
        return ToolError(
            f"this {form} is over the limit: {decoded.text}",
            "Keep fewer or smaller ones; the limits are kept_megapixels, decoding_mb and "
            "decoding_seconds of section sandbox, and media.max_pixels.",
        )
    return ToolError(
        f"the bytes are no good {form}: {decoded.text[:200]}.",
        f"Encode them as {form} before {KEEP}().",
    )
