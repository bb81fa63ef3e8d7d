"""A call's way to its model and back."""

import asyncio
import contextlib
import re
from collections import defaultdict
from typing import Any

import orjson

from llm.backends.backend import Backend
from llm.errors import ApiError
from llm.gateway.metrics import Metrics
from llm.gateway.proxying.body import Call
from llm.gateway.proxying.reply import EVENTS, Reply
from llm.gateway.proxying.upstream import Headers, Lost, Upstream, returned, too_large
from llm.switching.scheduler import Scheduler
from studio.replies.completion import spent

_FIRST_WAIT = 0.05
# Whole lines: a model may well write such words into its text. The blank may be left out.
_DONE = re.compile(rb"^data: ?\[DONE\]\s*$", re.MULTILINE)
_FAULT = re.compile(rb'^data: ?\{\s*"error"\s*:', re.MULTILINE)
_ABORTED = re.compile(rb'"finish_reason"\s*:\s*"abort"')
_USAGE = re.compile(rb'"usage"\s*:\s*\{')
_CUT_SHORT = "the model was put to sleep while it answered"


class Relay:
    """Waits for a turn, sends the call on, and passes the answer back while it comes.

    A lost call gets another turn as long as nothing has been passed back: while its model is
    started again it waits in the queue like any other. Where the server may have had the request,
    that happens once only, for the request itself may be what ended the server: so those that were
    lost together are sent again one by one, and the one that ends it once more takes no other
    along."""

    def __init__(
        self, scheduler: Scheduler, upstream: Upstream, metrics: Metrics, retries: int
    ) -> None:
        self._scheduler, self._upstream, self._metrics = scheduler, upstream, metrics
        self._retries = retries
        self._suspects: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def __call__(
        self, call: Call, backend: Backend, headers: Headers, reply: Reply, extra: Headers
    ) -> None:
        """ApiError when there is no answer, or the answer breaks off."""
        body, sent, unsent = call.named(backend.name), 0, 0
        while True:
            alone = self._suspects[backend.key] if sent else contextlib.nullcontext()
            async with alone:
                try:
                    async with self._scheduler.turn(backend):
                        await self._once(call, backend, body, headers, reply, extra)
                    return
                except Lost as lost:
                    sent += lost.sent
                    unsent = 0 if lost.sent else unsent + 1
                    over = not self._retries or unsent > self._retries or sent > 1
                    if lost.sent or not over:
                        # The next suspect waits too: the server's end is noticed meanwhile.
                        await asyncio.sleep(_FIRST_WAIT * 4 ** max(unsent - 1, 0))
                    if over:
                        raise lost.told() from lost
                self._metrics.retries.labels(backend.key).inc()

    async def _once(
        self,
        call: Call,
        backend: Backend,
        body: bytes,
        headers: Headers,
        reply: Reply,
        extra: Headers,
    ) -> None:
        async with self._upstream.send(backend, call.path, body, headers) as answer:
            head = returned(answer) + extra
            if any(name == b"content-type" and EVENTS in value for name, value in head):
                await self._stream(backend, answer, reply, head)
                return
            payload = await self._upstream.whole(backend, answer)
        if _ABORTED.search(payload):
            raise Lost(backend, _CUT_SHORT, sent=True)
        if reply.record is not None:
            reply.record.sound = _is_answer(payload)
        await reply.whole(200, head, payload)
        if b'"usage"' in payload:
            self._count(backend, payload)

    async def _stream(self, backend: Backend, answer: Any, reply: Reply, head: Headers) -> None:
        """Whole lines are passed on at once; half a line is of no use to anybody yet."""
        rest: list[bytes] = []  # half a line, in its pieces
        length, most = 0, self._upstream.most
        done = faulty = False
        usage = b""
        await reply.head(200, head)
        async for piece in self._upstream.pieces(backend, answer):
            lines, newline, half = piece.rpartition(b"\n")
            length = len(half) if newline else length + len(piece)
            if length > most:
                raise too_large(backend, "a line of its stream has no end")
            if not newline:
                rest.append(piece)
                continue
            last = b"".join((*rest, lines, newline))
            rest = [half] if half else []
            if _ABORTED.search(last):
                raise ApiError(
                    503,
                    f"{backend.key} was cut short: {_CUT_SHORT}.",
                    "server_error",
                    code="upstream_broke_off",
                )
            done = done or bool(_DONE.search(last))
            faulty = faulty or bool(_FAULT.search(last))
            if _USAGE.search(last):
                usage = last
            await reply.piece(last)
        last = b"".join(rest)
        if usage:
            self._count_last(backend, usage)
        if not done and not _DONE.search(last):
            raise ApiError(
                502,
                f"{backend.key} ended its stream without its end.",
                "server_error",
                code="upstream_broke_off",
            )
        if reply.record is not None:
            reply.record.sound = not faulty
        await reply.piece(last, more=False)

    def _count_last(self, backend: Backend, lines: bytes) -> None:
        """A server may tell the usage so far with every event: the last one holds."""
        told = [line for line in lines.splitlines() if _USAGE.search(line)]
        self._count(backend, told[-1].removeprefix(b"data:").strip())

    def _count(self, backend: Backend, payload: bytes) -> None:
        try:
            told = orjson.loads(payload)
        except ValueError:
            return
        if isinstance(told, dict):
            self._metrics.spent(backend.key, *spent(told))


def _is_answer(payload: bytes) -> bool:
    """Whether it is JSON, and no error that was sent with status 200."""
    try:
        told = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return False
    return isinstance(told, dict) and not told.get("error") and told.get("object") != "error"
