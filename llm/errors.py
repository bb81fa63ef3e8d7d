"""Errors in OpenAI's shape."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")


class ApiError(Exception):
    """An error that the client is told as {"error": {message, type, param, code}}."""

    def __init__(
        self,
        status: int,
        message: str,
        kind: str = "invalid_request_error",
        param: str | None = None,
        code: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.kind, self.param, self.code = (
            status,
            message,
            kind,
            param,
            code,
        )
        self.headers = dict(headers or {})
        if status == 401:
            self.headers["WWW-Authenticate"] = "Bearer"

    def body(self) -> dict[str, Any]:
        return {
            "error": {
                "message": self.message,
                "type": self.kind,
                "param": self.param,
                "code": self.code,
            }
        }


def bad_request(message: str, param: str | None = None, code: str | None = None) -> ApiError:
    return ApiError(400, message, param=param, code=code)


def install(app: FastAPI) -> None:
    """Answer every error of `app` in OpenAI's shape."""

    async def api_error(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, ApiError)
        return JSONResponse(error.body(), status_code=error.status, headers=error.headers)

    async def http_error(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        message = f"{error.detail}: {request.method} {request.url.path}."
        shaped = ApiError(
            error.status_code, message, code="unknown_url" if error.status_code == 404 else None
        )
        headers = dict(error.headers or {})
        if "Allow" in headers:
            headers["Allow"] = _allowed(app, request)
        return JSONResponse(shaped.body(), status_code=error.status_code, headers=headers)

    async def invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        param = ".".join(str(part) for part in first["loc"][1:])
        words = first["msg"].removeprefix("Value error, ")
        shaped = bad_request(f"{param or 'body'}: {words}.", param or None, "invalid_value")
        return JSONResponse(shaped.body(), status_code=400)

    async def fault(_: Request, error: Exception) -> JSONResponse:
        shaped = ApiError(
            500,
            f"The server failed: {type(error).__name__}.",
            "server_error",
            code="internal_error",
        )
        return JSONResponse(shaped.body(), status_code=500)

    app.add_exception_handler(ApiError, api_error)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, fault)


def _allowed(app: FastAPI, request: Request) -> str:
    """The methods of all routes with this path: the framework tells those of the first one only."""
    return ", ".join(
        method
        for method in _METHODS
        if any(r.matches({**request.scope, "method": method})[0] is Match.FULL for r in app.routes)
    )
