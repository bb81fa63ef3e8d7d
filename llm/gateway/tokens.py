"""Counts the tokens of a text with its model's own tokenizer, asleep or awake."""

from typing import Annotated, Any

import aiohttp
import orjson
from fastapi import APIRouter
from pydantic import BaseModel, Field

from llm.backends.backend import Backend
from llm.errors import ApiError
from llm.gateway.public import Admitted
from studio.bounded import MIB, RefusedReply, gather
from studio.replies.tokens import token_count, tokenize_request

_SECONDS = 10.0
_MOST_BYTES = 4 * MIB  # of an answer: llama.cpp's holds every token
_ERRORS: dict[int | str, dict[str, Any]] = {
    404: {"description": "No such model, or one that counts no tokens"},
    502: {"description": "The model is lost"},
}
router = APIRouter()


class TokenizeRequest(BaseModel):
    """A text, as it stands; no chat template is laid around it."""

    model: Annotated[str, Field(min_length=1)]
    prompt: str


class Tokens(BaseModel):
    """How many tokens it has, and how many the model can hold, where that is known."""

    count: Annotated[int, Field(ge=0)]
    max_model_len: int | None = None


@router.post("/tokenize", responses=_ERRORS)
async def tokenize(asked: TokenizeRequest, studio: Admitted) -> Tokens:
    """The tokens of `prompt`. The planner, and the cascade of its rules, have no tokenizer."""
    backend = studio.backends.find(asked.model)
    if backend is None or backend.model.kind in ("planner", "cascade"):
        why = "does not exist" if backend is None else "counts no tokens"
        raise ApiError(
            404,
            f"The model {asked.model[:100]!r} {why}.",
            param="model",
            code="model_not_found",
        )
    try:
        count = await _count(studio.http, backend, asked.prompt)
    except (aiohttp.ClientError, TimeoutError, RefusedReply, ValueError, LookupError) as error:
        raise ApiError(
            502,
            f"{backend.key} did not count the tokens ({type(error).__name__}).",
            "server_error",
            code="upstream_unreachable",
        ) from error
    return Tokens(count=count, max_model_len=backend.context)


async def _count(http: aiohttp.ClientSession, backend: Backend, text: str) -> int:
    async with http.post(
        f"{backend.root}/tokenize",
        json=tokenize_request(backend.name, text),
        headers=backend.credentials(),
        timeout=aiohttp.ClientTimeout(total=_SECONDS),
        allow_redirects=False,
    ) as reply:
        told = await gather(reply.content.iter_any(), reply.headers, _MOST_BYTES)
        if reply.status != 200:
            raise ValueError(f"status {reply.status}")
    return token_count(orjson.loads(told))
