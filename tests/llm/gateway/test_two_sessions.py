"""Two sessions of the studio on one card: real processes before the real gateway."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from interfaces.backend.state import this_process
from studio.settings import ROOT
from tests.llm.gateway.conftest import Served, gateway, three_models

# As an engine borrows: in the way of every session, until its standard input says to end.
SESSION = """
import asyncio, sys
from interfaces.backend.lending import lent

async def main(gib, holder):
    print("asks", flush=True)
    async with lent(gib, holder):
        print("has", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
    print("gave", flush=True)

asyncio.run(main(float(sys.argv[1]), sys.argv[2]))
"""
GPU_GIB = 16


class Card:
    """The gateway, and the sessions before it; `most`: GiB that were ever lent at once."""

    def __init__(self, gate: Served, variables: dict[str, str]) -> None:
        self.gate, self.variables, self.most = gate, variables, 0.0
        self.sessions: list[asyncio.subprocess.Process] = []

    async def session(self, gib: float, holder: str) -> asyncio.subprocess.Process:
        """Begin one, which asks for memory at once."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", SESSION, str(gib), holder),
            cwd=ROOT,
            env=os.environ | self.variables,
            stdin=pipe,
            stdout=pipe,
        )
        self.sessions.append(process)
        assert await said(process) == "asks"
        return process

    async def leases(self) -> list[dict]:
        return (await self.gate.http.get("/admin/status")).json()["leases"]

    async def shows(self, *wanted: tuple[str, bool]) -> None:
        """Wait until there are these leases: the holder, and whether it is lent to it."""
        async with asyncio.timeout(20):
            while [(one["holder"], one["granted"]) for one in await self.leases()] != [*wanted]:
                await asyncio.sleep(0.02)

    async def watch(self) -> None:
        while True:
            self.most = max(self.most, sum(o["gb"] for o in await self.leases() if o["granted"]))
            await asyncio.sleep(0.01)

    async def told(self) -> str:
        """`backend status`."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "main.py", "backend", "status"),
            cwd=ROOT,
            env=os.environ | self.variables | {"COLUMNS": "200"},
            stdout=asyncio.subprocess.PIPE,
        )
        return (await process.communicate())[0].decode()


async def said(process: asyncio.subprocess.Process) -> str:
    async with asyncio.timeout(30):
        return (await process.stdout.readline()).decode().strip()


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tells of a card of 16 GiB."""
    program = tmp_path / "bin" / "nvidia-smi"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 0, 1024, 16384\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)


@pytest.fixture
async def card(driver: None, tmp_path: Path) -> AsyncIterator[Card]:
    roster = three_models(tmp_path)
    file = tmp_path / "models.json"  # YAML as well
    file.write_text(roster.model_dump_json())
    async with gateway(roster) as gate:
        this_process(gate.root, "test").write(roster)
        await gate.ready()
        card = Card(gate, {"STUDIO_MODELS_CONFIG": str(file)})
        watching = asyncio.create_task(card.watch())
        yield card
        watching.cancel()
        for process in card.sessions:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def test_the_second_waits_and_is_shown_and_gets_what_a_dead_one_held(card: Card) -> None:
    first = await card.session(13.4, "diffusion")
    assert await said(first) == "has"
    second = await card.session(8.5, "training")
    await card.shows(("diffusion", True), ("training", False))
    told = await card.told()
    assert f"13.4 GiB lent to diffusion (process {first.pid})" in told
    assert f"training (process {second.pid}) waits for 8.5 GiB" in told
    assert "2.6 of 16 GiB are not lent" in told
    assert "1.0 GB of 16.0 GB in use, 15.0 GB free" in told
    small = await card.session(2, "speech")
    await card.shows(("diffusion", True), ("training", False), ("speech", False))
    first.kill()  # it gives nothing back itself
    await first.wait()
    assert await said(second) == "has" and await said(small) == "has"
    await card.shows(("training", True), ("speech", True))
    for process in (second, small):
        process.stdin.write(b"\n")
        assert await said(process) == "gave" and await process.wait() == 0
    assert await card.leases() == []
    assert 13.4 <= card.most <= GPU_GIB
    assert (await card.gate.ask()).status_code == 200


async def test_who_waits_too_long_is_told_who_has_it(driver: None, tmp_path: Path) -> None:
    """And where the profile does not say how much there is, the card does."""
    roster = three_models(tmp_path)
    roster.profiles["test"].gpu_gib = 0
    async with gateway(roster) as gate:
        await gate.ready()
        body = {"gb": 13.4, "holder": "diffusion", "pid": os.getpid(), "wait_seconds": 30}
        assert (await gate.http.post("/admin/lease", json=body)).status_code == 200
        told = (await gate.http.get("/admin/status")).json()
        assert told["gpu_gib"] == GPU_GIB and told["free_gib"] == pytest.approx(2.6)
        body |= {"gb": 5, "holder": "training", "wait_seconds": 1}
        refused = await gate.http.post("/admin/lease", json=body)
        assert refused.status_code == 503
        error = refused.json()["error"]
        assert error["code"] == "gpu_busy"
        assert error["message"] == f"13.4 GiB are lent to diffusion (process {os.getpid()})."
        too_much = await gate.http.post("/admin/lease", json=body | {"gb": 17})
        assert too_much.status_code == 409
