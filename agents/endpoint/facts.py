"""What an endpoint tells of its models: how much one can hold, whether it sees, how it counts."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from studio.replies.tokens import token_count, tokenize_request

Read = Callable[[aiohttp.ClientResponse], Awaitable[bytes]]
"""Reads a body within bounds."""

_PASSING = (429, 500, 502, 503, 504)
_UNREADABLE = (ValueError, RecursionError, LookupError, TypeError, AttributeError, StopIteration)
# Where a server counts no tokens: fewer bytes to a token than Qwen2.5's vocabulary has in anything
# that the crew sends (2.6 and over in its own turns, in English and Italian), so that the estimate
# is rather too high.
BYTES_PER_TOKEN = 2.4


def estimated_tokens(text: str) -> int:
    """A safe estimate of the tokens of a text, from its length in UTF-8."""
    return round(len(text.encode(errors="replace")) / BYTES_PER_TOKEN) + 1


async def read_card(
    connection: aiohttp.ClientSession, base_url: str, model: str, read: Read
) -> dict[str, Any] | None:
    """What the endpoint's list of models says of one; {} where it tells nothing, None where it
    could not be asked, and may answer later."""
    try:
        url = f"{base_url.rstrip('/')}/models"
        async with connection.get(url, allow_redirects=False) as response:
            if response.status in _PASSING:
                return None
            cards = json.loads(await read(response))["data"]
        card = next(card for card in cards if card["id"] == model)
        return card if isinstance(card, dict) else {}
    except _UNREADABLE:
        return {}
    except (aiohttp.ClientError, TimeoutError):
        return None


def sees(card: dict[str, Any]) -> bool:
    """Whether a model can be shown pictures (`capabilities.vision`, an extension of OpenAI's)."""
    can = card.get("capabilities")
    return isinstance(can, dict) and can.get("vision") is True


def context(card: dict[str, Any]) -> int | None:
    """The tokens of a prompt and its reply together: `max_model_len`, as vLLM and the studio's
    gateway say it, or llama.cpp's `meta.n_ctx`; None where it is not told."""
    meta = card.get("meta")
    told = card.get("max_model_len") or (meta.get("n_ctx") if isinstance(meta, dict) else None)
    return told if isinstance(told, int) and told > 0 else None


async def count_tokens(
    connection: aiohttp.ClientSession, base_url: str, model: str, text: str, read: Read
) -> int | None:
    """The tokens of a text by the model's own tokenizer, which vLLM, llama.cpp and the studio's
    gateway offer at /tokenize, beside /v1; None where the endpoint does not."""
    url = f"{base_url.rstrip('/').removesuffix('/v1')}/tokenize"
    try:
        async with connection.post(
            url, json=tokenize_request(model, text), allow_redirects=False
        ) as response:
            if response.status != 200:
                return None
            return token_count(json.loads(await read(response)))
    except (*_UNREADABLE, aiohttp.ClientError, TimeoutError, UnicodeEncodeError):
        return None
