"""The model client: AutoGen's interface to one model of one OpenAI-compatible endpoint.

AutoGen's own client needs a tokenizer that is downloaded on first use, and walks the whole message
list and the reply's schema at every call. This one sends two messages as plain JSON, at a fifth of
the cost (benchmarks/crew.py), and fails with words.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

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
from agents.endpoint.exchange import Exchange
from agents.endpoint.messages import flatten, text_length
from agents.endpoint.reply_format import reply_format
from studio.conversation import NEXT_HEADER, SESSION_HEADER
from studio.replies.completion import Completion
from studio.replies.dialect import Server
from studio.settings import Llm

UNKNOWN_CONTEXT = 32768  # tokens: of the Qwen2.5 family, where an endpoint does not tell
_REASONS: dict[str, FinishReasons] = {
    "stop": "stop",
    "length": "length",
    "content_filter": "content_filter",
}


class EndpointClient(ChatCompletionClient):
    """Asks one model. Every failure is an EndpointError that names the base URL and the remedy.

    `following`: the model that `session` asks next, once it has done what this one's replies say;
    the studio's own gateway does not let others take its place meanwhile. `known`: what has been
    learnt of the server, by all who ask it."""

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
        known: Server | None = None,
    ):
        self.model = model
        self.where = base_url
        self._connection = connection
        self._exchange = Exchange(connection, base_url, llm, known or Server())
        self._llm, self.max_tokens = llm, llm.max_tokens
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
            "max_tokens": self.max_tokens,
            **(extra_create_args or {}),
        }
        if isinstance(json_output, type):
            request["response_format"] = reply_format(json_output)
        asking = asyncio.ensure_future(self._exchange.ask(request, self._headers))
        if cancellation_token:
            cancellation_token.link_future(asking)
        return self._result(await asking, request["max_tokens"])

    async def create_stream(
        self, messages: Sequence[LLMMessage], **options: Any
    ) -> AsyncGenerator[str | CreateResult, None]:
        """The reply as one chunk, then its result: a half reply has no use, it does not parse."""
        result = await self.create(messages, **options)
        assert isinstance(result.content, str)
        yield result.content
        yield result

    def take_news(self) -> list[str]:
        """Sentences on what has been learnt of the server since the last call."""
        return self._exchange.known.take_news()

    def _result(self, completion: Completion, most: int) -> CreateResult:
        """For AutoGen. A server that does not say why the reply ended has cut it off where it is as
        long as it may be, `most` tokens."""
        used = RequestUsage(
            prompt_tokens=completion.prompt_tokens, completion_tokens=completion.completion_tokens
        )
        self._total.prompt_tokens += used.prompt_tokens
        self._total.completion_tokens += used.completion_tokens
        reason = completion.reason
        if not reason and used.completion_tokens >= most:
            reason = "length"
        return CreateResult(
            finish_reason=_REASONS.get(reason, "unknown"),
            content=completion.text,
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
            read = self._exchange.read
            counted = await facts.count_tokens(self._connection, self.where, self.model, text, read)
            if counted is not None:
                return counted
            self._counts = False
        return facts.estimated_tokens(text)

    async def _told(self) -> dict[str, Any]:
        """What the endpoint says of the model; most tell little."""
        if self._card is None:
            read = self._exchange.read
            self._card = await facts.read_card(self._connection, self.where, self.model, read)
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
