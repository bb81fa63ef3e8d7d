"""The diffusion engine over a tiny SDXL with random weights, in its real process."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from studio.settings import Settings, load_settings
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database
from tests.media.conftest import SheetsOfConfigs
from tests.tiny_warehouse import build
from tools.engines.registry import engines
from tools.toolbox import Toolbox

TORCH = ("torch", "torch-cpu")
Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse with the tiny models, and links to all that the studio has besides."""
    folder = tmp_path_factory.mktemp("models")
    build(TORCH, "PyTorch", "tests.diffusion.build_tiny", folder, folder)
    return folder


@pytest.fixture(scope="module")
def tiny_settings(tiny_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The shipped settings, with this warehouse and data of the tests' own."""
    shipped, place = load_settings(), tmp_path_factory.mktemp("studio")
    paths = shipped.paths.model_copy(
        update={"models": tiny_models, "data": place, "scratch": place / "scratch"}
    )
    small = shipped.diffusion.model_copy(
        update={"on_cpu": True, "pixels": 96 * 72, "clip_pixels": 4096, "steps": 3}
    )
    return shipped.model_copy(update={"paths": paths, "diffusion": small})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def toolbox(tiny_settings: Settings) -> AsyncIterator[Toolbox]:
    """All tools and engines; what was made once is made again."""
    place = tiny_settings.paths.data
    store = ArtifactStore(place / "artifacts", open_database(f"sqlite:///{place}/studio.db"))
    box = Toolbox(
        store, SheetsOfConfigs(), tiny_settings, use_cache=False, engines=engines(tiny_settings)
    )
    yield box
    await box.close()


@pytest.fixture(scope="module")
def paint(toolbox: Toolbox) -> Call:
    """Calls generate_image for a small picture in few steps."""

    async def call(prompt: str = "a boy running on a beach", **more: Any) -> dict[str, Any]:
        small = {"width": 64, "height": 64, "steps": 3, "sampler": "euler"}
        on_progress = more.pop("on_progress", None)
        return await toolbox.call(
            "generate_image", {"prompt": prompt, **small, **more}, on_progress=on_progress
        )

    return call


@pytest.fixture(scope="module")
def steering(toolbox: Toolbox, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The handle of a picture that can steer: light below, dark above."""
    path = tmp_path_factory.mktemp("steering") / "depth.png"
    picture = Image.new("RGB", (48, 48))
    picture.paste((255, 255, 255), (0, 24, 48, 48))
    picture.save(path)
    return toolbox.artifacts.add(path, "image").handle
