"""The wire format of /v1/chat/completions: the request that is understood, replies and chunks."""

import json
import secrets
import time
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from llm.errors import bad_request
from studio.replies.completion import RULES

_CHARACTERS_PER_TOKEN = 4
_PIECE = 256


class Part(BaseModel):
    """A part of a message: text, or an image, which the planner does not look at."""

    model_config = ConfigDict(extra="allow")

    type: str
    text: str | None = None


class Message(BaseModel):
    model_config = ConfigDict(extra="allow")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None


class JsonSchema(BaseModel):
    model_config = ConfigDict(extra="allow")

    name: Annotated[str, Field(min_length=1, max_length=64)]


class ResponseFormat(BaseModel):
    model_config = ConfigDict(extra="allow")

    type: Literal["text", "json_object", "json_schema"]
    json_schema: JsonSchema | None = None


class StreamOptions(BaseModel):
    model_config = ConfigDict(extra="allow")

    include_usage: bool = False


class ChatRequest(BaseModel):
    """What is read of a request. Sampling settings are accepted and have no effect: the planner
    draws no lots."""

    model_config = ConfigDict(extra="allow")

    model: Annotated[str, Field(min_length=1)]
    messages: Annotated[list[Message], Field(min_length=1, max_length=10_000)]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    response_format: ResponseFormat | None = None
    n: Annotated[int, Field(ge=1, le=1)] | None = 1
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    seed: int | None = None

    def plain_messages(self) -> list[dict[str, Any]]:
        return [message.model_dump() for message in self.messages]

    def format(self) -> dict[str, Any] | None:
        return self.response_format.model_dump() if self.response_format else None


def read_request(body: bytes) -> ChatRequest:
    """The request in `body`.

    Raises:
        ApiError: 400, naming the parameter at fault.
    """
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise bad_request(f"The body is no JSON: {error}.") from error
    try:
        json.dumps(parsed, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError) as error:
        raise bad_request("The body holds half a surrogate pair, which is no text.") from error
    if not isinstance(parsed, dict):
        raise bad_request("The body must be a JSON object.")
    try:
        request = ChatRequest.model_validate(parsed)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        param = ".".join(str(part) for part in first["loc"])
        raise bad_request(
            f"{param}: {first['msg']}.", param=param or None, code="invalid_value"
        ) from error
    if (
        request.response_format
        and request.response_format.type == "json_schema"
        and not request.response_format.json_schema
    ):
        raise bad_request("response_format.json_schema is missing.", "response_format.json_schema")
    return request


def count_tokens(text: str) -> int:
    """A count for accounting only: four characters to a token, rounded up. There is no tokenizer
    here, since no model reads the text."""
    return -(-len(text) // _CHARACTERS_PER_TOKEN)


class Reply:
    """One completion: as a whole, or as the chunks of a stream. `usage`: what a model has counted,
    where one was asked."""

    def __init__(
        self, request: ChatRequest, text: str, prompt: str, usage: dict[str, int] | None = None
    ) -> None:
        limit = request.max_completion_tokens or request.max_tokens
        self.finish = "stop"
        if limit and count_tokens(text) > limit:
            text, self.finish = text[: limit * _CHARACTERS_PER_TOKEN], "length"
        self.text, self.request = text, request
        used, made = count_tokens(prompt), count_tokens(text)
        counted = {"prompt_tokens": used, "completion_tokens": made, "total_tokens": used + made}
        self.usage = usage or counted
        self._by = "cascade" if usage else RULES
        self.id, self.created = f"chatcmpl-{secrets.token_hex(12)}", int(time.time())

    def _envelope(self, kind: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": self.request.model,
            "system_fingerprint": self._by,
        }

    def whole(self) -> dict[str, Any]:
        """A `chat.completion` object."""
        message = {"role": "assistant", "content": self.text, "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": self.finish, "logprobs": None}
        return {**self._envelope("chat.completion"), "choices": [choice], "usage": self.usage}

    def chunks(self) -> Iterator[dict[str, Any]]:
        """`chat.completion.chunk` objects: the role, the text in pieces, the end, and the usage
        where `stream_options.include_usage` asks for it."""
        counted = bool(self.request.stream_options and self.request.stream_options.include_usage)
        pieces = [self.text[i : i + _PIECE] for i in range(0, len(self.text), _PIECE)]
        deltas: list[dict[str, Any]] = [
            {"role": "assistant", "content": ""},
            *({"content": p} for p in pieces),
            {},
        ]
        for delta in deltas:
            choice = {
                "index": 0,
                "delta": delta,
                "finish_reason": None if delta else self.finish,
                "logprobs": None,
            }
            chunk = {**self._envelope("chat.completion.chunk"), "choices": [choice]}
            yield chunk | ({"usage": None} if counted else {})
        if counted:
            yield {**self._envelope("chat.completion.chunk"), "choices": [], "usage": self.usage}

    def events(self) -> Iterator[str]:
        """The chunks as server-sent events."""
        for chunk in self.chunks():
            yield f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"
        yield "data: [DONE]\n\n"
