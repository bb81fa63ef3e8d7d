"""What the gateway must know of a request's body, and the one thing that it changes in it."""

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.types import Receive, Scope

from llm.errors import ApiError, bad_request

_MODEL = re.compile(rb'"model"\s*:\s*("(?:[^"\\]|\\.)*")')
_MEDIA_KEY = "_url"
_DEPTH = 64


class Gone(Exception):
    """The client has left."""


@dataclass(slots=True)
class Call:
    """A request to a model. `body` is what came, byte for byte; `fields` is its reading."""

    path: str
    body: bytes
    fields: dict[str, Any]

    @property
    def model(self) -> str:
        return self.fields["model"]

    @property
    def streams(self) -> bool:
        return self.fields.get("stream") is True

    def named(self, model: str) -> bytes:
        """The body with another model's name in it and nothing else changed."""
        if model == self.model:
            return self.body
        found = _MODEL.findall(self.body)
        name = orjson.dumps(model)
        if len(found) == 1 and orjson.loads(found[0]) == self.model:
            return _MODEL.sub(lambda match: _swapped(match, name), self.body)
        # The key stands elsewhere in the body too (in a tool's schema, say). The standard reader
        # keeps integers of any size, which the fast one does not.
        try:
            fields = {**json.loads(self.body), "model": model}
            return json.dumps(fields, ensure_ascii=False).encode()
        except RecursionError as error:
            raise bad_request("The body is nested too deeply.") from error


def _swapped(match: re.Match[bytes], name: bytes) -> bytes:
    whole = match.group(0)
    return whole[: match.start(1) - match.start(0)] + name


async def receive_body(scope: Scope, receive: Receive, most: int, seconds: float) -> bytes:
    """The body, read no further than `most` bytes and no longer than `seconds`.

    ApiError 413 or 408; Gone."""
    too_large = ApiError(413, f"The request is larger than {most} bytes.", code="request_too_large")
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > most:
            raise too_large
    message = None
    pieces: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            while message is None or message.get("more_body"):
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Gone
                pieces.append(message.get("body", b""))
                size += len(pieces[-1])
                if size > most:
                    raise too_large
    except TimeoutError as error:
        raise ApiError(
            408, f"The request took longer than {seconds:g} s to arrive.", code="request_timeout"
        ) from error
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def read_call(path: str, body: bytes) -> Call:
    """The request in `body`. ApiError 400 names the parameter at fault.

    Only what the gateway itself needs is checked; the rest is between client and model."""
    try:
        fields = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise bad_request(f"The body is no JSON: {error}.") from error
    if not isinstance(fields, dict):
        raise bad_request("The body must be a JSON object.")
    model = fields.get("model")
    if not isinstance(model, str) or not model:
        raise bad_request("model: a name is needed.", param="model", code="invalid_value")
    messages = fields.get("messages")
    if messages is not None:
        _check_media(messages)
    return Call(path, body, fields)


def _check_media(messages: Any) -> None:
    """Pictures must come with the request: a model server that fetches addresses for its clients
    would reach into this machine's network."""
    for address in _addresses(messages, _DEPTH):
        if not isinstance(address, str) or address[:5].lower() != "data:":
            raise bad_request(
                "Only data: URLs are taken here; put the media itself into the request.",
                param="messages",
                code="invalid_image_url",
            )


def _addresses(value: Any, depth: int) -> Iterator[Any]:
    """What stands under image_url, video_url, audio_url and their like, however deep."""
    if depth == 0:
        raise bad_request("messages: nested too deeply.", param="messages", code="invalid_value")
    if isinstance(value, list):
        for item in value:
            if isinstance(item, (dict, list)):
                yield from _addresses(item, depth - 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key.endswith(_MEDIA_KEY):
                if isinstance(item, list):
                    yield from (_address(each) for each in item)
                elif item is not None:
                    yield _address(item)
            elif isinstance(item, (dict, list)):
                yield from _addresses(item, depth - 1)


def _address(item: Any) -> Any:
    return item.get("url") if isinstance(item, dict) else item
