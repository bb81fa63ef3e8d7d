"""`run` finds the gateway that `backend up` started: real processes, a spoken line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from interfaces.backend.discovery import BRAIN, HINT, find_endpoint, open_endpoint, own_brain
from interfaces.backend.state import Running, find_running, state_file
from llm.backends.models import FILE, load_roster
from llm.backends.settings import Paths
from llm.endpoint import bind
from llm.switching.lease import birth
from studio.conversation import write_sections
from studio.settings import ROOT, Llm
from tests.made_before import MadeBefore
from tests.planner.conftest import shipped_cast

BRIEF = "Mina says 'Ahoy!' cheerfully"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch, made_before: MadeBefore):
    """Runs `main.py ...` with data of its own, and no endpoint in the settings; what runs is
    stopped."""
    config = tmp_path / "models.yaml"
    config.write_text(FILE.read_text())
    for name, value in {
        "STUDIO_MODELS_CONFIG": str(config),
        "STUDIO_LLM__BASE_URL": "",
        "STUDIO_PATHS__DATA": str(tmp_path / "data"),
        "STUDIO_PATHS__OUTPUTS": str(tmp_path / "outputs"),
    }.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "main.py", *arguments],
            cwd=ROOT,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=300,
        )

    with made_before.shared_with(tmp_path / "data"):
        yield run
        if (tmp_path / "data" / "backend" / "gateway.json").exists():
            run("backend", "down")


def asked(root: str, key: str) -> float:
    """Chat requests that the gateway has counted."""
    told = httpx.get(f"{root}/metrics", headers={"Authorization": f"Bearer {key}"}).text
    counted = (line for line in told.splitlines() if line.startswith("studio_requests_total{"))
    return sum(float(line.split()[-1]) for line in counted if "/v1/chat/completions" in line)


def test_a_session_uses_the_gateway_while_it_runs(machine, monkeypatch) -> None:
    monkeypatch.setenv("STUDIO_LLM_API_KEY", "a key")
    up = machine("backend", "up", "--profile", "offline", "--port", "0")
    assert up.returncode == 0, up.stdout + up.stderr
    root = find_running(load_roster()).root
    made = machine("run", BRIEF, "--iterations", "1", "--json")
    assert made.returncode in (0, 3), made.stderr
    answer = json.loads(made.stdout)
    assert answer["deliverables"][0]["kind"] == "audio"
    assert f"Using the endpoint at {root} (profile offline)." in made.stderr
    # Every call of the crew went through it.
    assert asked(root, "a key") == answer["cost"]["model_calls"] >= 4

    assert machine("backend", "down").returncode == 0
    alone = machine("plan", BRIEF, "--json")
    assert alone.returncode == 0 and "endpoint at" not in alone.stderr


async def test_what_is_set_wins_and_what_is_dead_is_forgotten(machine) -> None:
    roster = load_roster()
    dead = Running(os.getpid(), "another birth", "http://127.0.0.1:1", "offline")
    dead.write(roster)
    assert find_endpoint(Llm(base_url="http://host/v1")).base_url == "http://host/v1"
    assert find_endpoint(Llm(base_url="planner")).base_url == "" and state_file(roster).exists()
    async with open_endpoint(Llm()) as endpoint:
        async with httpx.AsyncClient() as http:
            assert (await http.get(f"{endpoint.base_url}/models")).status_code == 200
        assert dead.root not in endpoint.note and not state_file(roster).exists()


def test_a_gateway_that_cannot_answer_is_named(machine) -> None:
    listener = bind("127.0.0.1", 0)
    root = f"http://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()
    with subprocess.Popen(["sleep", "60"]) as hung:
        Running(hung.pid, birth(hung.pid), root, "offline").write(load_roster())
        found = find_endpoint(Llm())
        hung.kill()
    assert found.base_url == "" and root in found.note and "does not answer" in found.note


def test_a_broken_roster_stops_no_session(machine, tmp_path: Path) -> None:
    (tmp_path / "models.yaml").write_text("models: [")
    assert find_endpoint(Llm()).base_url == ""


def test_the_gateway_s_state_lies_with_the_data(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("STUDIO_MODELS_CONFIG", raising=False)
    for name in ("DATA", "MODELS", "ENVIRONMENTS"):
        monkeypatch.setenv(f"STUDIO_PATHS__{name}", str(tmp_path / name))
    roster = load_roster()
    assert state_file(roster) == tmp_path / "DATA" / "backend" / "gateway.json"
    assert roster.paths.log("../x").parent == tmp_path / "DATA" / "backend" / "logs"
    assert roster.paths.models == tmp_path / "MODELS" / "llm"
    assert roster.paths.environments == tmp_path / "ENVIRONMENTS"
    given = Paths(state=Path("mine"), models=Path("~/m"))
    assert given.state == ROOT / "mine" and given.models == Path.home() / "m"


UNREAD = "Two boys race to the pier, then they laugh"


async def refusal(machine) -> tuple[str, str]:
    """What a session is told of its endpoint, and of a brief that the rules alone refuse."""
    sections = {"BRIEF": {"text": UNREAD}, "CHARACTERS": shipped_cast()}
    body = {
        "model": "studio-reasoning",
        "messages": [{"role": "user", "content": write_sections(sections)}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "Film"}},
    }
    async with open_endpoint(Llm()) as endpoint, httpx.AsyncClient() as http:
        reply = await http.post(f"{endpoint.base_url}/chat/completions", json=body)
        film = json.loads(reply.json()["choices"][0]["message"]["content"])
    return endpoint.note, film["message"]


async def test_without_a_model_a_brief_that_is_not_read_ends_with_how_to_get_one(
    machine, monkeypatch, tmp_path
) -> None:
    monkeypatch.setenv("STUDIO_PATHS__MODELS", str(tmp_path / "none"))
    note, message = await refusal(machine)
    assert not note and message.endswith(HINT) and len(message) <= 400


def test_the_first_embedded_profile_whose_weights_are_here_is_used(machine) -> None:
    found = own_brain()
    if found is None:
        pytest.skip("no weights of an embedded profile here: python main.py models pull brain")
    server, state = found
    assert server.name in BRAIN.format(model=server.name) and state.endswith(".slot")
    assert server.pid is None, "it is started when it is first asked, not before"


def test_no_proxy_leads_to_this_machine(machine, monkeypatch) -> None:
    """Nothing listens at the proxies that the environment names."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "socks5://127.0.0.1:9")
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    planned = machine("plan", BRIEF)  # by a planner of its own
    assert planned.returncode == 0, planned.stderr
    up = machine("backend", "up", "--profile", "offline", "--port", "0")
    assert up.returncode == 0, up.stdout + up.stderr
    root = find_running(load_roster()).root
    status = machine("backend", "status")
    assert status.returncode == 0 and "awake" in status.stdout
    assert f"{root}/v1" in machine("doctor").stdout.replace("\n", "")
    planned = machine("plan", BRIEF, STUDIO_LLM__BASE_URL=f"{root}/v1")
    assert planned.returncode == 0, planned.stderr
    away = machine("plan", BRIEF, STUDIO_LLM__BASE_URL="http://192.0.2.1/v1")
    assert away.returncode == 2 and "HTTP_PROXY names a socks5 proxy" in away.stderr
    assert "Traceback" not in away.stderr and "NO_PROXY=192.0.2.1" in away.stderr
