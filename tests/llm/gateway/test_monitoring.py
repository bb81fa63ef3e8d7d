"""The monitoring files, against a real Prometheus that scrapes the real gateway."""

import asyncio
import contextlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
import yaml

from interfaces.backend.serve import options
from llm.backends.supervisor import free_port
from studio.settings import ROOT
from tests.llm.gateway.conftest import ROLES, gateway, three_models

FOLDER = ROOT / "configs" / "monitoring"
DASHBOARD = FOLDER / "grafana" / "dashboards" / "endpoint.json"
ELSEWHERE = "studio_vram"  # what no machine without a GPU has
# As vLLM 0.32 has them.
OF_VLLM = {
    "vllm:num_requests_running",
    "vllm:num_requests_waiting",
    "vllm:kv_cache_usage_perc",
    "vllm:prefix_cache_hits_total",
    "vllm:prompt_tokens_total",
    "vllm:generation_tokens_total",
    "vllm:time_to_first_token_seconds_bucket",
    "vllm:e2e_request_latency_seconds_bucket",
    "vllm:request_success_total",
    "vllm:engine_sleep_state",
}


def queries() -> list[str]:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


def test_the_files_can_be_read() -> None:
    for file in FOLDER.rglob("*.yml"):
        assert yaml.safe_load(file.read_text()), file
    compose = yaml.safe_load((FOLDER / "docker-compose.yml").read_text())
    assert set(compose["services"]) == {"gateway", "redis", "prometheus", "grafana"}
    for copied in re.findall(r"^COPY (\S+)", (FOLDER / "Dockerfile").read_text(), re.MULTILINE):
        assert (ROOT / copied).exists(), copied
    panels = json.loads(DASHBOARD.read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    named = {name for query in queries() for name in re.findall(r"vllm:\w+", query)}
    assert named and named <= OF_VLLM


def test_compose_takes_the_file() -> None:
    """No engine is needed for that."""
    program = ["docker-compose"]
    if not shutil.which(program[0]):
        program = ["docker", "compose"]
        asked = shutil.which("docker") and subprocess.run(
            [*program, "version"], capture_output=True, check=False
        )
        if not asked or asked.returncode:
            pytest.skip("Docker Compose is not installed (apt: docker-compose)")
    file = FOLDER / "docker-compose.yml"
    read = subprocess.run(
        [*program, "-f", file, "config"],
        env=os.environ | {"STUDIO_LLM_API_KEY": "a key", "STUDIO_PROFILE": "gpu-24gb"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert read.returncode == 0, read.stderr
    services = yaml.safe_load(read.stdout)["services"]
    command = services["gateway"]["command"]
    assert command[command.index("--profile") + 1] == "gpu-24gb"
    options().parse_args(command[command.index("interfaces.backend.serve") + 1 :])
    for service in services.values():  # what is mounted is there
        for volume in service.get("volumes", []):
            source = volume["source"] if isinstance(volume, dict) else volume.split(":")[0]
            if source.startswith(str(FOLDER)):
                assert Path(source).exists(), source


async def test_every_query_of_the_dashboard_finds_something(tmp_path: Path) -> None:
    program, tool = shutil.which("prometheus"), shutil.which("promtool")
    if not program or not tool:
        pytest.skip("Prometheus is not installed (apt: prometheus)")
    checked = await asyncio.create_subprocess_exec(
        tool, "check", "config", str(FOLDER / "prometheus.yml"), stdout=asyncio.subprocess.DEVNULL
    )
    assert await checked.wait() == 0
    async with gateway(three_models(tmp_path)) as gate:
        await gate.ready()
        config = yaml.safe_load((FOLDER / "prometheus.yml").read_text())
        config["global"]["scrape_interval"] = "1s"
        config["rule_files"] = [str(FOLDER / "alerts.yml")]
        jobs = config["scrape_configs"]
        jobs[0]["static_configs"] = [{"targets": [gate.root.removeprefix("http://")]}]
        jobs[1]["http_sd_configs"][0]["url"] = f"{gate.root}/metrics/targets"
        file = tmp_path / "prometheus.yml"
        file.write_text(yaml.safe_dump(config))
        port = free_port()
        running = await asyncio.create_subprocess_exec(
            program,
            f"--config.file={file}",
            f"--web.listen-address=127.0.0.1:{port}",
            f"--storage.tsdb.path={tmp_path / 'tsdb'}",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as prometheus:
                missing = queries()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(45):
                        while not all(query.startswith(ELSEWHERE) for query in missing):
                            for role in ROLES:
                                await gate.ask(model=role, seed=len(missing))
                                await gate.ask(model=role)
                            await asyncio.sleep(0.5)
                            missing = [q for q in missing if not await _found(prometheus, q)]
                assert all(query.startswith(ELSEWHERE) for query in missing), missing
        finally:
            running.terminate()
            await running.wait()


async def _found(prometheus: httpx.AsyncClient, query: str) -> bool:
    """Whether it is a query at all, and has an answer."""
    try:
        reply = await prometheus.get("/api/v1/query", params={"query": query})
    except httpx.TransportError:
        return False  # not up yet
    if reply.status_code == 503:
        return False
    assert reply.json()["status"] == "success", f"{query}: {reply.text}"
    return bool(reply.json()["data"]["result"])
