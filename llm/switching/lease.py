"""GPU memory lent to others: diffusion, renders, speech."""

import asyncio
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from llm.errors import ApiError
from llm.switching.scheduler import Scheduler

_LOOK_SECONDS = 0.5


@dataclass
class Lease:
    """`gib` of the GPU, lent to the process `pid` of this machine (0: of another one).

    `born` tells that process from a later one with the same number; `until`: when the lease ends
    unless it is renewed, seconds of the event loop's clock. Until it is `granted`, the one who asks
    for it ends it."""

    gib: float
    holder: str
    pid: int
    born: str
    until: float
    granted: bool = False
    id: str = field(default_factory=lambda: secrets.token_hex(8))

    def lost(self, now: float) -> bool:
        """Whether nobody holds it any more."""
        gone = now > self.until or bool(self.pid and birth(self.pid) != self.born)
        return self.granted and gone


class Leases:
    """All leases. `gpu_gib`: what there is to lend, 0 where that is not known."""

    def __init__(self, scheduler: Scheduler, seconds: float, gpu_gib: float) -> None:
        self._scheduler, self._seconds, self._gpu_gib = scheduler, seconds, gpu_gib
        self._held: dict[str, Lease] = {}
        self._waiting: dict[str, Lease] = {}
        self._queue = asyncio.Lock()  # who asks first is served first

    @property
    def gib(self) -> float:
        """What is lent in all."""
        return sum(lease.gib for lease in self._held.values())

    @property
    def gpu_gib(self) -> float:
        """What there is in all; 0 where that is not known."""
        return self._gpu_gib

    def all(self) -> list[Lease]:
        """Those that are lent or about to be, then those that wait for room."""
        return [*self._held.values(), *self._waiting.values()]

    async def take(self, gib: float, holder: str, pid: int, wait: float) -> Lease:
        """A lease, once that much is free and all who asked before have theirs. ApiError: 409 more
        than there is, or no such process; 503 not free within `wait` seconds, which says who has
        it."""
        if self._gpu_gib and gib > self._gpu_gib:
            raise ApiError(409, f"gb: the GPU has {self._gpu_gib:g} GiB in all.", param="gb")
        born = birth(pid) if pid else ""
        if pid and not born:
            raise ApiError(409, f"pid: there is no process {pid} on this machine.", param="pid")
        loop = asyncio.get_running_loop()
        limit = loop.time() + wait
        lease = Lease(gib, holder, pid, born, limit + self._seconds)
        self._waiting[lease.id] = lease
        try:
            async with asyncio.timeout_at(limit):
                await self._room_for(lease)
                await self._scheduler.lease(gib)
        except BaseException as error:
            self._held.pop(lease.id, None)
            if isinstance(error, TimeoutError):
                raise self._busy() from error
            raise
        finally:
            self._waiting.pop(lease.id, None)
        lease.until = loop.time() + self._seconds
        lease.granted = True
        return lease

    async def _room_for(self, lease: Lease) -> None:
        """Count it among what is lent, as soon as it has room. ApiError 409: who asked is gone."""
        async with self._queue:
            while self._gpu_gib and self.gib + lease.gib > self._gpu_gib:
                await asyncio.sleep(_LOOK_SECONDS)
                if lease.pid and birth(lease.pid) != lease.born:
                    raise ApiError(409, f"pid: the process {lease.pid} has ended.", param="pid")
            self._held[lease.id] = self._waiting.pop(lease.id)

    def _busy(self) -> ApiError:
        lent = ", ".join(
            f"{one.gib:.4g} GiB are lent to {one.holder or 'somebody'}"
            + (f" (process {one.pid})" if one.pid else "")
            for one in self._held.values()
        )
        return ApiError(
            503,
            f"{lent}." if lent else "Requests to the models are still under way.",
            "server_error",
            code="gpu_busy",
            headers={"Retry-After": "5"},
        )

    def renew(self, name: str) -> Lease:
        """The holder is still there. ApiError 404: it is no lease any more."""
        lease = self._find(name)
        lease.until = asyncio.get_running_loop().time() + self._seconds
        return lease

    def end(self, name: str) -> None:
        """Give it back. ApiError 404."""
        lease = self._find(name)
        del self._held[lease.id]
        self._scheduler.release(lease.gib)

    async def reap(self) -> None:
        """Take back what nobody holds any more, for as long as this is not cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            for lease in list(self._held.values()):
                if lease.lost(loop.time()):
                    self.end(lease.id)

    def _find(self, name: str) -> Lease:
        if name not in self._held:
            raise ApiError(404, "There is no such lease; it may have run out.", code="no_lease")
        return self._held[name]


def birth(pid: int) -> str:
    """When the process began, in ticks since boot (proc(5), field 22); empty: there is none, or
    it has ended and only waits to be collected."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]
