"""Sending a request on to the server of its model."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator

import aiohttp
import orjson

from llm.backends.backend import Backend
from llm.backends.settings import Gateway
from llm.errors import ApiError
from studio.bounded import MIB, RefusedReply, gather

# Of one connection only, or set anew by whoever sends.
_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization te trailer transfer-encoding "
    b"upgrade host content-length accept-encoding authorization expect cookie "
    b"x-studio-session x-studio-next".split()
)
_NOT_RETURNED = _HOP | {b"date", b"server", b"content-encoding", b"set-cookie", b"x-studio-cache"}
_MOST_OF_A_REFUSAL = 2**20
Headers = list[tuple[bytes, bytes]]


def open_session(settings: Gateway) -> aiohttp.ClientSession:
    """Connections to all models, kept open between requests."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=30),
        timeout=aiohttp.ClientTimeout(
            total=None, sock_connect=settings.connect_seconds, sock_read=None
        ),
        auto_decompress=False,
        skip_auto_headers=("User-Agent", "Accept-Encoding", "Accept"),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


def forwarded(headers: Headers, backend: Backend) -> list[tuple[str, str]]:
    """The client's headers that its model gets too, with the key of that server."""
    dropped = _HOP | _named(headers)
    kept = [(_text(name), _text(value)) for name, value in headers if name not in dropped]
    return [*kept, *backend.credentials().items()]


def returned(reply: aiohttp.ClientResponse) -> Headers:
    """The model's headers that the client gets too."""
    headers = [(name.lower(), value) for name, value in reply.raw_headers]
    dropped = _NOT_RETURNED | _named(headers)
    return [(name, value) for name, value in headers if name not in dropped]


def _named(headers: Headers) -> set[bytes]:
    """Headers that a Connection header says are of one connection only (RFC 9110, 7.6.1)."""
    said = (value for name, value in headers if name == b"connection")
    return {part.strip().lower() for value in said for part in value.split(b",")}


