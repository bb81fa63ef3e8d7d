"""One request to an OpenAI-compatible server and its reply, tried again where that may help."""

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

import aiohttp

from agents.endpoint.failures import Aborted, BadStatus, Redirected, worded
from studio.bounded import ACCEPT_ENCODING, MIB, RefusedReply, gather
from studio.proxies import proxy_for
from studio.replies.completion import Completion, NoCompletion, ToldError, read_completion
from studio.replies.dialect import Attempt, Server
from studio.replies.events import Broken
from studio.settings import Llm

# Tries of a request that failed in a way which may pass, when the server names no time to wait.
TRIES = 3
FIRST_PAUSE = 0.5  # seconds; doubles
LONGEST_PAUSE = 4.0  # seconds, where the server names no time
BUSY, BROKEN = (429, 503), (500, 502, 504)
_FAILURES = (
    aiohttp.ClientError,
    OSError,  # of a connection; TimeoutError is one
    BadStatus,
    NoCompletion,
    Broken,
    Aborted,
    Redirected,
    RefusedReply,
)
# These come again with the next try.
_LASTING = (TimeoutError, NoCompletion, Redirected, RefusedReply)


def connect(base_url: str, llm: Llm) -> aiohttp.ClientSession:
    """Connections to an endpoint, kept open between calls; to be closed by who opened them.
    SettingsError where the environment names a proxy for it that cannot be used."""
    return aiohttp.ClientSession(
        headers={
            "authorization": f"Bearer {llm.api_key}",
            "content-type": "application/json",
            "accept-encoding": ACCEPT_ENCODING,
        },
        timeout=aiohttp.ClientTimeout(total=llm.timeout),
        auto_decompress=False,  # it is done while the bytes are counted
        proxy=proxy_for(base_url),
    )


class Exchange:
    """The way to one server. `known` is what has been learnt of it."""

    def __init__(
        self, connection: aiohttp.ClientSession, base_url: str, llm: Llm, known: Server
    ) -> None:
        self._connection, self._llm = connection, llm
        self.where, self.known = base_url, known

    async def ask(self, request: dict[str, Any], headers: Mapping[str, str]) -> Completion:
        """Ask, and ask again while the server says that it is busy. A server that names a time, or
        loads its model, is waited for up to llm.timeout in all; a reply that hung is not asked for
        again. EndpointError."""
        deadline = time.monotonic() + self._llm.timeout
        attempt, tries = Attempt.of(self.known, request), 0
        while True:
            tries += 1
            try:
                completion = await self._post(attempt.body, headers)
                attempt.succeeded()
                return completion
            except _FAILURES as error:
                if isinstance(error, BadStatus) and attempt.learn(error.status, error.body):
                    tries = 0
                    continue
                pause = _pause(error, tries)
                if pause is None or time.monotonic() + pause > deadline:
                    model = request["model"]
                    raise worded(error, self.where, model, self._llm.timeout) from error
            await asyncio.sleep(pause)

    async def read(self, response: aiohttp.ClientResponse) -> bytes:
        """The body, no further than llm.max_reply_mb. RefusedReply closes the connection."""
        try:
            most = round(self._llm.max_reply_mb * MIB)
            return await gather(response.content.iter_any(), response.headers, most)
        except RefusedReply:
            response.close()
            raise

    async def _post(self, request: dict[str, Any], headers: Mapping[str, str]) -> Completion:
        url = f"{self.where.rstrip('/')}/chat/completions"
        async with self._connection.post(
            url, data=json.dumps(request).encode(), headers=headers, allow_redirects=False
        ) as response:
            if 300 <= response.status < 400:  # the whole prompt would go there, wherever it leads
                raise Redirected(response.status, response.headers.get("location", ""))
            answer = await self.read(response)
            if response.status >= 400:
                raise BadStatus(response.status, answer, response.headers.get("retry-after"))
            try:
                completion = read_completion(answer, response.headers)
            except ToldError as error:
                after = response.headers.get("retry-after")
                raise BadStatus(error.status or response.status, error.body, after) from error
        if completion.reason == "abort":
            raise Aborted
        return completion


def _pause(error: Exception, tries: int) -> float | None:
    """Seconds until the next try; None when another would be of no use."""
    growing = FIRST_PAUSE * 2 ** (tries - 1)
    match error:
        case BadStatus(status=status, wait=float(wait)) if status in BUSY:
            return max(wait, min(growing, LONGEST_PAUSE))  # 0 is no leave to hammer at it
        case BadStatus(loads=True):
            return min(growing, LONGEST_PAUSE)
        case BadStatus():
            passing = error.status in BUSY + BROKEN
        case aiohttp.ClientConnectorError() | aiohttp.InvalidURL():
            passing = False
        case _:
            passing = not isinstance(error, (aiohttp.ClientResponseError, *_LASTING))
    return growing if passing and tries < TRIES else None
