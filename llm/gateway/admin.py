"""Management: state, switches, GPU leases."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from llm.errors import ApiError
from llm.gateway.public import Admitted
from llm.roster.backend import State

router = APIRouter()
_ERRORS: dict[int | str, dict[str, Any]] = {
    code: {"description": words}
    for code, words in {
        400: "A parameter is wrong",
        401: "No key",
        404: "No such thing",
        409: "Not possible on this machine",
        503: "Not now",
    }.items()
}


class SwitchRequest(BaseModel):
    """Which model is to be awake: a role or a model's name."""

    model_config = ConfigDict(extra="forbid")

    model: Annotated[str, Field(min_length=1)]
    wait_seconds: Annotated[float, Field(ge=0, le=3600)] = 300


class LeaseRequest(BaseModel):
    """`gb`: GiB of GPU memory; `pid`: the process on this machine that holds it, 0 for none."""

    model_config = ConfigDict(extra="forbid")

    gb: Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)]
    holder: Annotated[str, Field(max_length=200)] = ""
    pid: Annotated[int, Field(ge=0, le=2**31)] = 0
    wait_seconds: Annotated[float, Field(ge=1, le=3600)] = 300


@router.get("/status", responses=_ERRORS)
async def status(studio: Admitted) -> dict[str, Any]:
    """Every model: state, process, queue; the GPU; leases."""
    models = []
    for backend in studio.backends:
        lane = studio.scheduler.lanes[backend.key]
        roles = [role for role, key in studio.backends.roles.items() if key == backend.key]
        models.append(
            {
                "model": backend.key,
                "roles": roles,
                "state": str(backend.state),
                "trouble": backend.trouble,
                "kind": backend.model.kind,
                "url": backend.root,
                "pid": studio.supervisor.pid(backend),
                "waiting": len(lane.waiting),
                "running": lane.running,
                "log": str(studio.supervisor.log(backend)),
                "tokens_per_second": round(studio.metrics.tokens_per_second(backend.key), 2),
            }
        )
    gpus = [
        {"gpu": gpu, "used_bytes": used, "total_bytes": total}
        for gpu, used, total in await studio.gpu.read()
    ]
    leases = [
        {"id": lease.id, "gb": lease.gib, "holder": lease.holder, "pid": lease.pid}
        for lease in studio.leases.all()
    ]
    return {
        "profile": studio.profile,
        "ready": studio.ready,
        "models": models,
        "gpus": gpus,
        "leases": leases,
        "switches": studio.scheduler.switches,
    }


@router.post("/switch", responses=_ERRORS)
async def switch(wanted: SwitchRequest, studio: Admitted) -> dict[str, Any]:
    """Wake a model; on one GPU the awake one is drained and put to sleep."""
    backend = studio.backends.find(wanted.model)
    if backend is None:
        raise ApiError(
            404,
            f"There is no model {wanted.model[:100]!r}; there are "
            f"{', '.join(studio.backends.names())}.",
            param="model",
            code="model_not_found",
        )
    if backend.on_gpu and studio.backends.exclusive:
        try:
            async with asyncio.timeout(wanted.wait_seconds):
                await studio.scheduler.prefer(backend)
        except TimeoutError as fault:
            raise ApiError(
                503,
                f"{backend.key} is {backend.state} after {wanted.wait_seconds:g} s.",
                "server_error",
                code="timeout",
                headers={"Retry-After": "10"},
            ) from fault
    elif backend.state in (State.FAILED, State.STOPPED):
        await studio.supervisor.stop(backend)
        await studio.supervisor.start(backend)
    if backend.state is State.FAILED:
        raise ApiError(503, f"{backend.key}: {backend.trouble}", "server_error")
    return {"model": backend.key, "state": str(backend.state)}


@router.post("/lease", responses=_ERRORS)
async def lease(wanted: LeaseRequest, studio: Admitted) -> dict[str, Any]:
    """GPU memory for somebody else: models sleep and their requests wait until it is returned."""
    taken = await studio.leases.take(wanted.gb, wanted.holder, wanted.pid, wanted.wait_seconds)
    return {"id": taken.id, "gb": taken.gib, "seconds": studio.roster.switching.lease_seconds}


@router.post("/lease/{name}", responses=_ERRORS)
async def renew(name: str, studio: Admitted) -> dict[str, Any]:
    """Keep a lease."""
    kept = studio.leases.renew(name)
    return {"id": kept.id, "gb": kept.gib, "seconds": studio.roster.switching.lease_seconds}


@router.delete("/lease/{name}", responses=_ERRORS, status_code=204)
async def give_back(name: str, studio: Admitted) -> Response:
    """Return a lease."""
    studio.leases.end(name)
    return Response(status_code=204)
