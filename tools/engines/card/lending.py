"""Memory of the graphics card, which language models, diffusion and speech share: who works on it
borrows it first, and gives it back."""

import contextlib
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, runtime_checkable

from tools.engines.base import Engine
from tools.engines.request import Request

Lend = Callable[[float, str], AbstractAsyncContextManager[bool]]
"""`async with lend(gib, holder) as is_shared`: so many GiB of the card's memory while the block
runs, and whether others want it afterwards."""


@runtime_checkable
class Borrower(Protocol):
    """An engine that works on the card."""

    lend: Lend


@runtime_checkable
class Holder(Protocol):
    """An engine whose borrowed memory can be held over several requests."""

    def held(self, request: Request[Any]) -> AbstractAsyncContextManager[None]:
        """While the block runs, requests of this task that need no more memory than this one borrow
        nothing, and the weights stay."""
        ...


def held(engine: Engine, request: Request[Any]) -> AbstractAsyncContextManager[None]:
    """Hold the memory that this request needs, where the engine borrows any."""
    return engine.held(request) if isinstance(engine, Holder) else contextlib.nullcontext()


@contextlib.asynccontextmanager
async def unshared(gib: float, holder: str) -> AsyncGenerator[bool]:
    """Where nobody else uses the card: nothing is asked for."""
    yield False
