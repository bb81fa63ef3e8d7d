"""Models that take turns on one GPU: real processes, put to sleep and woken over HTTP."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from llm.backends.backend import Backend, State
from llm.switching.policy import Decision, Policy, Queue
from tests.llm.gateway.conftest import ROLES, Served, gateway, three_models
from tests.llm.gateway.test_gateway_failures import until


async def calls(gate: Served, key: str) -> list[str]:
    return (await counts(gate, key))["calls"]


async def counts(gate: Served, key: str) -> dict[str, Any]:
    root = gate.studio.backends.by_key[key].root
    return (await gate.http.get(root + "/counts")).json()


def states(gate: Served) -> list[str]:
    return [str(backend.state) for backend in gate.studio.backends]


async def test_one_is_awake_and_the_others_are_woken_in_turn(tmp_path: Path) -> None:
    async with gateway(three_models(tmp_path)) as gate:
        await gate.ready()
        assert states(gate) == ["awake", "asleep", "asleep"]
        assert (await gate.http.get("/health/ready")).status_code == 200
        for role, key in zip(ROLES, ("think", "see", "code"), strict=True):
            assert (await gate.ask(model=role)).json()["model"] == key
        assert states(gate) == ["asleep", "asleep", "awake"]
        assert await calls(gate, "think") == ["sleep 1 wait"]
        assert await calls(gate, "see") == ["sleep 1 wait", "wake", "sleep 1 wait"]
        assert gate.studio.scheduler.switches == 2
        text = (await gate.http.get("/metrics")).text
        assert 'studio_switches_total{model="see"} 1.0' in text
        assert 'studio_model_state{model="code",state="awake"} 1.0' in text


async def test_nothing_is_lost_under_load(tmp_path: Path) -> None:
    roster = three_models(tmp_path, delay=0.01, switching={"linger_seconds": 0.02})
    async with gateway(roster) as gate:
        await gate.ready()

        async def session(number: int) -> None:
            for step in range(6):
                reply = await gate.ask(
                    f"{number} {step}", ROLES[(number + step) % 3], stream=step % 2 == 0
                )
                assert reply.status_code == 200, reply.text
                assert "abort" not in reply.text and '"error"' not in reply.text

        await asyncio.gather(*(session(number) for number in range(9)))
        scheduler = gate.studio.scheduler
        assert 3 <= scheduler.switches <= 18, "54 requests, a third of them for each model"
        assert not any(lane.running or lane.waiting for lane in scheduler.lanes.values())


async def test_a_switch_waits_for_what_is_running(tmp_path: Path) -> None:
    async with gateway(three_models(tmp_path, delay=0.05)) as gate:
        await gate.ready()
        long = asyncio.create_task(gate.ask(stream=True))
        lane = gate.studio.scheduler.lanes["think"]
        await until(lambda: lane.running)
        other = await gate.ask(model=ROLES[1])
        assert other.status_code == 200
        assert (await long).text.rstrip().endswith("[DONE]")


async def test_a_busy_model_does_not_starve_the_others(tmp_path: Path) -> None:
    roster = three_models(
        tmp_path, delay=0.02, switching={"patience_seconds": 0.4, "linger_seconds": 0}
    )
    async with gateway(roster) as gate:
        await gate.ready()
        stop = asyncio.Event()

        async def hog() -> None:
            while not stop.is_set():
                assert (await gate.ask()).status_code == 200

        hogs = [asyncio.create_task(hog()) for _ in range(4)]
        await asyncio.sleep(0.1)
        async with asyncio.timeout(20):
            assert (await gate.ask(model=ROLES[2])).status_code == 200
        stop.set()
        await asyncio.gather(*hogs)


async def test_level_two_reads_the_weights_again(tmp_path: Path) -> None:
    deep = {name: {"sleep": "level2"} for name in ("think", "see", "code")}
    async with gateway(three_models(tmp_path, models=deep)) as gate:
        await gate.ready()
        assert (await gate.ask(model=ROLES[1])).status_code == 200
        assert await calls(gate, "see") == [
            "sleep 2 wait",
            "wake weights",
            "reload_weights",
            "wake kv_cache",
            "reset",
        ]


async def test_restart_instead_of_sleep(tmp_path: Path) -> None:
    cold = {name: {"sleep": "restart"} for name in ("think", "see", "code")}
    async with gateway(three_models(tmp_path, models=cold)) as gate:
        await until(lambda: states(gate) == ["awake", "stopped", "stopped"], 30)
        assert (await gate.ask(model=ROLES[2])).status_code == 200
        assert states(gate) == ["stopped", "stopped", "awake"]


async def test_a_wrong_answer_after_waking_starts_the_model_anew(tmp_path: Path) -> None:
    async with gateway(three_models(tmp_path)) as gate:
        await gate.ready()
        backend = gate.studio.backends.by_key["see"]
        before = gate.studio.supervisor.pid(backend)
        backend.answer = "what it said before it was garbled"
        assert (await gate.ask(model=ROLES[1])).status_code == 200
        assert gate.studio.supervisor.pid(backend) not in (before, None)
        assert backend.answer.startswith("the quick")


async def test_a_sleeper_that_died_is_started_when_it_is_wanted(tmp_path: Path) -> None:
    async with gateway(three_models(tmp_path)) as gate:
        await gate.ready()
        backend = gate.studio.backends.by_key["code"]
        os.kill(gate.studio.supervisor.pid(backend), 9)
        await until(lambda: backend.state is State.STOPPED)
        assert (await gate.ask(model=ROLES[2])).status_code == 200
        assert states(gate) == ["asleep", "asleep", "awake"]


async def test_switch_on_request(tmp_path: Path) -> None:
    async with gateway(three_models(tmp_path)) as gate:
        await gate.ready()
        reply = await gate.http.post("/admin/switch", json={"model": "studio-code"})
        assert reply.json() == {"model": "code", "state": "awake"}
        told = (await gate.http.get("/admin/status")).json()
        assert [model["state"] for model in told["models"]] == ["asleep", "asleep", "awake"]
        assert all(model["pid"] for model in told["models"]) and told["switches"] == 1


async def test_a_lease_puts_models_to_sleep_and_holds_requests(tmp_path: Path) -> None:
    async with gateway(three_models(tmp_path)) as gate:
        await gate.ready()
        taken = await gate.http.post("/admin/lease", json={"gb": 10, "holder": "diffusion"})
        assert taken.status_code == 200 and states(gate) == ["asleep"] * 3
        waits = asyncio.create_task(gate.ask())
        lane = gate.studio.scheduler.lanes["think"]
        await until(lambda: lane.waiting)
        second = await gate.http.post("/admin/lease", json={"gb": 10, "wait_seconds": 1})
        assert second.status_code == 503 and second.headers["retry-after"]
        too_much = await gate.http.post("/admin/lease", json={"gb": 17})
        assert too_much.status_code == 409
        name = taken.json()["id"]
        assert (await gate.http.post(f"/admin/lease/{name}")).status_code == 200
        assert not waits.done()
        assert (await gate.http.delete(f"/admin/lease/{name}")).status_code == 204
        assert (await waits).status_code == 200
        assert (await gate.http.delete(f"/admin/lease/{name}")).status_code == 404


@pytest.mark.parametrize("how", ["death", "silence"])
async def test_a_lease_whose_holder_is_gone_is_taken_back(tmp_path: Path, how: str) -> None:
    roster = three_models(tmp_path, switching={"lease_seconds": 0.5 if how == "silence" else 600})
    async with gateway(roster) as gate:
        await gate.ready()
        holder = await asyncio.create_subprocess_exec("sleep", "600")
        pid = holder.pid if how == "death" else 0
        taken = await gate.http.post("/admin/lease", json={"gb": 1, "pid": pid})
        assert taken.status_code == 200
        waits = asyncio.create_task(gate.ask())
        holder.kill()
        assert (await waits).status_code == 200
        assert not (await gate.http.get("/admin/status")).json()["leases"]
        await holder.wait()


async def test_with_all_awake_a_lease_takes_what_it_needs(tmp_path: Path) -> None:
    sizes = {"think": {"weights_gib": 9.0}, "see": {"weights_gib": 6.0}}
    async with gateway(
        three_models(tmp_path, "all", models=sizes, switching={"spare_gib": 0})
    ) as gate:
        await gate.ready()
        assert states(gate) == ["awake"] * 3
        taken = (await gate.http.post("/admin/lease", json={"gb": 8})).json()
        assert states(gate) == ["asleep", "awake", "awake"]
        assert (await gate.ask(model=ROLES[2])).status_code == 200, "others go on"
        await gate.http.delete(f"/admin/lease/{taken['id']}")
        assert (await gate.ask()).status_code == 200
        assert states(gate) == ["awake"] * 3


async def test_who_dies_while_it_waits_for_a_lease_takes_none_from_others(tmp_path: Path) -> None:
    sizes = {"think": {"weights_gib": 9.0}, "see": {"weights_gib": 6.0}}
    async with gateway(
        three_models(tmp_path, "all", models=sizes, switching={"spare_gib": 0})
    ) as gate:
        await gate.ready()
        assert (await gate.http.post("/admin/lease", json={"gb": 7})).status_code == 200
        assert states(gate) == ["asleep", "awake", "awake"]
        endless = asyncio.create_task(gate.ask("ENDLESS", model=ROLES[1], stream=True))
        await until(lambda: gate.studio.scheduler.lanes["see"].running)
        holder = await asyncio.create_subprocess_exec("sleep", "600")
        body = {"gb": 8, "pid": holder.pid, "wait_seconds": 2}
        asked = asyncio.create_task(gate.http.post("/admin/lease", json=body))
        await until(lambda: gate.studio.scheduler.lanes["see"].closed)
        holder.kill()
        await holder.wait()
        assert (await asked).status_code == 503
        endless.cancel()
        assert len((await gate.http.get("/admin/status")).json()["leases"]) == 1
        await until(lambda: not gate.studio.scheduler.lanes["see"].running)
        await asyncio.sleep(0.3)
        assert states(gate)[0] in ("asleep", "stopped"), "the first lease still holds"


async def test_a_model_that_cannot_be_started_says_why(tmp_path: Path) -> None:
    roster = three_models(tmp_path)
    (tmp_path / "models" / "code" / "model.safetensors").unlink()
    async with gateway(roster) as gate:
        await gate.ready()
        assert states(gate) == ["awake", "asleep", "failed"]
        reply = await gate.ask(model=ROLES[2])
        assert reply.status_code == 503 and "download" in reply.json()["error"]["message"]
        assert (await gate.ask()).status_code == 200
        assert (await gate.http.get("/health")).status_code == 503


async def test_restarts_have_a_limit(tmp_path: Path) -> None:
    supervision = {"backoff_seconds": 0.01, "restarts": 2, "probe_seconds": 0.5}
    async with gateway(three_models(tmp_path, "all", supervision=supervision)) as gate:
        await gate.ready()
        program = tmp_path / "environments" / "vllm" / "bin" / "vllm"
        program.write_text("#!/bin/sh\necho CUDA out of memory\nexit 3\n")
        backend = gate.studio.backends.by_key["think"]
        os.kill(gate.studio.supervisor.pid(backend), 9)
        waits = asyncio.create_task(gate.ask())
        await until(lambda: backend.state is State.FAILED, 20)
        assert (await waits).status_code in (502, 503)
        assert "2 restarts" in backend.trouble and "out of memory" in backend.trouble
        assert (await gate.ask(model=ROLES[1])).status_code == 200


async def test_a_process_that_hangs_is_started_again(tmp_path: Path) -> None:
    supervision = {
        "backoff_seconds": 0.01,
        "probe_seconds": 0.2,
        "probe_failures": 2,
        "stop_seconds": 0.5,
    }
    async with gateway(three_models(tmp_path, "all", supervision=supervision)) as gate:
        await gate.ready()
        backend: Backend = gate.studio.backends.by_key["see"]
        before = gate.studio.supervisor.pid(backend)
        os.kill(before, 19)  # SIGSTOP
        await until(lambda: gate.studio.supervisor.pid(backend) not in (None, before), 40)
        assert (await gate.ask(model=ROLES[1])).status_code == 200


def test_the_policy_is_fair_and_lazy() -> None:
    policy = Policy(patience=10, linger=1, order=("first", "awake", "next"))
    first, following = Queue("first", oldest=0), Queue("next", oldest=2)
    both = [first, following]
    assert policy.decide(5, "awake", True, 0, []) == Decision()
    assert policy.decide(5, "awake", True, 0, both) == Decision(look_again=5)
    assert policy.decide(5, "awake", False, 4.5, [first]) == Decision(look_again=0.5)
    assert policy.decide(5, "awake", False, 3, both) == Decision("next")
    assert policy.decide(11, "awake", True, 0, both) == Decision("first"), "it has waited enough"
    assert policy.decide(5, None, False, 0, both) == Decision("first")


def test_models_take_turns_in_their_order() -> None:
    policy = Policy(patience=100, linger=0, order=("a", "b", "c"))
    queues = {key: Queue(key, oldest=1) for key in "abcxy"}

    def after(awake: str | None, waiting: str) -> str | None:
        return policy.decide(5, awake, False, 0, [queues[key] for key in waiting]).switch_to

    assert [after("a", "bc"), after("b", "ac"), after("c", "ab")] == ["b", "c", "a"]
    assert [after("a", "c"), after("c", "b"), after(None, "cb")] == ["c", "b", "b"]
    assert [after("c", "xa"), after("x", "yc"), after("a", "yx")] == ["a", "c", "y"]
