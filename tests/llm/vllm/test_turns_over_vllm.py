"""Two real servers take turns by real sleep and wake calls, and no request is lost."""

import asyncio
import json
import os
import signal

import httpx

from llm.client import StudioClient
from tests.llm.vllm.conftest import TEXT, VISION, Endpoint

CLIENTS, ROUNDS = 8, 3
LEASED_SECONDS = 1.0


def question(client: int, turn: int, **more) -> dict:
    """Every client asks both models, half of them out of step with the others."""
    model = "studio-vision" if (client + turn) % 2 else "studio-code"
    text = f"Client {client} asks for the {turn}. time."
    return {
        "model": model,
        "messages": [{"role": "user", "content": text}],
        "max_tokens": 60,
        "temperature": 1,
        "seed": 100 * client + turn,
        **more,
    }


async def whole(http: httpx.AsyncClient, body: dict) -> str:
    """An answer that was not streamed; checked to be one, to its end."""
    reply = await http.post("/v1/chat/completions", json=body)
    assert reply.status_code == 200, reply.text
    [choice] = reply.json()["choices"]
    assert choice["finish_reason"] in ("stop", "length"), choice
    return choice["message"]["content"]


async def streamed(http: httpx.AsyncClient, body: dict) -> str:
    """The same, as a stream that must end as streams do."""
    said, why, lines = "", None, []
    async with http.stream("POST", "/v1/chat/completions", json=body | {"stream": True}) as reply:
        assert reply.status_code == 200
        async for line in reply.aiter_lines():
            if line.startswith("data: "):
                lines.append(line[6:])
    assert lines[-1] == "[DONE]", lines[-1]
    for line in lines[:-1]:
        [choice] = json.loads(line)["choices"]
        said += choice["delta"].get("content") or ""
        why = choice["finish_reason"] or why
    assert why in ("stop", "length"), why
    return said


async def asleep(http: httpx.AsyncClient, endpoint: Endpoint, model: str) -> bool:
    """What vLLM itself says."""
    url = endpoint.status()[model]["url"]
    return (await http.get(f"{url}/is_sleeping")).json()["is_sleeping"]


async def test_nothing_is_lost_while_models_take_turns(endpoint, http):
    before = endpoint.total("studio_switches_total")

    async def client(number: int) -> list[str]:
        ask = streamed if number % 3 == 0 else whole
        return [await ask(http, question(number, turn)) for turn in range(ROUNDS)]

    async with asyncio.timeout(300):
        answers = await asyncio.gather(*map(client, range(CLIENTS)))
    assert sum(map(len, answers)) == CLIENTS * ROUNDS and all(map(all, answers))
    switches = endpoint.total("studio_switches_total") - before
    assert 2 <= switches <= CLIENTS * ROUNDS
    print(f"{CLIENTS * ROUNDS} requests, {switches:.0f} switches")
    status = endpoint.settle()
    awake = {name for name in (TEXT, VISION) if status[name]["state"] == "awake"}
    assert len(awake) == 1
    for model in (TEXT, VISION):
        assert await asleep(http, endpoint, model) == (model not in awake)


async def test_asked_twice_in_spite_of_a_nap_it_says_the_same(endpoint, http):
    fresh = {"Cache-Control": "no-store"}
    body = question(50, 0, temperature=0)
    said = []
    for _ in range(2):
        reply = await http.post("/v1/chat/completions", json=body, headers=fresh)
        said.append(reply.json()["choices"][0]["message"]["content"])
        other = VISION if body["model"] == "studio-code" else TEXT
        await http.post("/admin/switch", json={"model": other})
        assert endpoint.settle()[other]["state"] == "awake"
    assert said[0] == said[1]


async def test_lease_sends_both_to_sleep_and_their_requests_wait(endpoint, http):
    done = asyncio.Event()

    async def ask() -> str:
        said = await whole(http, question(60, 0))
        done.set()
        return said

    async with StudioClient(endpoint.base_url) as studio:
        async with studio.lease(1, "render"):
            assert await asleep(http, endpoint, TEXT) and await asleep(http, endpoint, VISION)
            asking = asyncio.create_task(ask())
            await asyncio.sleep(LEASED_SECONDS)
            assert not done.is_set()
        assert await asking


async def test_killed_server_is_started_again_and_its_requests_are_answered(endpoint, http):
    await whole(http, question(70, 0))
    awake = next(m for m in endpoint.settle().values() if m["state"] == "awake" and m["pid"])
    name = "studio-vision" if awake["model"] == VISION else "studio-code"
    before = endpoint.total("studio_retries_total")
    # Frozen first, so that every request is under way when the server dies.
    os.killpg(awake["pid"], signal.SIGSTOP)
    try:
        bodies = [question(71, turn) | {"model": name} for turn in range(4)]
        asking = [asyncio.create_task(whole(http, body)) for body in bodies]
        async with asyncio.timeout(30):
            while endpoint.total("studio_running", model=awake["model"]) < len(asking):
                await asyncio.sleep(0.05)
    finally:
        os.killpg(awake["pid"], signal.SIGKILL)
    assert all(await asyncio.gather(*asking))
    after = endpoint.settle()[awake["model"]]
    assert after["state"] == "awake" and after["pid"] != awake["pid"]
    assert endpoint.total("studio_retries_total") - before == len(asking)
