"""Management: state, switches, GPU leases."""

import asyncio
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import Response

from llm.backends.backend import State
from llm.errors import ApiError
from llm.gateway.public import Admitted
from llm.gateway.shapes import (
    GpuStatus,
    LeaseHeld,
    LeaseRequest,
    LeaseTerms,
    ModelStatus,
    Status,
    Switched,
    SwitchRequest,
)
from llm.switching.lease import Lease

if TYPE_CHECKING:
    from llm.gateway.app import Studio

router = APIRouter()
_OF_A_LEASE = {
    name: {"operationId": name, "parameters": {"name": "$response.body#/id"}}
    for name in ("renew_lease", "end_lease")
}
_Responses = dict[int | str, dict[str, Any]]
_RAISED: _Responses = {404: {"description": "No such model"}, 503: {"description": "Not now"}}
_NOT_LENT: _Responses = {
    409: {"description": "Not possible on this machine"},
    503: {"description": "Not now"},
}
_NO_LEASE: _Responses = {404: {"description": "No such lease"}}


@router.get("/status")
async def status(studio: Admitted) -> Status:
    """Every model: state, process, queue; the GPU; leases."""
    models = []
    for backend in studio.backends:
        lane = studio.scheduler.lanes[backend.key]
        roles = [role for role, key in studio.backends.roles.items() if key == backend.key]
        models.append(
            ModelStatus(
                model=backend.key,
                roles=roles,
                state=backend.state,
                trouble=backend.trouble,
                kind=backend.model.kind,
                url=backend.root,
                pid=studio.supervisor.pid(backend),
                waiting=len(lane.waiting),
                running=lane.running,
                log=str(studio.supervisor.log(backend)),
                tokens_per_second=round(studio.metrics.tokens_per_second(backend.key), 2),
            )
        )
    gpus = [
        GpuStatus(gpu=gpu, used_bytes=used, total_bytes=total)
        for gpu, used, total in await studio.gpu.read()
    ]
    leases = [
        LeaseHeld(
            id=lease.id, gb=lease.gib, holder=lease.holder, pid=lease.pid, granted=lease.granted
        )
        for lease in studio.leases.all()
    ]
    return Status(
        profile=studio.profile,
        ready=studio.ready,
        models=models,
        gpus=gpus,
        leases=leases,
        gpu_gib=studio.leases.gpu_gib,
        free_gib=max(0.0, studio.leases.gpu_gib - studio.leases.gib),
        switches=studio.scheduler.switches,
    )


@router.post("/switch", responses=_RAISED)
async def switch(wanted: SwitchRequest, studio: Admitted) -> Switched:
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
        except TimeoutError as error:
            raise ApiError(
                503,
                f"{backend.key} is {backend.state} after {wanted.wait_seconds:g} s.",
                "server_error",
                code="timeout",
                headers={"Retry-After": "10"},
            ) from error
    elif backend.state in (State.FAILED, State.STOPPED):
        await studio.supervisor.stop(backend)
        await studio.supervisor.start(backend)
    if backend.state is State.FAILED:
        raise ApiError(503, f"{backend.key}: {backend.trouble}", "server_error")
    return Switched(model=backend.key, state=backend.state)


@router.post("/lease", responses={**_NOT_LENT, 200: {"links": _OF_A_LEASE}})
async def lease(wanted: LeaseRequest, studio: Admitted) -> LeaseTerms:
    """GPU memory for somebody else: models sleep and their requests wait until it is returned."""
    taken = await studio.leases.take(wanted.gb, wanted.holder, wanted.pid, wanted.wait_seconds)
    return _terms(taken, studio)


@router.post("/lease/{name}", responses=_NO_LEASE, operation_id="renew_lease")
async def renew(name: str, studio: Admitted) -> LeaseTerms:
    """Keep a lease."""
    return _terms(studio.leases.renew(name), studio)


@router.delete("/lease/{name}", responses=_NO_LEASE, status_code=204, operation_id="end_lease")
async def give_back(name: str, studio: Admitted) -> Response:
    """Return a lease."""
    studio.leases.end(name)
    return Response(status_code=204)


def _terms(lease: Lease, studio: "Studio") -> LeaseTerms:
    return LeaseTerms(id=lease.id, gb=lease.gib, seconds=studio.roster.switching.lease_seconds)