def _text(raw: bytes) -> str:
    """For aiohttp, which writes UTF-8."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


class Lost(Exception):
    """No answer has come, and none will. `sent`: the server may have had the request."""

    def __init__(self, backend: Backend, why: str, sent: bool) -> None:
        super().__init__(why)
        self.backend, self.why, self.sent = backend, why, sent

    def told(self) -> ApiError:
        """The error for a client that cannot be helped by another try."""
        return ApiError(
            502,
            f"{self.backend.key} is lost: {self.why}.",
            "server_error",
            code="upstream_unreachable",
        )


class Upstream:
    """The client's side of all model servers."""

    def __init__(self, session: aiohttp.ClientSession, settings: Gateway) -> None:
        self._session, self._settings = session, settings

    @contextlib.asynccontextmanager
    async def send(
        self, backend: Backend, path: str, body: bytes, headers: Headers
    ) -> AsyncGenerator[aiohttp.ClientResponse]:
        """The head of an answer with status 200; leaving early ends the request there too.

        Lost where another try is safe; ApiError for every other answer than 200, in OpenAI's
        shape."""
        limit = self._settings.first_byte_seconds
        try:
            async with asyncio.timeout(limit):
                reply = await self._session.post(
                    backend.root + path,
                    data=body,
                    headers=forwarded(headers, backend),
                    allow_redirects=False,
                )
        except aiohttp.ConnectionTimeoutError as error:
            raise Lost(backend, "no connection", sent=False) from error
        except TimeoutError as error:
            raise ApiError(
                504,
                f"{backend.key} did not begin to answer within {limit:g} s.",
                "server_error",
                code="timeout",
            ) from error
        except aiohttp.ClientError as error:
            sent = not isinstance(error, aiohttp.ClientConnectorError)
            raise Lost(backend, type(error).__name__, sent) from error
        try:
            if reply.status != 200:
                raise await _refusal(backend, reply, self._settings.idle_seconds)
            yield reply
        finally:
            if reply.content.at_eof():
                reply.release()
            else:
                reply.close()  # cuts the connection: the model stops working on it

    @property
    def most(self) -> int:
        """Bytes that are kept of an answer until it can be passed on."""
        return round(self._settings.max_reply_mb * MIB)

    async def whole(self, backend: Backend, reply: aiohttp.ClientResponse) -> bytes:
        """The body of an answer in one piece. ApiError 502 when it is larger than
        gateway.max_reply_mb or compressed in an unknown way; else as `pieces`."""
        try:
            return await gather(self.pieces(backend, reply), reply.headers, self.most)
        except RefusedReply as error:
            raise too_large(backend, str(error)) from error

    async def pieces(self, backend: Backend, reply: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
        """The body as it comes in. ApiError 502 or 504 when it breaks off."""
        # The head of a stream may come long before the model has begun.
        content, limit = reply.content, self._settings.first_byte_seconds
        while True:
            try:
                async with asyncio.timeout(limit):
                    piece = await content.readany()
            except TimeoutError as error:
                raise ApiError(
                    504,
                    f"{backend.key} fell silent for {limit:g} s.",
                    "server_error",
                    code="timeout",
                ) from error
            except (aiohttp.ClientError, OSError) as error:
                raise ApiError(
                    502,
                    f"{backend.key} broke off in the middle of its answer.",
                    "server_error",
                    code="upstream_broke_off",
                ) from error
            if not piece:
                return
            yield piece
            limit = self._settings.idle_seconds


def too_large(backend: Backend, why: str) -> ApiError:
    """The error for an answer that is not read to its end."""
    return ApiError(
        502,
        f"The answer of {backend.key} is not passed on: {why} (gateway.max_reply_mb).",
        "server_error",
        code="upstream_too_large",
    )


async def _refusal(backend: Backend, reply: aiohttp.ClientResponse, limit: float) -> ApiError:
    """The model's own error: as it is where it has OpenAI's shape, else brought into it."""
    if reply.status in (401, 403):
        # The client's key was right: it is the gateway's that the model's server does not take.
        wanted = backend.model.key_variable or "its key_variable in configs/models.yaml"
        return ApiError(
            502,
            f"The server of {backend.key} wants another key; see {wanted}.",
            "server_error",
            code="upstream_key",
        )
    if reply.status < 400:  # a redirection, say: it is not followed, for it could lead anywhere
        return ApiError(
            502,
            f"{backend.key} answers {reply.status}, which is no answer to a request.",
            "server_error",
            code="upstream_status",
        )
    said: object = None
    with contextlib.suppress(aiohttp.ClientError, ValueError, TimeoutError):
        async with asyncio.timeout(limit):
            said = orjson.loads(await reply.content.read(_MOST_OF_A_REFUSAL))
    error = _error_in(said)
    if isinstance(error, dict) and isinstance(error.get("message"), str):
        return ApiError(
            reply.status,
            error["message"],
            str(error.get("type") or "invalid_request_error"),
            error.get("param"),
            error.get("code"),
            headers=_wait(reply),
        )
    kind = "server_error" if reply.status >= 500 else "invalid_request_error"
    words = f": {error}" if error else ""
    return ApiError(
        reply.status, f"{backend.key} answers {reply.status}{words}.", kind, headers=_wait(reply)
    )


def _error_in(said: object) -> object:
    """The error in a refusal: OpenAI's, vLLM's older one without a key of its own, or FastAPI's
    list, of which the first is told, with its parameter, and without what it repeats."""
    if not isinstance(said, dict):
        return None
    error = said.get("error") or said.get("detail") or (said if "message" in said else None)
    if not isinstance(error, list) or not error or not isinstance(error[0], dict):
        return error
    place = ".".join(str(part) for part in error[0].get("loc") or () if part != "body")
    return {"message": f"{place}: {error[0].get('msg')}", "param": place or None}


def _wait(reply: aiohttp.ClientResponse) -> dict[str, str]:
    wait = reply.headers.get("Retry-After", "1" if reply.status == 503 else "")
    return {"Retry-After": wait} if wait else {}
