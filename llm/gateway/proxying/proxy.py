"""The paths that lead to a model, as plain ASGI: nothing stands between a chunk and the client."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator
from typing import Any

from starlette.types import Receive, Scope, Send

from llm.backends.backend import Backend, Backends
from llm.backends.settings import Cache, Gateway
from llm.cache.answers import Answers, Outcome
from llm.cache.entry import Entry
from llm.cache.key import deterministic, request_key
from llm.errors import ApiError
from llm.gateway.embeddings import Embedder
from llm.gateway.metrics import Metrics
from llm.gateway.proxying.body import Call, Gone, read_call, receive_body
from llm.gateway.proxying.errand import read_errand
from llm.gateway.proxying.relay import Relay
from llm.gateway.proxying.reply import EVENTS, Record, Reply
from llm.guard import Guard
from llm.switching.expectations import Expectations

_MIB = 2**20
_LEFT = 499  # as nginx counts clients that closed the connection
_CACHE_HEADER = b"x-studio-cache"


class Proxy:
    """POST to `path`: read, checked, answered from the cache or by the model."""

    def __init__(
        self,
        path: str,
        *,
        guard: Guard,
        backends: Backends,
        expectations: Expectations,
        relay: Relay,
        metrics: Metrics,
        answers: Answers | None,
        gateway: Gateway,
        cache: Cache,
        embedder: Embedder | None = None,
    ) -> None:
        self._path, self._guard, self._backends, self._relay = path, guard, backends, relay
        self._expectations = expectations
        self._metrics, self._answers, self._gateway = metrics, answers, gateway
        self._embedder = embedder
        self._most = int(gateway.max_body_mb * _MIB)
        self._most_kept = int(cache.max_entry_mb * _MIB)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = time.perf_counter()
        reply, model, status = Reply(send, self._gateway.stall_seconds), "", _LEFT
        try:
            self._guard.check(scope)
            body = await receive_body(scope, receive, self._most, self._gateway.body_seconds)
            call = read_call(self._path, body)
            local = self._embedder is not None and call.model == self._embedder.name
            backend = None if local else self._find(call.model)
            model = backend.key if backend else call.model
            errand = read_errand(scope["headers"], self._backends)
            if errand:
                self._expectations.asked(errand)
            async with _as_long_as_wanted(receive, reply):
                if backend is None:
                    await self._embed(call, reply)
                else:
                    await self._answer(call, backend, scope["headers"], reply)
            status = reply.status
            if errand:
                self._expectations.answered(errand)
        except ApiError as error:
            status = error.status
            with contextlib.suppress(Gone):
                await reply.error(error)
        except Gone:
            pass  # an answer that was begun stays unfinished: the server closes the connection
        finally:
            seconds = time.perf_counter() - begun
            self._metrics.requests.labels(self._path, model, status).inc()
            if model:
                self._metrics.seconds.labels(model).observe(seconds)
                if reply.began:
                    self._metrics.first_byte.labels(model).observe(reply.began - begun)

    def _find(self, name: str) -> Backend:
        backend = self._backends.find(name)
        if backend is None:
            known = ", ".join(self._backends.names())
            raise ApiError(
                404,
                f"The model {name[:100]!r} does not exist; there are {known}.",
                param="model",
                code="model_not_found",
            )
        return backend

    async def _embed(self, call: Call, reply: Reply) -> None:
        assert self._embedder is not None
        data = await self._embedder.answer(call.fields)
        await reply.whole(200, [(b"content-type", b"application/json")], data)

    def _key(self, call: Call, backend: Backend, headers: Any) -> str | None:
        """What the answer is kept under; None: it is not kept."""
        if not backend.worth_keeping or _refuses(headers):
            return None
        if not deterministic(call.path, call.fields):
            return None
        return request_key(call.path, call.fields, backend.identity)

    async def _answer(self, call: Call, backend: Backend, headers: Any, reply: Reply) -> None:
        answers, key = self._answers, self._key(call, backend, headers)
        if answers is None or key is None:
            await self._relay(call, backend, headers, reply, _told(Outcome.BYPASS))
            self._metrics.cache.labels(Outcome.BYPASS).inc()
            return
        async with answers.visit(key) as visit:
            if visit.entry is not None:
                self._metrics.cache.labels(Outcome.HIT).inc()
                await _replay(visit.entry, reply)
                return
            self._metrics.cache.labels(Outcome.MISS).inc()
            record = reply.record = Record(self._most_kept)
            await self._relay(call, backend, headers, reply, _told(Outcome.MISS))
            if reply.record is record and record.sound:
                kept = [pair for pair in record.headers if pair[0] in (b"content-type",)]
                visit.keep(Entry(kept, record.pieces))


@contextlib.asynccontextmanager
async def _as_long_as_wanted(receive: Receive, reply: Reply) -> AsyncGenerator[None]:
    """Cancels the body when the client leaves, and then raises Gone."""
    task = asyncio.current_task()
    assert task is not None
    left = False

    def leave(watch: "asyncio.Task[Any]") -> None:
        nonlocal left
        if not watch.cancelled() and not reply.finished:
            left = True
            task.cancel()

    watch = asyncio.ensure_future(receive())
    watch.add_done_callback(leave)
    try:
        yield
    except asyncio.CancelledError:
        if left and not task.uncancel():
            raise Gone from None
        raise
    finally:
        watch.remove_done_callback(leave)
        watch.cancel()


def _told(outcome: Outcome) -> list[tuple[bytes, bytes]]:
    return [(_CACHE_HEADER, outcome.encode())]


def _refuses(headers: Any) -> bool:
    said = (value.lower() for name, value in headers if name == b"cache-control")
    return any(b"no-store" in value or b"no-cache" in value for value in said)


async def _replay(entry: Entry, reply: Reply) -> None:
    headers = entry.headers + _told(Outcome.HIT)
    if any(EVENTS in value for _, value in entry.headers):
        await reply.head(200, headers)
        for piece in entry.pieces:
            await reply.piece(piece)
        await reply.piece(b"", more=False)
    else:
        await reply.whole(200, headers, b"".join(entry.pieces))
