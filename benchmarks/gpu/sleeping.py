"""How long a vLLM server takes to give its memory back, and to take it again."""

import time

import httpx

SECONDS = 300


async def sleep_and_wake(root: str, level: int = 1) -> tuple[float, float]:
    """Seconds to fall asleep and to wake. httpx.HTTPError where the server does not do so."""
    seconds = []
    async with httpx.AsyncClient(base_url=root, timeout=SECONDS) as http:
        for path in (f"/sleep?level={level}&mode=wait", "/wake_up"):
            began = time.perf_counter()
            (await http.post(path)).raise_for_status()
            seconds.append(time.perf_counter() - began)
        state = (await http.get("/is_sleeping")).json()
    if state["is_sleeping"]:
        raise httpx.HTTPError("it says that it is awake, and sleeps")
    return seconds[0], seconds[1]
