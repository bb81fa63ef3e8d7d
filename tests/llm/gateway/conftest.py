"""The real gateway on a real port, before fakes that behave as vLLM does."""

import asyncio
import contextlib
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from llm.backends.models import Roster
from llm.backends.supervisor import free_port
from llm.endpoint import bind
from llm.gateway.app import Studio, create_gateway
from llm.gateway.server import config
from tests.llm.gateway.fake_vllm import FakeVllm

MANY = httpx.Limits(max_connections=None)
ROLES = ("studio-reasoning", "studio-vision", "studio-code")


@contextlib.asynccontextmanager
async def listening(settings: uvicorn.Config) -> AsyncIterator[str]:
    """Serve in this event loop; the address."""
    listener = bind("127.0.0.1", 0)
    settings.load()
    server = uvicorn.Server(settings)
    server.install_signal_handlers = lambda: None
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        if task.done():
            await task
        await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


@contextlib.asynccontextmanager
async def fake_served(fake: FakeVllm) -> AsyncIterator[str]:
    async with listening(
        uvicorn.Config(fake.app, log_level="error", timeout_graceful_shutdown=1)
    ) as root:
        yield root


class Served:
    """A gateway that runs: `http` speaks to it, `studio` is what it is made of."""

    def __init__(self, root: str, studio: Studio, http: httpx.AsyncClient) -> None:
        self.root, self.studio, self.http = root, studio, http

    async def ask(self, text: str = "hello", model: str = ROLES[0], **more: Any) -> httpx.Response:
        body = {"model": model, "messages": [{"role": "user", "content": text}], **more}
        return await self.http.post("/v1/chat/completions", json=body)

    async def ready(self) -> None:
        """Wait until all models can be had, or are lost."""
        while any(b.state in ("stopped", "starting") for b in self.studio.backends):
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def gateway(roster: Roster, profile: str = "test", embedder=None) -> AsyncIterator[Served]:
    app = create_gateway(roster, profile, embedder)
    async with (
        listening(config(app, roster.gateway, stop_seconds=1)) as root,
        httpx.AsyncClient(base_url=root, timeout=30, limits=MANY) as http,
    ):
        yield Served(root, app.state.studio, http)


def external(tmp_path: Path, url: str, **sections: Any) -> Roster:
    """A roster whose roles are all played by one server that is there already."""
    model = {"kind": "external", "url": url, "name": "tiny", **sections.pop("model", {})}
    return Roster.model_validate(
        {
            "paths": {"state": str(tmp_path / "state")},
            "models": {"tiny": model},
            "profiles": {"test": {"about": "", "roles": dict.fromkeys(ROLES, "tiny")}},
            **sections,
        }
    )


@pytest.fixture
async def fake() -> AsyncIterator[FakeVllm]:
    yield FakeVllm("tiny")


@pytest.fixture
async def served(fake: FakeVllm, tmp_path: Path) -> AsyncIterator[Served]:
    async with fake_served(fake) as root, gateway(external(tmp_path, root)) as gate:
        yield gate


def vllm_environment(folder: Path, delay: float = 0.0, fails: bool = False) -> dict[str, Any]:
    """An environment with a `vllm` program in it, and weights for three models; the `paths`."""
    program = folder / "environments" / "vllm" / "bin" / "vllm"
    program.parent.mkdir(parents=True)
    variables = f"FAKE_DELAY={delay} " + ("FAKE_FAILS=1 " if fails else "")
    program.write_text(
        f'#!/bin/sh\n{variables}exec {sys.executable} -m tests.llm.gateway.fake_vllm "$@"\n'
    )
    program.chmod(0o755)
    for name in ("think", "see", "code"):
        weights = folder / "models" / name
        weights.mkdir(parents=True)
        (weights / "config.json").write_text("{}")
        (weights / "model.safetensors").write_bytes(b"")
    return {
        "models": str(folder / "models"),
        "environments": str(folder / "environments"),
        "state": str(folder / "state"),
        "caches": str(folder / "caches"),
    }


def three_models(
    folder: Path, awake: str = "one", *, delay: float = 0.0, **sections: Any
) -> Roster:
    """A roster with a process for each role."""
    models = {name: {"source": name, "weights_gib": 0.1} for name in ("think", "see", "code")}
    for name, more in sections.pop("models", {}).items():
        models[name] |= more
    return Roster.model_validate(
        {
            "paths": vllm_environment(folder, delay),
            "models": models,
            "supervision": {"backoff_seconds": 0.05, "probe_seconds": 0.5, "start_seconds": 60},
            "profiles": {
                "test": {
                    "about": "",
                    "awake": awake,
                    "gpu_gib": 16,
                    "roles": dict(zip(ROLES, models, strict=True)),
                }
            },
            **sections,
        }
    )


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    program = shutil.which("redis-server")
    if not program:
        pytest.skip("redis-server is not installed (apt: redis-server)")
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        program,
        "--port",
        str(port),
        "--save",
        "",
        "--bind",
        "127.0.0.1",
        "--dir",
        str(tmp_path),
        stdout=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(10):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                break
            except OSError:
                await asyncio.sleep(0.02)
    yield f"redis://127.0.0.1:{port}/0", process
    if process.returncode is None:
        process.kill()
    await process.wait()
