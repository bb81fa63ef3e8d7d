"""An engine on PyTorch, in a warm process of its own, that borrows the graphics card's memory."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from studio.environments import made_of
from studio.errors import EndpointError, EngineError
from studio.settings import Settings
from tools.engines.base import EngineStatus, Progress
from tools.engines.card.graphics_card import card_table, has_card
from tools.engines.card.lending import Lend, unshared
from tools.engines.diffusion.card import VARIABLE
from tools.engines.diffusion.requests import LetGo
from tools.engines.process import ProcessEngine
from tools.engines.request import Request, Result

_holding: ContextVar[frozenset[str]] = ContextVar("engines that hold memory", default=frozenset())


class CardProcess(ProcessEngine):
    """Ready where there is a graphics card too, or it is allowed to go without one
    (`diffusion.on_cpu`). `environments`: the first that is made is its own; `gib`: of the card's
    memory that a job borrows; `instead`: what does the same where this is not ready and no other
    engine is. Its process is given configs/diffusion.yaml, and lets go of what it holds when it is
    asked to."""

    def __init__(
        self,
        name: str,
        description: str,
        settings: Settings,
        *,
        module: str,
        weights: Sequence[str],
        optional: Sequence[str] = (),
        gib: Callable[[Any], float],
        environments: Sequence[str] = ("torch", "torch-cpu"),
        instead: str = "",
        depends: Callable[[], Any] | None = None,
    ):
        super().__init__(
            name,
            description,
            made_of(environments, settings),
            settings,
            module=module,
            weights=weights,
            optional=optional,
            variables={VARIABLE: json.dumps(card_table())},
            depends=depends,
        )
        self._on_cpu = settings.diffusion.on_cpu
        self._gib = gib
        self._instead = instead
        self.lend: Lend = unshared

    def status(self) -> EngineStatus:
        """Who has no card, or has not fetched the weights, does not miss it."""
        status = super().status()
        if not self._on_cpu and not has_card():
            fix = "diffusion.on_cpu in configs/studio.yaml goes without one, slowly"
            status = EngineStatus(False, "there is no graphics card", fix)
        reason = "; ".join(why for why in (status.reason, self._instead) if why)
        return replace(status, reason="" if status.ready else reason, optional=True)

    async def run(self, request: Request[Result], progress: Progress) -> Result:
        """One job, with memory of the card that is borrowed for it, or held. Where others use the
        card as well, the weights wait elsewhere afterwards."""
        if has_card() and self.name not in _holding.get():
            progress(0.0, "waits for memory of the card")
        async with self.held(request):
            return await super().run(request, progress)

    @contextlib.asynccontextmanager
    async def held(self, request: Request[Any]) -> AsyncGenerator[None]:
        """Borrow what this request needs, once for all requests of this task in the block.
        EngineError where it is not to be had."""
        if self.name in _holding.get() or not has_card():
            yield
            return
        async with contextlib.AsyncExitStack() as stack:
            gib = await asyncio.to_thread(self._gib, request)
            try:
                is_shared = await stack.enter_async_context(self.lend(gib, self.name))
            except EndpointError as error:
                told = f"{gib:.1f} GiB of the card's memory are not to be had: {error.message}"
                raise EngineError(told, error.fix) from error
            token = _holding.set(_holding.get() | {self.name})
            try:
                yield
            finally:
                _holding.reset(token)
                if is_shared:
                    await super().run(LetGo(), lambda *_: None)
