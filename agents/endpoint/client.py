"""The model client: AutoGen's interface to one model of one OpenAI-compatible endpoint.

AutoGen's own client needs a tokenizer that is downloaded on first use, and walks the whole message
list and the reply's schema at every call. This one sends two messages as plain JSON, at a fifth of
the cost (benchmarks/crew.py), and fails with words.
"""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from autogen_core import CancellationToken
from autogen_core.models import (
    ChatCompletionClient,
    CreateResult,
    FinishReasons,
    LLMMessage,
    ModelInfo,
    RequestUsage,
)
from pydantic import BaseModel

from agents.endpoint import facts
from agents.endpoint.failures import Aborted, BadStatus, Redirected, Rubbish, worded
from agents.endpoint.messages import flatten, text_length
from agents.endpoint.reply_format import reply_format
from studio.bounded import ACCEPT_ENCODING, MIB, RefusedReply, gather
from studio.conversation import NEXT_HEADER, SESSION_HEADER
from studio.settings import Llm

# Tries of a request that failed in a way which may pass, when the server names no time to wait.
TRIES = 3
FIRST_PAUSE = 0.5  # seconds; doubles
UNKNOWN_CONTEXT = 32768  # tokens: of the Qwen2.5 family, where an endpoint does not tell
_BUSY, _BROKEN = (429, 503), (500, 502, 504)
_FAILURES = (
    aiohttp.ClientError,
    TimeoutError,
    BadStatus,
    Rubbish,
    Aborted,
    Redirected,
    RefusedReply,
)
# These come again with the next try.
_LASTING = (TimeoutError, Rubbish, Redirected, RefusedReply)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_REASONS: dict[str, FinishReasons] = {
    "stop": "stop",
    "length": "length",
    "content_filter": "content_filter",
}


def connect(base_url: str, llm: Llm) -> aiohttp.ClientSession:
    """Connections to an endpoint, kept open between calls; to be closed by who opened them. A proxy
    from the environment is not used for loopback."""
    on_loopback = urlsplit(base_url).hostname in _LOOPBACK
    return aiohttp.ClientSession(
        headers={
            "authorization": f"Bearer {llm.api_key}",
            "content-type": "application/json",
            "accept-encoding": ACCEPT_ENCODING,
        },
        timeout=aiohttp.ClientTimeout(total=llm.timeout),
        auto_decompress=False,  # it is done while the bytes are counted
        trust_env=not on_loopback,
    )


