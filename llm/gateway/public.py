"""Models, health and metrics."""

import asyncio
import time
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import aiohttp
from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from llm.backends.backend import State
from llm.backends.probe import Wrong, ask
from llm.errors import ApiError
from llm.gateway.shapes import (
    Alive,
    Capabilities,
    DeepHealth,
    Depth,
    Health,
    ModelCard,
    ModelList,
    Targets,
)

if TYPE_CHECKING:
    from llm.gateway.app import Studio

_DEEP_SECONDS = 30.0
_STARTED = int(time.time())
_MISSING: dict[int | str, dict[str, Any]] = {
    503: {"description": "A model is missing", "model": Health}
}
router = APIRouter()


def studio_of(request: Request) -> "Studio":
    """The running parts of the gateway."""
    return request.app.state.studio


def admitted(request: Request) -> "Studio":
    """The same, for those who know the key. ApiError 401."""
    studio = studio_of(request)
    studio.guard.check(request.scope)
    return studio


Admitted = Annotated[Any, Depends(admitted)]
Anyone = Annotated[Any, Depends(studio_of)]


def _names(studio: "Studio") -> list[str]:
    own = [studio.embedder.name] if studio.embedder else []
    return [*studio.backends.names(), *own]


def _card(studio: "Studio", name: str) -> ModelCard:
    backend = studio.backends.find(name)
    return ModelCard(
        id=name,
        created=_STARTED,
        owned_by="animation-ai-studio",
        capabilities=Capabilities(vision=bool(backend and backend.model.vision)),
        max_model_len=backend.context if backend else None,
    )


@router.get("/v1/models")
async def models(studio: Admitted) -> ModelList:
    """Every name that a request may ask for: roles, and the models behind them."""
    return ModelList(data=[_card(studio, name) for name in _names(studio)])


@router.get("/v1/models/{name:path}", responses={404: {"description": "No such model"}})
async def model(name: str, studio: Admitted) -> ModelCard:
    """One of them."""
    if name not in _names(studio):
        known = ", ".join(_names(studio))
        raise ApiError(
            404,
            f"The model {name[:100]!r} does not exist; there are {known}.",
            param="model",
            code="model_not_found",
        )
    return _card(studio, name)


@router.get("/health/live")
async def live() -> Alive:
    """The gateway's process answers."""
    return Alive()


@router.get("/health", responses={503: {"description": "A model is missing", "model": Health}})
@router.get(
    "/health/ready", responses={503: {"description": "A model is missing", "model": Health}}
)
async def ready(studio: Anyone, response: Response) -> Health:
    """Every model can be had, at once or by waking it."""
    states = {backend.key: str(backend.state) for backend in studio.backends}
    response.status_code = 200 if studio.ready else 503
    status = "ok" if studio.ready else "unavailable"
    return Health(status=status, profile=studio.profile, models=states)


@router.get(
    "/health/deep",
    responses={503: {"description": "A model does not answer", "model": DeepHealth}},
    response_model_exclude_none=True,
)
async def deep(studio: Admitted, response: Response) -> DeepHealth:
    """One token from every model that is awake. None is woken for it."""
    told: dict[str, Depth] = {}
    sound = studio.ready
    for backend in studio.backends:
        if backend.state is not State.AWAKE:
            told[backend.key] = Depth(state=backend.state)
            continue
        begun = time.perf_counter()
        try:
            async with asyncio.timeout(_DEEP_SECONDS), studio.scheduler.turn(backend):
                await ask(studio.http, backend, _DEEP_SECONDS, tokens=1)
            seconds = round(time.perf_counter() - begun, 3)
            told[backend.key] = Depth(state=backend.state, seconds=seconds)
        except (Wrong, ApiError, aiohttp.ClientError, TimeoutError) as error:
            sound = False
            told[backend.key] = Depth(state=backend.state, trouble=str(error) or "timeout")
    response.status_code = 200 if sound else 503
    return DeepHealth(status="ok" if sound else "unavailable", models=told)


@router.get("/metrics/targets")
async def targets(studio: Admitted) -> list[Targets]:
    """Where Prometheus finds vLLM's own metrics (its `http_sd_configs`)."""
    return [
        Targets(targets=[urlsplit(backend.root).netloc], labels={"model": backend.key})
        for backend in studio.backends
        if backend.on_gpu and studio.supervisor.pid(backend)
    ]


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(studio: Admitted) -> Response:
    """For Prometheus."""
    counted = studio.metrics
    for backend in studio.backends:
        lane = studio.scheduler.lanes[backend.key]
        counted.waiting.labels(backend.key).set(len(lane.waiting))
        counted.running.labels(backend.key).set(lane.running)
        for state in State:
            counted.state.labels(backend.key, state).set(backend.state is state)
    counted.restarts.set(studio.supervisor.restarts)
    counted.leased.set(studio.leases.gib)
    for gpu, used, total in await studio.gpu.read():
        counted.vram_used.labels(gpu).set(used)
        counted.vram_total.labels(gpu).set(total)
    return Response(generate_latest(counted.registry), media_type=CONTENT_TYPE_LATEST)
