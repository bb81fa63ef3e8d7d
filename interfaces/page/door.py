"""Who may come in: this machine's own page, with the token of this run."""

import hmac
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from llm.backends.models import is_loopback

# Nothing but what this address itself serves is loaded, run, shown or spoken to.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
CLOSED = "This address needs the token of the studio that runs now: open the one that it printed."


class Door:
    """In front of every route. The token comes in the page's address, which the page's script then
    shortens, and after that in a cookie that scripts cannot read and other sites' requests do not
    carry. Host and origin are this server's own: not
    even another page of this machine may ask."""

    def __init__(self, app: ASGIApp, token: str, port: int):
        self._app, self._token = app, token
        self._port = port
        self._cookie = f"studio_page_{port}"  # cookies do not tell ports apart

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value for name, value in scope["headers"]}
        if refusal := self._refusal(scope, headers):
            answer = PlainTextResponse(refusal, 403, HEADERS)
            await answer(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                if self._token_in(scope):
                    message["headers"].append((b"set-cookie", self._set_cookie()))
                known = {name for name, _ in message["headers"]}
                message["headers"] += [
                    (name.lower().encode(), value.encode())
                    for name, value in HEADERS.items()
                    if name.lower().encode() not in known
                ]
            await send(message)

        await self._app(scope, receive, send_guarded)

    def _refusal(self, scope: Scope, headers: dict[str, bytes]) -> str:
        """Why a request is not answered, "" for one that is."""
        host = headers.get("host", b"").decode("latin-1").lower()
        name, _, port = host.rpartition(":")
        if port != str(self._port) or not is_loopback(name.strip("[]")):
            return "Requests to another host are not answered."
        origin = headers.get("origin")
        if origin is not None and origin.decode("latin-1").lower() != f"http://{host}":
            return "Requests from another origin are not answered."
        if self._token_in(scope):
            return ""
        if headers.get("sec-fetch-site", b"none") not in (b"none", b"same-origin"):
            return "Requests from another site are not answered."
        return "" if self._is_known(headers.get("cookie", b"")) else CLOSED

    def _token_in(self, scope: Scope) -> bool:
        if scope["path"] != "/" or scope["method"] != "GET":
            return False
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])
        return self._matches(given[0])

    def _is_known(self, cookies: bytes) -> bool:
        pairs = (one.strip().partition("=") for one in cookies.decode("latin-1").split(";"))
        return any(self._matches(value) for name, _, value in pairs if name == self._cookie)

    def _matches(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._token.encode())

    def _set_cookie(self) -> bytes:
        return f"{self._cookie}={self._token}; HttpOnly; SameSite=Strict; Path=/".encode()
