"""AutoGen's messages as plain OpenAI messages, pictures included."""

import base64
import io
from collections.abc import Iterable
from typing import Any

from autogen_core import Image
from autogen_core.models import LLMMessage

_JPEG_QUALITY = 88
_ROLES = {"SystemMessage": "system", "UserMessage": "user", "AssistantMessage": "assistant"}


def flatten(messages: Iterable[LLMMessage]) -> list[dict[str, Any]]:
    """Plain OpenAI messages. Neighbours of one role are merged, since some chat templates refuse
    them, and several speakers in one message are told apart by their names. Pictures follow the
    text that they came with, as JPEG within the message."""
    groups: list[tuple[str, list[tuple[str, str]], list[Image]]] = []
    for message in messages:
        role = _ROLES[message.type]
        if not groups or groups[-1][0] != role:
            groups.append((role, [], []))
        content = message.content if isinstance(message.content, list) else [message.content]
        texts = [part for part in content if isinstance(part, str)]
        pictures = [part for part in content if isinstance(part, Image)]
        if len(texts) + len(pictures) < len(content):
            raise ValueError("the crew's messages are text and pictures: other media go by handle")
        groups[-1][1].append((getattr(message, "source", ""), "\n\n".join(texts)))
        groups[-1][2].extend(pictures)
    return [
        {"role": role, "content": _with_pictures(_merged(parts), pictures)}
        for role, parts, pictures in groups
    ]


def _merged(parts: list[tuple[str, str]]) -> str:
    several = len({source for source, _ in parts}) > 1
    return "\n\n".join(f"{source}:\n{text}" if several else text for source, text in parts)


def _with_pictures(text: str, pictures: list[Image]) -> str | list[dict[str, Any]]:
    if not pictures:
        return text
    return [{"type": "text", "text": text}, *map(_part_of, pictures)]


def _part_of(picture: Image) -> dict[str, Any]:
    encoded = io.BytesIO()
    picture.image.convert("RGB").save(encoded, "JPEG", quality=_JPEG_QUALITY)
    data = base64.b64encode(encoded.getvalue()).decode()
    return {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{data}"}}


def text_length(messages: Iterable[LLMMessage]) -> int:
    """Characters of all text in the messages."""
    contents = (m.content if isinstance(m.content, list) else [m.content] for m in messages)
    return sum(len(part) for parts in contents for part in parts if isinstance(part, str))
