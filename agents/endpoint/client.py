"""The model client: AutoGen's interface to one model of one OpenAI-compatible endpoint.

AutoGen's own client needs a tokenizer that is downloaded on first use, and walks the whole message
list and the reply's schema at every call. This one sends two messages as plain JSON, at a fifth of
the cost (benchmarks/crew.py), and fails with words.
"""

import asyncio
import json
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

from agents.endpoint.exchange import BROKEN, BUSY, Exchange
from agents.endpoint.messages import flatten, text_length
from studio.conversation import NEXT_HEADER, SESSION_HEADER
from studio.replies.completion import Completion
from studio.replies.dialect import Server
from studio.settings import Llm

CONTEXT_TOKENS = 32768  # of the Qwen2.5 family
CHARACTERS_PER_TOKEN = 3.6  # of English and code in Qwen2.5's vocabulary, about
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
        self._sees: bool | None = None
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
        of models does (`capabilities.vision`, an extension of OpenAI's). Asked until it answers."""
        if self._llm.vision != "auto":
            return self._llm.vision == "on"
        if self._sees is None:
            self._sees = await self._told_to_see()
        return bool(self._sees)

    async def _told_to_see(self) -> bool | None:
        """None: it could not be asked."""
        try:
            url = f"{self.where.rstrip('/')}/models"
            async with self._connection.get(url, allow_redirects=False) as response:
                if response.status in BUSY + BROKEN:
                    return None
                cards = json.loads(await self._exchange.read(response))["data"]
            mine = next(card for card in cards if card["id"] == self.model)
            return mine.get("capabilities", {}).get("vision") is True
        except (
            ValueError,
            RecursionError,
            LookupError,
            TypeError,
            AttributeError,
            StopIteration,
        ):
            return False  # most endpoints tell nothing, and then pictures would be an error
        except (aiohttp.ClientError, TimeoutError):
            return None

    async def close(self) -> None:
        """Nothing: the connection is shared, and its opener closes it."""

    def actual_usage(self) -> RequestUsage:
        return self._total

    def total_usage(self) -> RequestUsage:
        return self._total

    def count_tokens(self, messages: Sequence[LLMMessage], *, tools: Sequence[Any] = ()) -> int:
        """An estimate from the length: exact counts need the model's own tokenizer."""
        return round(text_length(messages) / CHARACTERS_PER_TOKEN)

    def remaining_tokens(self, messages: Sequence[LLMMessage], *, tools: Sequence[Any] = ()) -> int:
        return max(0, CONTEXT_TOKENS - self.count_tokens(messages))

    @property
    def capabilities(self) -> ModelInfo:
        return self.model_info

    @property
    def model_info(self) -> ModelInfo:
        return ModelInfo(
            vision=bool(self._sees),
            function_calling=False,
            json_output=True,
            structured_output=True,
            family="unknown",
            multiple_system_messages=False,
        )


_formats: dict[type[BaseModel], dict[str, Any]] = {}


def reply_format(noun: type[BaseModel]) -> dict[str, Any]:
    """The `response_format` that makes a server decode `noun` and nothing else."""
    if noun not in _formats:
        schema = {"name": noun.__name__, "schema": noun.model_json_schema()}
        _formats[noun] = {"type": "json_schema", "json_schema": schema}
    return _formats[noun]
