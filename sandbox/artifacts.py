"""The artifacts that a program holds: it reads the bytes of those, and of no other, and it can hand
back bytes of its own. The host answers; no engine has the files."""

import asyncio
import io
import json
import tempfile
import warnings
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, get_args

import soundfile
from PIL import Image

from studio.errors import ToolError
from studio.nouns.artifact import Kind, MediaFacts, handles_in
from studio.store.artifacts import ArtifactStore

READ, KEEP = "read_artifact", "keep_artifact"
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


NewSatchel = Callable[[Collection[str]], "Satchel"]


def with_artifact_stubs(stubs: str) -> str:
    """The tools' stubs with those of the two calls that a sandbox answers itself."""
    return f"from typing import Literal, overload\n{stubs}\n{STUBS}"


class Satchel:
    """What one run of a program holds."""

    def __init__(
        self,
        store: ArtifactStore,
        granted: Collection[str] = (),
        *,
        max_bytes: int,
        max_pixels: int,
    ):
        self._store = store
        self._held = set(granted)
        self._max_bytes = max_bytes
        self._max_pixels = max_pixels

    def take(self, result: Any) -> None:
        """Note the handles in a tool's result: from now on the program holds them."""
        self._held.update(handles_in(result))

    def require(self, arguments: dict[str, Any]) -> None:
        """Raise ToolError when a tool's arguments name an artifact that is not held: a tool must
        not fetch for a program what the program may not have."""
        for handle in handles_in(arguments):
            if handle not in self._held:
                raise self._refusal(handle)

    def _refusal(self, handle: Any) -> ToolError:
        return ToolError(
            f"this program holds no artifact {str(handle)[:60]!r}.",
            "Use what a tool of this program returned.",
        )

    async def read(self, handle: Any) -> bytes:
        """The bytes of a handle that is held. ToolError for any other, in the same words whether
        there is such an artifact or not."""
        if not isinstance(handle, str) or handle not in self._held:
            raise self._refusal(handle)
        path = self._store.path(handle)
        if path.stat().st_size > self._max_bytes:
            raise ToolError(
                f"{handle} has {path.stat().st_size} bytes, and {self._max_bytes} can be read.",
                "Work on it with the tools, or raise sandbox.artifact_mb.",
            )
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
        if len(data) > self._max_bytes:
            raise ToolError(
                f"{len(data)} bytes are more than an artifact may have ({self._max_bytes}).",
                "Make it smaller, or raise sandbox.artifact_mb.",
            )
        return await asyncio.to_thread(self._keep, data, kind, suffix)

    def _keep(self, data: bytes, kind: Kind, suffix: str) -> str:
        facts = self._facts(data, kind, FORMATS[kind][suffix])
        with tempfile.NamedTemporaryFile(prefix="studio-kept-", suffix=suffix) as stream:
            stream.write(data)
            stream.flush()
            kept = self._store.add(
                Path(stream.name),
                kind,
                facts,
                tool=KEEP,
                parameters={"kind": kind},
            )
        self._held.add(kept.handle)
        return kept.handle

    def _facts(self, data: bytes, kind: str, form: str) -> MediaFacts:
        """What the bytes are, by decoding them here. ToolError when they are something else."""
        try:
            if kind == "image":
                return self._image_facts(data, form)
            if kind == "audio":
                with soundfile.SoundFile(io.BytesIO(data)) as sound:
                    if sound.format != form:
                        raise ValueError(f"it is {sound.format}")
                    return MediaFacts(
                        duration=sound.frames / sound.samplerate,
                        sample_rate=sound.samplerate,
                        channels=sound.channels,
                        codec=sound.subtype,
                        has_audio=True,
                    )
            json.loads(data)
            return MediaFacts()
        except (
            OSError,
            ValueError,
            SyntaxError,
            RecursionError,
            soundfile.SoundFileError,
            Image.DecompressionBombError,
        ) as fault:
            raise ToolError(
                f"the bytes are no good {form}: {str(fault)[:200]}.",
                f"Encode them as {form} before {KEEP}().",
            ) from fault

    def _image_facts(self, data: bytes, form: str) -> MediaFacts:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the next line judges
            with Image.open(io.BytesIO(data), formats=[form]) as picture:
                width, height = picture.size
                if width * height > self._max_pixels:
                    raise ValueError(f"{width} x {height} pixels, {self._max_pixels} at most")
                picture.load()
        return MediaFacts(width=width, height=height, codec=form.lower())
