"""Leases of the graphics card's memory, asked for at the gateway and given back."""

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator
from typing import Any

import httpx

from studio.bounded_http import bounded_async_client
from studio.errors import EndpointError

_GRANTED = 2.0  # s in which a lease that was just asked for again is granted, or given up
_RENEWALS = 3  # of a lease, within the time in which it would run out


class Leases:
    """`base_url`: of the endpoint, with or without `/v1`; `timeout`: seconds for one answer."""

    def __init__(self, base_url: str, api_key: str = "local", timeout: float = 300) -> None:
        self._timeout = timeout
        self._admin = bounded_async_client(
            base_url,
            base_url=base_url.rstrip("/").removesuffix("/v1"),
            timeout=timeout,
            headers={"Authorization": f"Bearer {api_key}"},
        )

    async def aclose(self) -> None:
        """Close the connections. What is still leased runs out by itself."""
        await self._admin.aclose()

    @contextlib.asynccontextmanager
    async def lease(self, gb: float, holder: str = "", wait: float = 300) -> AsyncGenerator[None]:
        """`gb` GiB of GPU memory for as long as the block runs. The lease is renewed meanwhile,
        asked for again where the gateway knows it no longer, and taken back should this process
        die. EndpointError: it is not to be had."""
        body = {"gb": gb, "holder": holder, "pid": os.getpid(), "wait_seconds": wait}
        taken = await self._manage("POST", "/admin/lease", body, wait + self._timeout)
        if not {"id", "seconds"} <= taken.keys():
            raise EndpointError(f"the gateway at {self._admin.base_url} grants no lease: {taken}.")
        again: asyncio.Task[dict[str, Any]] | None = None

        async def renew() -> None:
            nonlocal taken, again
            while True:
                await asyncio.sleep(taken["seconds"] / _RENEWALS)
                try:
                    await self._manage("POST", f"/admin/lease/{taken['id']}")
                except EndpointError:  # it ran out, or the gateway was started anew
                    again = asyncio.create_task(self._manage("POST", "/admin/lease", body))
                    with contextlib.suppress(EndpointError):
                        taken = await asyncio.shield(again)

        renewal = asyncio.create_task(renew())
        try:
            yield
        finally:
            renewal.cancel()
            with contextlib.suppress(EndpointError, TimeoutError):
                if again:  # perhaps at this moment: what it gives goes back, too
                    taken = await asyncio.wait_for(again, _GRANTED)
            with contextlib.suppress(EndpointError):
                await self._manage("DELETE", f"/admin/lease/{taken['id']}")

    async def _manage(
        self, method: str, path: str, body: Any = None, seconds: float | None = None
    ) -> dict[str, Any]:
        try:
            answer = await self._admin.request(
                method, path, json=body, timeout=seconds or self._timeout
            )
            told = answer.json() if answer.content else {}
        except (httpx.HTTPError, ValueError) as error:
            raise EndpointError(
                f"the gateway at {self._admin.base_url} does not answer: {error}."
            ) from error
        if not isinstance(told, dict):
            raise EndpointError(f"the gateway at {self._admin.base_url} answers rubbish.")
        if answer.status_code >= 400:
            said = told.get("error")
            message = said.get("message") if isinstance(said, dict) else said
            message = message or answer.status_code
            raise EndpointError(f"the gateway refuses: {message}")
        return told
