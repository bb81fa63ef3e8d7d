"""Lends the graphics card's memory to engines: of the gateway that runs here, whose language models
sleep meanwhile."""

import contextlib
from collections.abc import AsyncGenerator

from interfaces.backend.state import find_running
from llm.backends.models import load_roster
from llm.leases import Leases


@contextlib.asynccontextmanager
async def lent(gib: float, holder: str) -> AsyncGenerator[bool]:
    """`gib` GiB while the block runs; where no gateway runs, nobody has to be asked. EndpointError
    where they are not to be had."""
    roster = load_roster()
    running = find_running(roster)
    if running is None:
        yield False
        return
    leases = Leases(running.root, roster.key() or "local")
    async with contextlib.aclosing(leases), leases.lease(gib, holder):
        yield True
