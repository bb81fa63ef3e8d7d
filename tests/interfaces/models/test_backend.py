"""`python main.py backend`: the real commands, the real gateway, the planner behind it."""

import os
import subprocess
import sys
from pathlib import Path

import openai
import pytest
import yaml

from interfaces.checkup import check_up
from llm.backends.backend import Backends
from llm.backends.command import arguments, errors, flags
from llm.backends.models import FILE, load_roster
from studio.errors import SettingsError
from studio.settings import ROOT


@pytest.fixture
def backend(tmp_path: Path):
    """Runs `main.py backend ...` with a state folder of its own; what runs is stopped."""
    values = yaml.safe_load(FILE.read_text())
    values["paths"]["state"] = str(tmp_path / "state")
    values["paths"]["environments"] = str(tmp_path / "environments")
    config = tmp_path / "models.yaml"
    config.write_text(yaml.safe_dump(values, sort_keys=False))
    environment = os.environ | {"STUDIO_MODELS_CONFIG": str(config)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "main.py", "backend", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    yield run
    if (tmp_path / "state" / "gateway.json").exists():
        run("down")


def test_up_status_switch_logs_down(backend) -> None:
    up = backend("up", "--profile", "offline", "--port", "0")
    assert up.returncode == 0, up.stdout + up.stderr
    base_url = up.stdout.rpartition("base_url ")[2].strip()
    with openai.OpenAI(base_url=base_url, api_key="x", max_retries=0) as client:
        names = [model.id for model in client.models.list().data]
        assert names[:3] == ["studio-reasoning", "studio-vision", "studio-code"]
        made = client.embeddings.create(model="studio-embedding", input=["a boat", "a ship", "2+2"])
        a, b, c = (item.embedding for item in made.data)
        assert len(a) == 384
        dot = lambda x, y: sum(p * q for p, q in zip(x, y, strict=True))  # noqa: E731
        assert dot(a, b) > dot(a, c)
    status = backend("status")
    assert status.returncode == 0 and "awake" in status.stdout
    assert backend("switch", "studio-code").returncode == 0
    unknown = backend("switch", "gpt")
    assert unknown.returncode == 2 and "studio-code" in unknown.stderr
    assert "127.0.0.1" in backend("logs").stdout
    twice = backend("up", "--profile", "offline", "--port", "0")
    assert twice.returncode == 2 and "runs already" in twice.stderr
    assert "Stopped" in backend("down").stdout
    assert backend("status").returncode == 2
    assert "No gateway" in backend("down").stdout


def test_check_names_what_is_missing(backend) -> None:
    fine = backend("check", "--profile", "cluster")
    assert "cluster" in fine.stdout
    lacking = backend("check", "--profile", "rtx-16gb")
    assert lacking.returncode == 1
    told = " ".join(lacking.stdout.split())
    assert "env make vllm" in told and "models pull qwen2.5-14b-int4" in told and "9.4 GiB" in told
    assert backend("up", "--profile", "rtx-16gb", "--port", "0").returncode == 1
    assert lacking.stdout.count("vLLM is not installed") == 1
    fetch = next(line for line in lacking.stdout.splitlines() if "Fetch them (9.4 GiB)" in line)
    assert fetch.endswith(": python main.py models pull qwen2.5-14b-int4 --from hub")  # unbroken
    wrong = backend("check", "--profile", "rtx-4gb")
    assert wrong.returncode == 2 and "rtx-16gb" in wrong.stderr
    assert backend("logs", "nobody").returncode == 2


def test_the_shipped_roster_is_whole() -> None:
    roster = load_roster()
    assert set(roster.profiles) == {
        "offline",
        "rtx-16gb",
        "gpu-24gb",
        "gpu-80gb",
        "multi-gpu",
        "cluster",
        "cpu",
        "cpu-test",
        "embedded",
        "embedded-small",
        "embedded-alone",
    }
    for name, profile in roster.profiles.items():
        assert set(profile.roles) == {"studio-reasoning", "studio-vision", "studio-code"}, name


def test_a_wrong_roster_names_the_key(tmp_path: Path) -> None:
    file = tmp_path / "models.yaml"
    for text, named in (
        ("models: {a: {kind: vllm}}\nprofiles: {}", "source"),
        ("models: {}\nprofiles: {p: {about: x, roles: {r: m}}}", "'m'"),
        ("gateway: {prot: 1}\nmodels: {}\nprofiles: {}", "gateway.prot"),
        ("models: [", "not valid YAML"),
    ):
        file.write_text(text)
        with pytest.raises(SettingsError, match=named):
            load_roster(file)
    with pytest.raises(SettingsError, match="cannot read"):
        load_roster(tmp_path / "none.yaml")


def test_the_command_line_of_a_model(tmp_path: Path) -> None:
    roster = load_roster()
    roster.paths.environments = tmp_path / "environments"
    roster.paths.models = tmp_path / "models"
    backends = Backends(roster.models, roster.profiles["rtx-16gb"])
    backend = backends.find("studio-vision")
    assert [fault.fix for fault in errors(backend, roster.paths)]
    program = tmp_path / "environments" / "vllm" / "bin" / "vllm"
    program.parent.mkdir(parents=True)
    program.touch()
    weights = tmp_path / "models" / backend.model.source
    weights.mkdir(parents=True)
    (weights / "config.json").touch()
    (weights / "model-00001.safetensors").touch()
    assert not errors(backend, roster.paths)
    backend.root = "http://127.0.0.1:8123"
    typed = " ".join(arguments(backend, roster.paths))
    for wanted in (
        "--host 127.0.0.1 --port 8123",
        "--served-model-name qwen2.5-vl-7b-int4",
        "--mm-encoder-attn-backend TORCH_SDPA",
        "--enable-sleep-mode",
        '--limit-mm-per-prompt {"image": 4, "video": 0}',
        "--kv-cache-dtype fp8",
    ):
        assert wanted in typed
    assert flags({"a": True, "b": False, "c": None, "d": 1.5}) == ["--a", "--no-b", "--d", "1.5"]
    xformers = tmp_path / "environments" / "vllm" / "lib" / "python3.11" / "site-packages"
    (xformers / "xformers").mkdir(parents=True)
    assert "xformers" in errors(backend, roster.paths)[0].message


def test_doctor_refuses_xformers(studio_settings, tmp_path: Path) -> None:
    paths = studio_settings.paths.model_copy(update={"environments": tmp_path / "environments"})
    settings = studio_settings.model_copy(update={"paths": paths})
    assert not [check for check in check_up(settings) if check.name == "xformers"]
    installed = tmp_path / "environments" / "vllm" / "lib" / "python3.11" / "site-packages"
    (installed / "xformers").mkdir(parents=True)
    found = [check for check in check_up(settings) if check.name == "xformers"]
    assert [check.state for check in found] == ["missing"] and "uninstall" in found[0].fix
