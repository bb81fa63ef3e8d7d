"""The OpenAI-compatible server over the offline planner, alone or with a model beside it."""

import time
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from llm.cascade.brain import Brain
from llm.cascade.director import Asking
from llm.chat import Reply, read_request
from llm.errors import ApiError, bad_request, install
from llm.guard import Guard, install_guard
from llm.planner.errors import CannotAnswer
from llm.planner.planner import answer, text_of
from llm.planner.reader.language.lexicon import languages, lexicon

MODELS = ("studio-reasoning", "studio-vision", "studio-code", "offline-planner")
# A message above this size is answered in a thread, so that the others need not wait.
_LONG_MESSAGE = 100_000


@dataclass(frozen=True)
class ServerSettings:
    """`api_key`: what clients must send as a bearer token; empty: nothing is asked.
    `max_bytes`: the largest request body; `brain`: the model that the director asks where rules
    do not suffice; `hint`: what a person is told where one would help and there is none; `name`:
    one more that the server goes by."""

    api_key: str = ""
    max_bytes: int = 8 * 1024 * 1024
    brain: Brain | None = None
    hint: str = ""
    name: str = ""


async def _body(request: Request, limit: int) -> bytes:
    """The body, read no further than `limit`."""
    too_large = ApiError(
        413, f"The request is larger than {limit} bytes.", code="request_too_large"
    )
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > limit:
        raise too_large
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            raise too_large
    return bytes(body)


def create_app(settings: ServerSettings | None = None, host: str = "127.0.0.1") -> FastAPI:
    """The application, served at `host`: chat completions, models and health."""
    given = settings or ServerSettings()
    known = (*MODELS, given.name) if given.name else MODELS
    app = FastAPI(title="Animation AI Studio endpoint", docs_url=None, redoc_url=None)
    started = int(time.time())
    install(app)
    guard = Guard(given.api_key, host)
    install_guard(app, guard)
    # Read the word lists now, so that the first brief is answered as fast as the next.
    for language in languages():
        lexicon(language)

    def model_card(name: str) -> dict[str, Any]:
        return {
            "id": name,
            "object": "model",
            "created": started,
            "owned_by": "animation-ai-studio",
        }

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok", "engine": "cascade" if given.brain else "offline-planner"}

    @app.get("/v1/models")
    async def models(request: Request) -> dict[str, Any]:
        guard.check(request.scope)
        return {"object": "list", "data": [model_card(name) for name in known]}

    @app.get("/v1/models/{name}")
    async def model(name: str, request: Request) -> dict[str, Any]:
        guard.check(request.scope)
        if name not in known:
            raise _unknown_model(name, known)
        return model_card(name)

    @app.post("/v1/chat/completions")
    async def chat(request: Request) -> Response:
        guard.check(request.scope)
        body = await _body(request, given.max_bytes)
        wanted = read_request(body)
        if wanted.model not in known:
            raise _unknown_model(wanted.model, known)
        messages = wanted.plain_messages()
        try:
            asking = Asking(given.brain, given.hint)
            if given.brain or len(body) > _LONG_MESSAGE:
                text = await run_in_threadpool(answer, messages, wanted.format(), asking.plan)
            else:
                text = answer(messages, wanted.format(), asking.plan)
        except CannotAnswer as error:
            raise bad_request(error.message, param=error.param) from error
        prompt = "\n".join(text_of(message.get("content")) for message in messages)
        reply = Reply(wanted, text, prompt, asking.spent.usage())
        if wanted.stream:
            return StreamingResponse(
                reply.events(),
                media_type="text/event-stream",
                headers={"Cache-Control": "no-cache"},
            )
        return JSONResponse(reply.whole())

    return app


def _unknown_model(name: str, known: tuple[str, ...]) -> ApiError:
    message = f"The model {name[:100]!r} does not exist; there are {', '.join(known)}."
    return ApiError(404, message, param="model", code="model_not_found")
