"""The model client: AutoGen's interface over the openai SDK, for one model of one endpoint.

AutoGen's own client pulls in a tokenizer that is downloaded on first use, and walks the whole
message list at every call; this one sends two messages, and fails with words.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import openai
from autogen_core import CancellationToken
from autogen_core.models import (
    ChatCompletionClient,
    CreateResult,
    LLMMessage,
    ModelInfo,
    RequestUsage,
)
from openai.types.chat import ChatCompletion
from pydantic import BaseModel

from agents.endpoint.failures import aborted, rubbish, worded
from studio.errors import EndpointError
from studio.settings import Llm

# Tries of a request that failed in a way which may pass, when the server names no time to wait.
TRIES = 3
FIRST_PAUSE = 0.5  # seconds; doubles
CONTEXT_TOKENS = 32768  # of the Qwen2.5 family
CHARACTERS_PER_TOKEN = 3.6  # of English and code in Qwen2.5's vocabulary, about
_BUSY, _BROKEN = (429, 503), (500, 502, 504)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ROLES = {"SystemMessage": "system", "UserMessage": "user", "AssistantMessage": "assistant"}
_REASONS = {"stop": "stop", "length": "length", "content_filter": "content_filter"}


def connect(base_url: str, api_key: str, timeout: float) -> openai.AsyncOpenAI:
    """The SDK's client for `base_url`. A proxy from the environment is not used for loopback.

    Its own retries are off: they would repeat a reply that hung for minutes.
    """
    on_loopback = urlsplit(base_url).hostname in _LOOPBACK
    return openai.AsyncOpenAI(
        base_url=base_url, api_key=api_key, timeout=timeout, max_retries=0,
        http_client=openai.DefaultAsyncHttpxClient(trust_env=not on_loopback),
    )


class EndpointClient(ChatCompletionClient):
    """Asks one model. Every failure is an EndpointError that names the base URL and the remedy."""

    def __init__(
        self, connection: openai.AsyncOpenAI, base_url: str, model: str, llm: Llm, seed: int
    ):
        self.model = model
        self.where = base_url
        self._connection = connection
        self._llm = llm
        self._seed = seed
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
        request: dict[str, Any] = {"messages": flatten(messages), **(extra_create_args or {})}
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
                async with asyncio.timeout(self._llm.timeout):
                    completion = await self._connection.chat.completions.create(
                        model=self.model, temperature=self._llm.temperature, seed=self._seed,
                        max_tokens=self._llm.max_tokens, **request,
                    )
                return self._result(completion)
            except (openai.OpenAIError, TimeoutError, ValueError, _Aborted) as fault:
                pause = _pause(fault, tries)
                if pause is None or time.monotonic() + pause > deadline:
                    raise self._worded(fault) from fault
            await asyncio.sleep(pause)

    def _worded(self, fault: Exception) -> EndpointError:
        if isinstance(fault, _Aborted):
            return aborted(self.where, self.model)
        return worded(fault, self.where, self.model, self._llm.timeout)

    def _result(self, completion: ChatCompletion) -> CreateResult:
        # A page of HTML with status 200 comes out of the SDK as a string.
        choices = getattr(completion, "choices", None)
        if not choices or not getattr(choices[0], "message", None):
            raise rubbish(self.where, self.model, str(completion))
        reason = choices[0].finish_reason
        if reason == "abort":
            raise _Aborted
        usage = completion.usage
        used = RequestUsage(
            prompt_tokens=usage.prompt_tokens if usage else 0,
            completion_tokens=usage.completion_tokens if usage else 0,
        )
        self._total.prompt_tokens += used.prompt_tokens
        self._total.completion_tokens += used.completion_tokens
        return CreateResult(
            finish_reason=_REASONS.get(reason or "", "unknown"),
            content=choices[0].message.content or "", usage=used, cached=False,
        )

    async def close(self) -> None:
        """Nothing: the connection is shared, and its opener closes it."""

    def actual_usage(self) -> RequestUsage:
        return self._total

    def total_usage(self) -> RequestUsage:
        return self._total

    def count_tokens(self, messages: Sequence[LLMMessage], *, tools: Sequence[Any] = ()) -> int:
        """An estimate from the length: exact counts need the model's own tokenizer."""
        return round(sum(len(m["content"]) for m in flatten(messages)) / CHARACTERS_PER_TOKEN)

    def remaining_tokens(self, messages: Sequence[LLMMessage], *, tools: Sequence[Any] = ()) -> int:
        return max(0, CONTEXT_TOKENS - self.count_tokens(messages))

    @property
    def capabilities(self) -> ModelInfo:
        return self.model_info

    @property
    def model_info(self) -> ModelInfo:
        return ModelInfo(
            vision=False, function_calling=False, json_output=True, structured_output=True,
            family="unknown", multiple_system_messages=False,
        )


class _Aborted(Exception):
    """A reply with finish_reason "abort": what vLLM answers when it is put to sleep meanwhile."""


def flatten(messages: Iterable[LLMMessage]) -> list[dict[str, str]]:
    """Plain OpenAI messages. Neighbours of one role are merged, since some chat templates refuse
    them, and several speakers in one message are told apart by their names."""
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    for message in messages:
        role = _ROLES[message.type]
        if not isinstance(message.content, str):
            raise ValueError("the crew's messages are text: media go by handle")
        if not groups or groups[-1][0] != role:
            groups.append((role, []))
        groups[-1][1].append((getattr(message, "source", ""), message.content))
    return [{"role": role, "content": _merged(parts)} for role, parts in groups]


def _merged(parts: list[tuple[str, str]]) -> str:
    several = len({source for source, _ in parts}) > 1
    return "\n\n".join(f"{source}:\n{text}" if several else text for source, text in parts)


_formats: dict[type[BaseModel], dict[str, Any]] = {}


def reply_format(noun: type[BaseModel]) -> dict[str, Any]:
    """The `response_format` that makes a server decode `noun` and nothing else."""
    if noun not in _formats:
        schema = {"name": noun.__name__, "schema": noun.model_json_schema()}
        _formats[noun] = {"type": "json_schema", "json_schema": schema}
    return _formats[noun]


def _pause(fault: Exception, tries: int) -> float | None:
    """Seconds until the next try; None when another would be of no use."""
    if isinstance(fault, openai.APIStatusError):
        told = _retry_after(fault.response.headers.get("retry-after"))
        if fault.status_code in _BUSY and told is not None:
            return told
        passing = fault.status_code in _BUSY + _BROKEN
    elif isinstance(fault, openai.APIConnectionError):
        refused = "Connect" in type(fault.__cause__).__name__
        passing = not refused and not isinstance(fault, openai.APITimeoutError)
    else:
        passing = isinstance(fault, _Aborted)
    return FIRST_PAUSE * 2 ** (tries - 1) if passing and tries < TRIES else None


def _retry_after(text: str | None) -> float | None:
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:  # a date: servers on this machine send seconds
        return None


