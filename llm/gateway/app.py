"""The gateway: everything put together as a FastAPI application."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import aiohttp
from fastapi import FastAPI
from starlette.routing import Route

from llm.backends.backend import Backends
from llm.backends.models import Roster
from llm.backends.supervisor import Supervisor
from llm.cache.answers import Answers, open_answers
from llm.errors import install
from llm.gateway import admin, openapi, public, tokens
from llm.gateway.embeddings import Embedder
from llm.gateway.metrics import GpuMemory, Metrics
from llm.gateway.proxying.proxy import Proxy
from llm.gateway.proxying.relay import Relay
from llm.gateway.proxying.upstream import Upstream, open_session
from llm.guard import Guard, install_guard
from llm.switching.lease import Leases
from llm.switching.scheduler import Scheduler
from llm.switching.starting import start_all
from llm.switching.turns import SleepAndWake

PATHS = ("/v1/chat/completions", "/v1/completions", "/v1/embeddings")


@dataclass
class Studio:
    """What the gateway is made of, while it runs."""

    profile: str
    roster: Roster
    backends: Backends
    scheduler: Scheduler
    supervisor: Supervisor
    leases: Leases
    metrics: Metrics
    gpu: GpuMemory
    guard: Guard
    http: aiohttp.ClientSession
    embedder: Embedder | None
    answers: Answers | None

    @property
    def ready(self) -> bool:
        """Whether every model can be had, be it by waking it."""
        return all(backend.at_hand for backend in self.backends)


def create_gateway(
    roster: Roster, profile: str | None = None, embedder: Embedder | None = None
) -> FastAPI:
    """The application for a profile of the roster. Its models are started with it, and stopped.

    SettingsError: no such profile, or open to other machines without a key."""
    name, chosen = roster.chosen(profile)
    roster.check_reach()
    guard = Guard(roster.key(), roster.gateway.host)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with contextlib.AsyncExitStack() as stack:
            http = await stack.enter_async_context(open_session(roster.gateway))
            backends = Backends(roster.models, chosen)
            metrics = Metrics()
            metrics.expect(backends.by_key)
            supervisor = Supervisor(http, roster.paths, roster.supervision)
            turns = SleepAndWake(http, supervisor, roster.switching)
            gpu = GpuMemory()
            gpu_gib = chosen.gpu_gib or await gpu.first_gib()
            scheduler = Scheduler(
                backends, turns, roster.gateway, roster.switching, metrics.switched, gpu_gib
            )
            leases = Leases(scheduler, roster.switching.lease_seconds, gpu_gib)
            answers = open_answers(roster.cache, roster.paths, roster.gateway.first_byte_seconds)
            if answers:
                stack.push_async_callback(answers.close)
            studio = Studio(
                name,
                roster,
                backends,
                scheduler,
                supervisor,
                leases,
                metrics,
                gpu,
                guard,
                http,
                embedder,
                answers,
            )
            app.state.studio = studio
            _add_proxies(app, studio)
            stack.push_async_callback(supervisor.close, backends)
            tasks = [
                asyncio.create_task(start_all(backends, supervisor, turns, scheduler)),
                asyncio.create_task(leases.reap()),
            ]
            stack.push_async_callback(_cancel, tasks)
            yield

    app = FastAPI(
        title="Animation AI Studio gateway", docs_url=None, redoc_url=None, lifespan=lifespan
    )
    install(app)
    install_guard(app, guard)
    app.include_router(public.router)
    app.include_router(tokens.router)
    app.include_router(admin.router, prefix="/admin")
    names = Backends(roster.models, chosen).names()
    openapi.describe(app, names, [embedder.name] if embedder else [], bool(roster.key()))
    return app


def _add_proxies(app: FastAPI, studio: Studio) -> None:
    roster = studio.roster
    upstream = Upstream(studio.http, roster.gateway)
    relay = Relay(studio.scheduler, upstream, studio.metrics, roster.gateway.retries)
    for path in PATHS:
        proxy = Proxy(
            path,
            guard=studio.guard,
            backends=studio.backends,
            expectations=studio.scheduler.expectations,
            relay=relay,
            metrics=studio.metrics,
            answers=studio.answers,
            gateway=roster.gateway,
            cache=roster.cache,
            embedder=studio.embedder if path == "/v1/embeddings" else None,
        )
        # In front, since they are what is asked for most.
        app.router.routes.insert(0, Route(path, proxy, methods=["POST"]))


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
