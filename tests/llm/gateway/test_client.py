"""The client over the real gateway, before a server that says what the test wants said."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from llm.client import CreativeIntent, StudioClient, data_url
from studio.errors import EndpointError
from tests.llm.gateway.conftest import Served, external, fake_served, gateway, three_models
from tests.llm.gateway.fake_vllm import FakeVllm

INTENT = {
    "summary": "Luca waves",
    "characters": ["Luca"],
    "action": "wave",
    "emotion": "joy",
    "emotion_strength": 0.8,
    "place": "harbour",
    "time_of_day": "day",
    "spoken": [],
    "medium": "shot",
}


class Scripted(FakeVllm):
    """Says the next of its lines."""

    def __init__(self) -> None:
        super().__init__("tiny")
        self.lines: list[str] = []

    async def _say(self, asked: str, body: dict) -> tuple[str, str]:
        return self.lines.pop(0), "stop"


@pytest.fixture
async def scripted(tmp_path: Path) -> AsyncIterator[tuple[Scripted, StudioClient]]:
    fake = Scripted()
    async with (
        fake_served(fake) as root,
        gateway(external(tmp_path, root)) as gate,
        StudioClient(gate.root + "/v1", retries=0) as client,
    ):
        yield fake, client


async def test_creative_intent_and_its_repair(scripted: tuple[Scripted, StudioClient]) -> None:
    fake, client = scripted
    fake.lines = [json.dumps(INTENT | {"emotion_strength": 7}), json.dumps(INTENT)]
    assert await client.creative_intent("Luca waves") == CreativeIntent(**INTENT)
    first, second = fake.seen
    assert first["response_format"]["json_schema"]["strict"] is True
    assert "emotion_strength" in second["messages"][-1]["content"]
    fake.lines = ["rubbish"] * 3
    with pytest.raises(EndpointError, match="CreativeIntent"):
        await client.creative_intent("Luca waves")


async def test_video_frames_go_to_the_vision_model(scripted: tuple[Scripted, StudioClient]) -> None:
    fake, client = scripted
    fake.lines = ['{"summary": "s", "moments": [{"frame": 9, "shows": "x"}], "faults": []}']
    frames = []
    for shade in range(10):
        held = io.BytesIO()
        Image.new("L", (4, 4), shade).save(held, "PNG")
        frames.append(held.getvalue())
    seen = await client.analyse_video(frames)
    assert seen.moments[0].frame == 9
    parts = fake.seen[0]["messages"][1]["content"]
    assert [p["image_url"]["url"] for p in parts[:-1]] == [
        data_url(frames[i]) for i in (0, 3, 6, 9)
    ]
    assert "0, 3, 6, 9" in parts[-1]["text"]
    with pytest.raises(ValueError, match="no frames"):
        await client.analyse_video([])
    with pytest.raises(ValueError, match="PNG"):
        await client.analyse_video([b"GIF89a"])


async def test_code_must_parse(scripted: tuple[Scripted, StudioClient]) -> None:
    fake, client = scripted
    fake.lines = ["```python\nprint(\n```", "Here:\n```python\nprint(1)\n```\nDone."]
    assert await client.write_code("print one") == "print(1)\n"
    assert len(fake.seen) == 2


async def test_faults_are_told(tmp_path: Path) -> None:
    async with StudioClient("http://127.0.0.1:9/v1", retries=0) as client:
        with pytest.raises(EndpointError, match="studio-code"):
            await client.write_code("x")
        with pytest.raises(EndpointError, match="gateway"):
            async with client.lease(1):
                pass


async def test_a_lease_is_kept_as_long_as_the_block_runs(tmp_path: Path) -> None:
    roster = three_models(tmp_path, switching={"lease_seconds": 0.6})
    async with gateway(roster) as gate, StudioClient(gate.root + "/v1") as client:
        await gate.ready()
        async with client.lease(2, "diffusion"):
            await asyncio.sleep(1.5)
            assert (await _leases(gate))[0]["holder"] == "diffusion"
            with pytest.raises(EndpointError, match="GiB"):
                async with client.lease(100):
                    pass
        assert not await _leases(gate)


async def test_a_lease_that_the_gateway_forgot_is_told_it_again(tmp_path: Path) -> None:
    """As after a restart of it, while the holder still has its memory."""
    roster = three_models(tmp_path, switching={"lease_seconds": 0.6})
    async with gateway(roster) as gate, StudioClient(gate.root + "/v1") as client:
        await gate.ready()
        async with client.lease(2, "diffusion"):
            before = await _leases(gate)
            gate.studio.leases.end(before[0]["id"])
            async with asyncio.timeout(10):
                while not (after := await _leases(gate)):
                    await asyncio.sleep(0.02)
            assert after[0]["holder"] == "diffusion" and after[0]["id"] != before[0]["id"]
        assert not await _leases(gate)


async def _leases(gate: Served) -> list[dict]:
    return (await gate.http.get("/admin/status")).json()["leases"]
