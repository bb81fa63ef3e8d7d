"""A question whose answer tells whether a model is sound."""

import aiohttp

from llm.backends.backend import Backend
from studio.bounded import MIB, RefusedReply, gather
from studio.replies.completion import NoCompletion, ToldError, read_completion
from studio.replies.events import Broken

_QUESTION = {
    "messages": [{"role": "user", "content": "Count: one, two, three,"}],
    "temperature": 0,
    "seed": 0,
}
TOKENS = 8
_MOST_BYTES = MIB  # of an answer of so few tokens


class Wrong(Exception):
    """The model answers, but not as it should."""


async def ask(
    http: aiohttp.ClientSession, backend: Backend, seconds: float, tokens: int = TOKENS
) -> str:
    """The text of a short greedy answer.

    Raises Wrong, or aiohttp's errors and TimeoutError when nobody answers."""
    async with http.post(
        f"{backend.root}/v1/chat/completions",
        json={**_QUESTION, "model": backend.name, "max_tokens": tokens},
        headers=backend.credentials(),
        timeout=aiohttp.ClientTimeout(total=seconds),
        allow_redirects=False,
    ) as reply:
        try:
            body = await gather(reply.content.iter_any(), reply.headers, _MOST_BYTES)
        except RefusedReply as error:
            reply.close()
            raise Wrong(f"its answer is not read: {error}") from error
        if reply.status != 200:
            raise Wrong(f"it answers {reply.status}: {body.decode(errors='replace')[:200]}")
        try:
            told = read_completion(body, reply.headers)
        except (NoCompletion, ToldError, Broken) as error:
            raise Wrong("its answer is no chat completion") from error
    if told.reason == "abort":
        raise Wrong("its answer was cut short")
    return told.text