class EndpointClient(ChatCompletionClient):
    """Asks one model. Every failure is an EndpointError that names the base URL and the remedy.

    `following`: the model that `session` asks next, once it has done what this one's replies say;
    the studio's own gateway does not let others take its place meanwhile."""

    def __init__(
        self,
        connection: aiohttp.ClientSession,
        base_url: str,
        model: str,
        llm: Llm,
        seed: int,
        *,
        session: str = "",
        following: str = "",
    ):
        self.model = model
        self.where = base_url
        self._connection = connection
        self._llm = llm
        self._seed = seed
        told = {SESSION_HEADER: session, NEXT_HEADER: following}
        self._headers = {name: value for name, value in told.items() if session and value}
        self._card: dict[str, Any] | None = None
        self._counts = True
        self._total = RequestUsage(prompt_tokens=0, completion_tokens=0)

    async def create(
        self,
        messages: Sequence[LLMMessage],
        *,
        tools: Sequence[Any] = (),
        tool_choice: Any = "auto",
        json_output: bool | type[BaseModel] | None = None,
        extra_create_args: Mapping[str, Any] | None = None,
        cancellation_token: CancellationToken | None = None,
    ) -> CreateResult:
        """One reply. `json_output` is the noun that it must be. Raises EndpointError."""
        if tools:
            raise ValueError("the crew's models call no tools: programs do")
        request: dict[str, Any] = {
            "model": self.model,
            "messages": flatten(messages),
            "seed": self._seed,
            "temperature": self._llm.temperature,
            "max_tokens": self._llm.max_tokens,
            **(extra_create_args or {}),
        }
        if isinstance(json_output, type):
            request["response_format"] = reply_format(json_output)
        asking = asyncio.ensure_future(self._ask(request))
        if cancellation_token:
            cancellation_token.link_future(asking)
        return await asking

    async def create_stream(
        self, messages: Sequence[LLMMessage], **options: Any
    ) -> AsyncGenerator[str | CreateResult, None]:
        """The reply as one chunk, then its result: a half reply has no use, it does not parse."""
        result = await self.create(messages, **options)
        assert isinstance(result.content, str)
        yield result.content
        yield result

    async def _ask(self, request: dict[str, Any]) -> CreateResult:
        """Ask, and ask again while the server says that it is busy. A server that names a time is
        waited for up to llm.timeout in all; a reply that hung is not asked for again."""
        deadline = time.monotonic() + self._llm.timeout
        tries = 0
        while True:
            tries += 1
            try:
                return self._result(await self._post(json.dumps(request).encode()))
            except _FAILURES as error:
                pause = _pause(error, tries)
                if pause is None or time.monotonic() + pause > deadline:
                    raise worded(error, self.where, self.model, self._llm.timeout) from error
            await asyncio.sleep(pause)

    async def _post(self, body: bytes) -> dict[str, Any]:
        url = f"{self.where.rstrip('/')}/chat/completions"
        async with self._connection.post(
            url, data=body, headers=self._headers, allow_redirects=False
        ) as response:
            if 300 <= response.status < 400:  # the whole prompt would go there, wherever it leads
                raise Redirected(response.status, response.headers.get("location", ""))
            answer = await self._read(response)
            if response.status >= 400:
                raise BadStatus(response.status, answer, response.headers.get("retry-after"))
        try:
            return json.loads(answer)
        except (ValueError, RecursionError) as error:
            raise Rubbish(answer.decode(errors="replace")) from error

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        """The body, no further than llm.max_reply_mb. RefusedReply closes the connection."""
        try:
            most = round(self._llm.max_reply_mb * MIB)
            return await gather(response.content.iter_any(), response.headers, most)
        except RefusedReply:
            response.close()
            raise

    def _result(self, completion: dict[str, Any]) -> CreateResult:
        try:
            [choice, *_] = completion["choices"]
            content, reason = choice["message"]["content"] or "", choice.get("finish_reason")
            usage = completion.get("usage") or {}
            used = RequestUsage(
                prompt_tokens=usage.get("prompt_tokens", 0),
                completion_tokens=usage.get("completion_tokens", 0),
            )
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise Rubbish(json.dumps(completion)) from error
        if reason == "abort":
            raise Aborted
        self._total.prompt_tokens += used.prompt_tokens
        self._total.completion_tokens += used.completion_tokens
        return CreateResult(
            finish_reason=_REASONS.get(str(reason), "unknown"),
            content=content,
            usage=used,
            cached=False,
        )

    async def sees(self) -> bool:
        """Whether the model can be shown pictures: as llm.vision says, else as the endpoint's list
        of models does. Asked until it answers."""
        if self._llm.vision != "auto":
            return self._llm.vision == "on"
        return facts.sees(await self._told())

    async def context(self) -> int | None:
        """The tokens that the model can hold, prompt and reply together: as llm.context says, else
        as the endpoint's list of models does; None where nobody tells."""
        return self._llm.context or facts.context(await self._told())

    async def count(self, text: str) -> int:
        """The tokens of a text by the model's own tokenizer; a safe estimate where the endpoint
        does not count them."""
        if self._counts:
            counted = await facts.count_tokens(
                self._connection, self.where, self.model, text, self._read
            )
            if counted is not None:
                return counted
            self._counts = False
        return facts.estimated_tokens(text)

    @property
    def most_tokens(self) -> int:
        """The most tokens that a reply may have."""
        return self._llm.max_tokens

    async def _told(self) -> dict[str, Any]:
        """What the endpoint says of the model; most tell little."""
        if self._card is None:
            self._card = await facts.read_card(self._connection, self.where, self.model, self._read)
        return self._card or {}

    async def close(self) -> None:
        """Nothing: the connection is shared, and its opener closes it."""

    def actual_usage(self) -> RequestUsage:
        return self._total

    def total_usage(self) -> RequestUsage:
        return self._total

    def count_tokens(self, messages: Sequence[LLMMessage], *, tools: Sequence[Any] = ()) -> int:
        """An estimate, since AutoGen does not wait here for an answer; `count` asks the model's own
        tokenizer."""
        return facts.estimated_tokens("x" * text_length(messages))

    def remaining_tokens(self, messages: Sequence[LLMMessage], *, tools: Sequence[Any] = ()) -> int:
        context = self._llm.context or facts.context(self._card or {}) or UNKNOWN_CONTEXT
        return max(0, context - self.count_tokens(messages))

    @property
    def capabilities(self) -> ModelInfo:
        return self.model_info

    @property
    def model_info(self) -> ModelInfo:
        return ModelInfo(
            vision=self._llm.vision == "on" or facts.sees(self._card or {}),
            function_calling=False,
            json_output=True,
            structured_output=True,
            family="unknown",
            multiple_system_messages=False,
        )


def _pause(error: Exception, tries: int) -> float | None:
    """Seconds until the next try; None when another would be of no use."""
    match error:
        case BadStatus(status=status, wait=float(wait)) if status in _BUSY:
            return wait
        case BadStatus():
            passing = error.status in _BUSY + _BROKEN
        case aiohttp.ClientConnectorError() | aiohttp.InvalidURL():
            passing = False
        case _:
            passing = not isinstance(error, (aiohttp.ClientResponseError, *_LASTING))
    return FIRST_PAUSE * 2 ** (tries - 1) if passing and tries < TRIES else None
