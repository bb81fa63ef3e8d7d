"""Settings: the shipped file, overrides, and errors that name the key."""

import json
import os
import subprocess
import sys

import pytest

from studio.errors import SettingsError
from studio.settings import ROOT, load_settings


def test_shipped_settings_load_and_paths_are_absolute():
    settings = load_settings()
    assert settings.paths.data == ROOT / ".studio"
    assert settings.database_url() == f"sqlite:///{ROOT}/.studio/studio.db"


def test_environment_overrides_the_file(monkeypatch):
    monkeypatch.setenv("STUDIO_LLM__BASE_URL", "http://127.0.0.1:8000/v1")
    monkeypatch.setenv("STUDIO_BUDGET__ITERATIONS", "7")
    settings = load_settings()
    assert settings.llm.base_url == "http://127.0.0.1:8000/v1"
    assert settings.budget.iterations == 7
    assert settings.budget.tool_calls == 200


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("budget: {iterations: 0}", "budget.iterations"),
        ("budget: {iteration: 3}", "budget.iteration"),
        ("sandbox: {engine: podman}", "sandbox.engine"),
        ("paths: [", "not valid YAML"),
    ],
)
def test_wrong_settings_are_named(tmp_path, text, named):
    path = tmp_path / "studio.yaml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=named):
        load_settings(path)


def test_missing_file(tmp_path):
    with pytest.raises(SettingsError, match="STUDIO_CONFIG"):
        load_settings(tmp_path / "none.yaml")


def test_a_wrong_variable_is_named_and_not_the_file(monkeypatch):
    monkeypatch.setenv("STUDIO_BUDGET__ITERATIONS", "abc")
    with pytest.raises(SettingsError, match="STUDIO_BUDGET__ITERATIONS is 'abc'") as error:
        load_settings()
    assert "unset" in error.value.fix


def test_another_process_s_settings_are_taken_on_whatever_the_own_say(shipped_settings):
    other = shipped_settings.model_copy(deep=True)
    other.budget.iterations, other.database.url = 7, "sqlite:////elsewhere/studio.db"
    code = (
        "import sys; from studio.settings import load_settings, settings, take_on; import json\n"
        "settings(); taken = take_on(json.load(sys.stdin))\n"
        "assert taken == settings() == load_settings(); print(taken.model_dump_json())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=other.model_dump_json(),
        env=dict(os.environ) | {"STUDIO_BUDGET__ITERATIONS": "2", "STUDIO_PATHS__DATA": "/nowhere"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == other.model_dump(mode="json")
