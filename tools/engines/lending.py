"""Memory of the graphics card, which language models, diffusion and speech share: who works on it
borrows it first, and gives it back."""

import contextlib
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, runtime_checkable

Lend = Callable[[float, str], AbstractAsyncContextManager[bool]]
"""`async with lend(gib, holder) as is_shared`: so many GiB of the card's memory while the block
runs, and whether others want it afterwards."""


@runtime_checkable
class Borrower(Protocol):
    """An engine that works on the card."""

    lend: Lend


@contextlib.asynccontextmanager
async def unshared(gib: float, holder: str) -> AsyncGenerator[bool]:
    """Where nobody else uses the card: nothing is asked for."""
    yield False
