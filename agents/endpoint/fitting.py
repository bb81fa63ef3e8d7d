"""Makes a turn fit into the context of the model that is asked, and leaves room for its reply."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from autogen_core import Image

from agents.endpoint.client import EndpointClient
from studio.conversation import write_sections
from studio.errors import EndpointError

Thinner = tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]
"""What is left away, in words; and the sections without it."""

LEAST_REPLY = 512  # tokens; with less no reply would end
_TEMPLATE = 64  # tokens that a chat template adds to two messages, and some to spare
_PATCH = 28  # pixels: Qwen2.5-VL makes a token of so many squared


def without(*names: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What leaves the sections of these names away."""
    return lambda sections: {name: one for name, one in sections.items() if name not in names}


@dataclass(frozen=True)
class Fitted:
    """A turn's text, the most tokens that its reply may have, and what was left away for it.
    `tokens` and `context` are None where the endpoint does not tell its context."""

    text: str
    most: int
    left_away: tuple[str, ...] = ()
    tokens: int | None = None
    context: int | None = None


def picture_tokens(pictures: Sequence[Image]) -> int:
    """The tokens of pictures in the Qwen2.5-VL family."""
    sizes = [picture.image.size for picture in pictures]
    return sum(ceil(width / _PATCH) * ceil(height / _PATCH) + 2 for width, height in sizes)


async def fit(
    role: str,
    prompt: str,
    sections: dict[str, Any],
    client: EndpointClient,
    *,
    room: int,
    pictures: Sequence[Image] = (),
    thinner: Sequence[Thinner] = (),
) -> Fitted:
    """The turn as it is where it fits beside `room` tokens of a reply; else without what
    `thinner` leaves away, one after another, until it does. EndpointError where even then
    hardly a reply has room."""
    context, most = await client.context(), client.max_tokens
    text = write_sections(sections)
    if context is None:
        return Fitted(text, most)
    fixed = await client.count(prompt) + picture_tokens(pictures) + _TEMPLATE
    room = min(room, most)
    used = fixed + await client.count(text)
    left_away: list[str] = []
    for what, without in thinner:
        if used + room <= context:
            break
        thinned = without(sections)
        if write_sections(thinned) != text:
            sections, text = thinned, write_sections(thinned)
            used = fixed + await client.count(text)
            left_away.append(what)
    if context - used < min(LEAST_REPLY, most):
        raise EndpointError(
            f"the {role}'s turn takes {used} of the {context} tokens that {client.model} at "
            f"{client.where} can hold: there is no room for its reply.",
            "Serve it with a longer context (max-model-len, ctx-size), or ask for less in one "
            "brief; then resume.",
        )
    return Fitted(text, min(most, context - used), tuple(left_away), used, context)
