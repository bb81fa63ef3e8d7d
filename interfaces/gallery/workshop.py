"""Where examples are made: the tools over a store of its own, and the material that many share."""

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from studio.nouns.artifact import Kind, is_handle
from studio.settings import ROOT
from tools.declaration import ToolSpec
from tools.engines.ffmpeg.engine import ffmpeg_engine
from tools.engines.ffmpeg.requests import EncodeFrames
from tools.registry import all_tools
from tools.toolbox import Toolbox

PLATES = ROOT / "tests" / "measure" / "plates"  # small renders of our own characters
LINE = "Silenzio, Bruno! We ride to the harbour."
_LONGEST = 64  # letters of an argument that are told


class Workshop:
    """`folder`: for what is made besides the store. Material is made once, when it is first asked
    for, and named, so that a call can be told."""

    def __init__(self, toolbox: Toolbox, folder: Path):
        self.toolbox, self.folder = toolbox, folder
        self.calls: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._made: dict[str, Any] = {}

    async def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The result of a tool; how it was called is told in `calls`."""
        result = await self.toolbox.call(tool, arguments)
        self.calls[tool] = self._told(all_tools()[tool], arguments)
        return result

    def path(self, handle: str) -> Path:
        return self.toolbox.artifacts.path(handle)

    def named(self, name: str, handle: str) -> str:
        """The handle, which is called `name` in what is told."""
        self._names[handle] = name
        return handle

    async def once(self, name: str, make: Callable[[], Awaitable[Any]]) -> Any:
        """What `make` returned when it was first asked for under this name."""
        if name not in self._made:
            self._made[name] = await make()
        return self._made[name]

    def plate(self, file: str, name: str = "") -> str:
        """One of the small renders that the tests look at."""
        kind: Kind = "video" if file.endswith(".mp4") else "image"
        copy = self.folder / Path(file).name
        shutil.copyfile(PLATES / file, copy)
        return self.named(name or kind, self.toolbox.artifacts.add(copy, kind).handle)

    def picture(self, pixels: np.ndarray, name: str) -> str:
        """A picture of these pixels."""
        path = self.folder / f"{name}.png"
        Image.fromarray(pixels).save(path)
        return self.named(name, self.toolbox.artifacts.add(path, "image").handle)

    async def film(self, frames: list[np.ndarray], fps: int, name: str) -> str:
        """A silent film of these pictures."""
        paths = []
        for number, pixels in enumerate(frames):
            paths.append(str(self.folder / f"{name}{number:03d}.png"))
            Image.fromarray(pixels).save(paths[-1])
        out = self.folder / f"{name}.mp4"
        await ffmpeg_engine().run(EncodeFrames(frames=paths, fps=fps, out=out), lambda *_: None)
        return self.named(name, self.toolbox.artifacts.add(out, "video").handle)

    async def line(self) -> dict[str, Any]:
        """A line of Luca's."""

        async def make() -> dict[str, Any]:
            said = await self.call("speak", character="Luca", text=LINE, emotion="determined")
            self.named("line", said["audio"])
            self.named("phonemes", said["phonemes"])
            return said

        return await self.once("line", make)

    async def music(self) -> str:
        """Six seconds of music."""

        async def make() -> str:
            made = await self.call("make_music", mood="cheerful", duration=6.0)
            return self.named("music", made["audio"])

        return await self.once("music", make)

    async def jump(self) -> str:
        """Giulia jumps: two seconds, silent."""

        async def make() -> str:
            cast = [{"character": "Giulia", "action": "jump", "expression": "excited"}]
            wanted = {"set": "meadow", "framing": "full", "view": "front", "length": 2.0}
            made = await self.call("render_take", cast=cast, width=384, height=216, **wanted)
            return self.named("video", made["video"])

        return await self.once("jump", make)

    async def part(self, name: str, video: str, start: float, end: float) -> str:
        """Some seconds of a video, which are called `name`."""
        wanted = {"video": video, "start": start, "end": end}
        return self.named(name, (await self.toolbox.call("trim_video", wanted))["video"])

    def talk(self) -> str:
        """Luca talks in the harbour: 4.75 seconds, with voice and music."""
        return self.plate("talk.mp4")

    def _told(self, spec: ToolSpec, arguments: dict[str, Any]) -> str:
        """The call as a program would write it."""
        fields = spec.parameters.model_fields
        given = [
            self._word(arguments[n]) for n in fields if n in arguments and fields[n].is_required()
        ]
        given += [
            f"{name}={self._word(arguments[name])}"
            for name in fields
            if name in arguments and not fields[name].is_required()
        ]
        return f"{spec.name}({', '.join(given)})"

    def _word(self, value: Any) -> str:
        if isinstance(value, str):
            if is_handle(value):
                return self._names.get(value, value.split(":")[0])
            return repr(value if len(value) <= _LONGEST else value[:_LONGEST] + "…")
        if isinstance(value, dict):
            return "{" + ", ".join(f"{k!r}: {self._word(v)}" for k, v in value.items()) + "}"
        if isinstance(value, (list, tuple)):
            return "[" + ", ".join(map(self._word, value)) + "]"
        return f"{value:g}" if isinstance(value, float) else repr(value)
