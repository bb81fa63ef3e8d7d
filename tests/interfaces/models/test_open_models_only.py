"""A server that calls itself a closed service is used by nobody: told by a real one."""

import pytest
import yaml

from interfaces.backend.checks import check_profile
from llm.backends.models import FILE, load_roster
from studio.errors import SettingsError
from studio.weights.services import closed_address, closed_models
from tests.weights.servers import serving

pytestmark = pytest.mark.usefixtures("own_data")

ROLES = ("studio-reasoning", "studio-vision", "studio-code")


def cards(owner, *names):
    return [{"id": name, "object": "model", "owned_by": owner} for name in names]


CLOSED = {
    "openai": cards("openai", "gpt-4o", "text-embedding-3-small"),
    "by its owner alone": cards("openai", *ROLES),
    "anthropic": [{"type": "model", "id": "claude-sonnet-4-5", "display_name": "Claude"}],
    "google": cards("google", "models/gemini-2.5-pro"),
    "a reseller": cards("", "anthropic/claude-3.7-sonnet"),
}
OPEN = {
    "vllm": cards("vllm", "Qwen/Qwen2.5-14B-Instruct"),
    "another name for an open one": cards("vllm", "gpt-4o"),
    "open weights of a closed house": cards("vllm", "openai/gpt-oss-20b", "google/gemma-3-4b"),
    "no owner": [{"id": "openai/gpt-oss-120b"}],
    "only the others": [*cards("animation-ai-studio", *ROLES), *cards("openai", "gpt-4o")],
    "nothing": [],
}


@pytest.mark.parametrize("name", CLOSED)
def test_run_refuses_it(call, monkeypatch, name):
    with serving({"/v1/models": {"object": "list", "data": CLOSED[name]}}) as root:
        monkeypatch.setenv("STUDIO_LLM__BASE_URL", f"{root}/v1")
        done = call("run", "Luca waves in the harbour")
        assert done.exit_code == 2, done.output
        assert f"{root}/v1 is not used" in done.stderr and "closed" in done.stderr
        assert "llm.base_url" in done.stderr


def test_doctor_refuses_it(call, monkeypatch):
    with serving({"/v1/models": {"data": CLOSED["by its owner alone"]}}) as root:
        monkeypatch.setenv("STUDIO_LLM__BASE_URL", f"{root}/v1")
        told = call("doctor")
        assert told.exit_code == 2 and "refused" in told.stdout and "Not ready" in told.stdout


@pytest.mark.parametrize("name", OPEN)
def test_an_open_one_is_used(name):
    assert closed_models(OPEN[name], ROLES) == ""


def test_the_hosts_of_closed_services_are_known_without_asking_them(call, monkeypatch):
    monkeypatch.setenv("STUDIO_LLM__BASE_URL", "https://API.openai.com/v1")
    done = call("run", "Luca waves in the harbour")
    assert done.exit_code == 2 and "api.openai.com, a closed service" in done.stderr
    for url in ("http://127.0.0.1:8000/v1", "http://openai.local/v1", "http://[::1", ""):
        assert closed_address(url) == ""
    assert closed_address("https://mine.openai.azure.com/x")


def test_a_roster_with_a_closed_service_is_refused(tmp_path):
    values = yaml.safe_load(FILE.read_text())
    file = tmp_path / "models.yaml"
    values["models"]["cluster"]["url"] = "https://api.openai.com"
    file.write_text(yaml.safe_dump(values))
    with pytest.raises(SettingsError, match=r"models\.cluster.*closed service"):
        load_roster(file)
    with serving({"/v1/models": {"data": CLOSED["openai"]}}) as root:
        values["models"]["cluster"] |= {"url": root, "name": "gpt-4o"}
        file.write_text(yaml.safe_dump(values))
        roster = load_roster(file)
        found = list(check_profile(roster, "cluster", roster.profiles["cluster"], True))
    assert [check.state for check in found if check.name == "cluster"] == ["refused"]
