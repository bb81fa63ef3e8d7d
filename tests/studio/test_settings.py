"""Settings: the shipped file, overrides, and errors that name the key."""

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
