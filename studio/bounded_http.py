"""HTTP clients that read no more of a reply than a limit, follow no redirects, and reach this
machine behind no proxy."""

from collections.abc import Callable
from typing import Any

import httpx

from studio.bounded import ACCEPT_ENCODING, MIB, RefusedReply, gather, gather_now
from studio.proxies import is_here, proxy_for

MOST_BYTES = 4 * MIB  # of a reply about models, health or leases
_HEADERS = {"Accept-Encoding": ACCEPT_ENCODING}


def bounded_client(url: str, most: int = MOST_BYTES, **options: Any) -> httpx.Client:
    """A client for the server at `url`: its replies have at most `most` bytes after decompression.
    Its requests raise RefusedReply, a ValueError, for a larger one and for a redirect, besides
    httpx's own errors. SettingsError: the environment names a proxy for it that cannot be used."""

    def read(response: httpx.Response) -> None:
        _refuse_redirect(response)
        stream = response.stream
        assert isinstance(stream, httpx.SyncByteStream)
        try:
            body = gather_now(stream, response.headers, most)
        finally:
            stream.close()
        _replace(response, body)

    return httpx.Client(**_with(url, options, read))


def bounded_async_client(
    url: str,
    most: int = MOST_BYTES,
    arrived: Callable[[int], None] = lambda _: None,
    **options: Any,
) -> httpx.AsyncClient:
    """The same for asyncio. `arrived`: told how many bytes of a reply are there, as they come."""

    async def read(response: httpx.Response) -> None:
        _refuse_redirect(response)
        stream = response.stream
        assert isinstance(stream, httpx.AsyncByteStream)
        try:
            body = await gather(stream, response.headers, most, arrived)
        finally:
            await stream.aclose()
        _replace(response, body)

    return httpx.AsyncClient(**_with(url, options, read))


def _with(url: str, options: dict[str, Any], read: Callable[[Any], Any]) -> dict[str, Any]:
    headers = {**_HEADERS, **options.pop("headers", {})}
    if url.startswith("http://"):
        options["verify"] = False  # nothing is encrypted: no certificates are read for it
    elif not is_here(url):
        options["verify"] = httpx.create_ssl_context(trust_env=True)
    return {
        **options,
        "headers": headers,
        "event_hooks": {"response": [read]},
        "follow_redirects": False,
        "trust_env": False,  # httpx looks for proxies even where it is told that there is none
        "proxy": proxy_for(url),
    }


def _refuse_redirect(response: httpx.Response) -> None:
    if 300 <= response.status_code < 400:
        raise RefusedReply(
            f"it is a redirect (status {response.status_code}), and redirects are not followed"
        )


def _replace(response: httpx.Response, body: bytes) -> None:
    """`body` is decompressed, so nothing may decompress it again."""
    response.headers.pop("content-encoding", None)
    response.stream = httpx.ByteStream(body)
