"""The page's server: what it shows, what it is told, what it hears."""

import asyncio
from typing import Any, TypeVar

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from interfaces.intake.words import MAX_TEXT
from interfaces.page.conversation import PageConversation
from interfaces.page.door import Door
from interfaces.page.files import STEPS, OwnFiles, still, type_of
from interfaces.page.view import STATIC, render_page
from interfaces.report.build import TEMPLATES as REPORT_TEMPLATES
from studio.errors import InputError, StudioError
from studio.nouns.artifact import kind_of
from studio.plan import Change
from tools.engines.media.showing import POSTER_AT

MAX_BODY = 64 * 1024
ASSETS = {
    "report.css": (REPORT_TEMPLATES / "report.css", "text/css"),
    "page.css": (STATIC / "page.css", "text/css"),
    "media.js": (STATIC / "media.js", "text/javascript"),
    "page.js": (STATIC / "page.js", "text/javascript"),
    "arrows.svg": (STATIC / "arrows.svg", "image/svg+xml"),
    "icon.svg": (STATIC / "icon.svg", "image/svg+xml"),
    "plan.js": (STATIC / "plan.js", "text/javascript"),
}
KEPT = {"Cache-Control": "private, max-age=31536000, immutable"}  # a handle names its content


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


Sent = TypeVar("Sent", bound=_Sent)


class _Said(_Sent):
    text: str = Field(min_length=1, max_length=MAX_TEXT)


class _Row(_Sent):
    path: str = Field(min_length=1, max_length=120)
    value: JsonValue


class _Changed(_Sent):
    changes: list[_Row] = Field(min_length=1, max_length=48)


class _Gone(_Sent):
    number: int = Field(ge=1)


class _Asking(_Sent):
    gates: list[str] = Field(max_length=4)


def create_page(conversation: PageConversation, token: str, port: int) -> FastAPI:
    """The application for one conversation, which listens at `port` of this machine."""
    app = FastAPI(title="Animation AI Studio", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Door, token=token, port=port)
    _show(app, conversation)
    _hear(app, conversation)
    _hand_out(app, conversation)

    @app.exception_handler(StudioError)
    async def told(_: Request, error: StudioError) -> JSONResponse:
        status = 400 if isinstance(error, InputError) else 500
        return JSONResponse({"message": error.message, "fix": error.fix}, status)

    return app


def _show(app: FastAPI, conversation: PageConversation) -> None:
    """The page, and what it shows."""

    @app.get("/")
    async def page() -> HTMLResponse:
        return HTMLResponse(render_page())

    @app.get("/static/{name}")
    async def asset(name: str) -> Response:
        if name not in ASSETS:
            return Response(status_code=404)
        path, kind = ASSETS[name]
        return FileResponse(path, media_type=kind)

    @app.get("/events")
    async def events(request: Request) -> StreamingResponse:
        last = request.headers.get("last-event-id", "")
        return StreamingResponse(conversation.feed.read(last), media_type="text/event-stream")

    @app.get("/view")
    async def view() -> dict[str, str]:
        return conversation.shown()


def _hear(app: FastAPI, conversation: PageConversation) -> None:
    """What a person does in the page."""

    @app.post("/say")
    async def say(request: Request) -> dict[str, Any]:
        conversation.say((await _sent(request, _Said)).text)
        return {}

    @app.post("/answer")
    async def answer(request: Request) -> dict[str, Any]:
        conversation.answer((await _sent(request, _Said)).text)
        return {}

    @app.put("/media/{name}")
    async def bring(name: str, request: Request) -> dict[str, Any]:
        await conversation.bring(name, request.stream())
        return {}

    @app.delete("/media/{number}")
    async def leave(number: int) -> dict[str, Any]:
        conversation.leave(number)
        return {}

    @app.post("/stop")
    async def stop() -> dict[str, Any]:
        conversation.stop()
        return {}

    @app.post("/change")
    async def change(request: Request) -> dict[str, Any]:
        sent = await _sent(request, _Changed)
        conversation.change([Change(path=one.path, value=one.value) for one in sent.changes])
        return {}

    @app.post("/go")
    async def go(request: Request) -> dict[str, Any]:
        conversation.go((await _sent(request, _Gone)).number)
        return {}

    @app.post("/gates")
    async def gates(request: Request) -> dict[str, Any]:
        conversation.ask_at((await _sent(request, _Asking)).gates)
        return {}


def _hand_out(app: FastAPI, conversation: PageConversation) -> None:
    """The conversation's files."""
    talk = conversation.talk
    files = OwnFiles(talk.workplace.sessions, talk.workplace.artifacts)

    @app.get("/files/{handle}")
    async def file(handle: str) -> Response:
        path = files.path(handle, conversation.sessions())
        if path is None:
            return Response(status_code=404)
        return FileResponse(path, media_type=type_of(path), headers=KEPT)

    @app.get("/stills/{handle}")
    async def frame(handle: str, step: int = round(POSTER_AT * STEPS)) -> Response:
        path = files.path(handle, conversation.sessions())
        if path is None or kind_of(handle) == "audio":
            return Response(status_code=404)
        try:
            data = await asyncio.to_thread(still, path, kind_of(handle), step)
        except (OSError, ValueError):
            return Response(status_code=404)
        return Response(data, media_type="image/webp", headers=KEPT)


async def _sent(request: Request, model: type[Sent]) -> Sent:
    """The JSON of a request's body, read no further than MAX_BODY. InputError for anything else."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise InputError("the request's body is no JSON.", "Send application/json.")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY:
            raise InputError(f"the request is larger than {MAX_BODY} bytes.", "Say it shorter.")
    try:
        return model.model_validate_json(bytes(body))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the body"
        raise InputError(f"{where}: {first['msg']}.", "Send what the page sends.") from error
