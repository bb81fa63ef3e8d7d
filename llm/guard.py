"""Who may come in."""

import hmac

from fastapi import FastAPI
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from llm.backends.models import is_loopback
from llm.errors import ApiError


class Guard:
    """Checks the API key, and, on loopback, that it is not a web page in somebody's browser that
    asks: such a request names a foreign origin, or a host name that was pointed here."""

    def __init__(self, key: str, host: str) -> None:
        self._key = key.encode()
        self._local = is_loopback(host)

    def check(self, scope: Scope) -> None:
        """ApiError 401: the key is missing or wrong."""
        if self._key and not self._knows_key(scope):
            raise ApiError(401, "The API key is missing or wrong.", code="invalid_api_key")

    def check_names(self, scope: Scope) -> None:
        """ApiError 403: a foreign origin, or, on loopback, a foreign host. Who knows the key may
        name any host, as a proxy in front does: a page cannot know it."""
        for name, value in scope["headers"]:
            if name == b"origin" or (name == b"host" and not self._any_host(scope)):
                _check_name(value)

    def _any_host(self, scope: Scope) -> bool:
        return not self._local or bool(self._key and self._knows_key(scope))

    def _knows_key(self, scope: Scope) -> bool:
        sent = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        scheme, _, key = sent.partition(b" ")
        return hmac.compare_digest(key.strip(), self._key) and scheme.lower() == b"bearer"


class _Door:
    """Names are checked here, in front of every route, so that none can be forgotten."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self._app, self._guard = app, guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                self._guard.check_names(scope)
            except ApiError as error:
                answer = JSONResponse(error.body(), error.status, error.headers)
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)


def install_guard(app: FastAPI, guard: Guard) -> None:
    """Have `guard` check the names in every request to `app`; the key is up to each route."""
    app.add_middleware(_Door, guard=guard)


def _check_name(value: bytes) -> None:
    host = value.decode("latin-1").rpartition("://")[2]
    host = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if not is_loopback(host.lower()):
        raise ApiError(
            403,
            f"Requests from or to {host[:100] or 'nowhere'} are not answered.",
            "permission_error",
            code="foreign_host",
        )
