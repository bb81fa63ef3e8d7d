"""Tools called for real: the toolbox without its cache, a store, the sheets of configs/."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import pytest_asyncio
import soundfile
import yaml
from PIL import Image

from sandbox.interface import Answer
from studio.errors import SheetError
from studio.nouns.artifact import Kind, ToolCall
from studio.nouns.sheet import CharacterSheet
from studio.settings import ROOT, load_settings
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database
from tools.engines.base import Engine
from tools.engines.ffmpeg.engine import ffmpeg_engine
from tools.engines.ffmpeg.requests import EncodeFrames
from tools.engines.registry import engines as every_engine
from tools.toolbox import Toolbox

RATE = 48000


class SheetsOfConfigs:
    """The sheets that the project ships."""

    def __init__(self) -> None:
        self._sheets = {
            sheet.name: sheet
            for path in sorted((ROOT / "configs" / "characters").glob("*.yaml"))
            for sheet in [CharacterSheet(**yaml.safe_load(path.read_text()))]
        }

    def get(self, name: str) -> CharacterSheet:
        if name not in self._sheets:
            raise SheetError(f"there is no character {name!r}.", f"Known: {self.names()}")
        return self._sheets[name]

    def names(self) -> list[str]:
        return sorted(self._sheets)


class Bench:
    """Calls tools, and puts test media into the store."""

    def __init__(self, folder: Path, engines: dict[str, Engine]):
        self.folder = folder
        self.store = ArtifactStore(
            folder / "artifacts", open_database(f"sqlite:///{folder / 'studio.db'}")
        )
        self.toolbox = Toolbox(
            self.store, SheetsOfConfigs(), load_settings(), use_cache=False, engines=engines
        )

    async def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        return await self.toolbox.call(tool, arguments)

    async def answer(self, tool: str, arguments: dict[str, Any]) -> Answer:
        """For a sandbox: the result, and the handles that it gives a right to."""
        calls: list[ToolCall] = []
        result = await self.toolbox.call(tool, arguments, on_call=calls.append)
        return Answer(result, calls[-1].handles or [])

    def put(self, path: Path, kind: Kind) -> str:
        return self.store.add(path, kind).handle

    def sound(self, wave: np.ndarray, rate: int = RATE) -> str:
        path = self.folder / "sound.wav"
        soundfile.write(path, wave, rate)
        return self.put(path, "audio")

    def picture(self, pixels: np.ndarray, mode: str | None = None) -> str:
        path = self.folder / "picture.png"
        Image.fromarray(pixels, mode).save(path)
        return self.put(path, "image")

    def image(self, handle: str) -> Image.Image:
        return Image.open(self.store.path(handle)).convert("RGB")

    def heard(self, handle: str) -> np.ndarray:
        """(samples, channels) at 48 kHz, of a sound or of a film's sound."""
        with av.open(str(self.store.path(handle))) as container:
            resampler = av.AudioResampler("flt", "stereo", RATE)
            blocks = [
                block.to_ndarray()
                for frame in container.decode(audio=0)
                for block in resampler.resample(frame)
            ]
        return np.concatenate(blocks, axis=1).reshape(-1, 2)

    def seen(self, handle: str) -> np.ndarray:
        """(frames, height, width, 3), sRGB."""
        with av.open(str(self.store.path(handle))) as container:
            return np.stack([f.to_ndarray(format="rgb24") for f in container.decode(video=0)])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engines() -> AsyncIterator[dict[str, Engine]]:
    """The real engines, which start once for a module."""
    made = every_engine(load_settings())
    yield made
    for engine in made.values():
        await engine.close()


@pytest.fixture
def bench(tmp_path: Path, engines: dict[str, Engine]) -> Bench:
    return Bench(tmp_path, dict(engines))


@pytest.fixture
def clip(bench: Bench) -> Callable[..., Awaitable[str]]:
    """Makes a silent video of one colour with a white square that moves to the right."""

    async def make(
        colour: tuple[int, int, int],
        frames: int = 24,
        width: int = 128,
        height: int = 72,
        fps: int = 24,
    ) -> str:
        paths = []
        for number in range(frames):
            pixels = np.full((height, width, 3), colour, np.uint8)
            pixels[8:16, number : number + 8] = 255
            path = bench.folder / f"frame{number:03d}.png"
            Image.fromarray(pixels).save(path)
            paths.append(str(path))
        out = bench.folder / "clip.mp4"
        await ffmpeg_engine().run(EncodeFrames(frames=paths, fps=fps, out=out), lambda *_: None)
        return bench.put(out, "video")

    return make


@pytest.fixture
def still_clip(bench: Bench) -> Callable[..., Awaitable[str]]:
    """Makes a silent video of one picture."""

    async def make(pixels: np.ndarray, frames: int = 24, fps: int = 24) -> str:
        path, out = bench.folder / "still.png", bench.folder / "still.mp4"
        Image.fromarray(pixels).save(path)
        await ffmpeg_engine().run(
            EncodeFrames(frames=[path] * frames, fps=fps, out=out), lambda *_: None
        )
        return bench.put(out, "video")

    return make


def tone(hertz: float, seconds: float, level: float = 0.3) -> np.ndarray:
    return level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)
