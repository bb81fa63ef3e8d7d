"""Weights that are missing are told with the command that fetches them."""

import shlex

import pytest

from llm.backends.backend import Backend
from llm.backends.command import weights
from llm.backends.models import Model
from llm.backends.settings import Paths
from studio.errors import EngineError


@pytest.mark.parametrize(
    "fetch, told",
    [
        ("", "hf download tiny/text --local-dir {folder}"),
        ("{environment}/bin/make {folder}", "{environment}/bin/make {folder}"),
        ("curl ${MIRROR}/tiny -o {folder}", "curl ${MIRROR}/tiny -o {folder}"),
        ("""make '{"seed": 1}' {0} {folder""", """make '{"seed": 1}' {0} {folder"""),
    ],
)
def test_the_command_names_the_places_and_is_left_alone_else(tmp_path, fetch, told):
    model = Model(source="tiny/text", environment="vllm-cpu", fetch=fetch)
    paths = Paths(models=tmp_path / "models", environments=tmp_path / "venvs")
    with pytest.raises(EngineError) as error:
        weights(Backend("tiny", model), paths)
    told = told.replace("{folder}", str(tmp_path / "models" / "tiny" / "text"))
    assert told.replace("{environment}", str(tmp_path / "venvs" / "vllm-cpu")) in error.value.fix


def test_a_path_with_blanks_is_one_word_of_the_command(tmp_path):
    paths = Paths(models=tmp_path / "my models", environments=tmp_path / "venvs")
    model = Model(source="tiny/text", fetch="{environment}/bin/make {folder}")
    with pytest.raises(EngineError) as error:
        weights(Backend("tiny", model), paths)
    command = shlex.split(error.value.fix.partition(": ")[2])
    assert command == [f"{tmp_path}/venvs/vllm/bin/make", f"{tmp_path}/my models/tiny/text"]


def shipped(tmp_path, monkeypatch, source):
    """What is said of a model of that source that is not here, in the studio's own warehouse."""
    monkeypatch.setenv("STUDIO_PATHS__MODELS", str(tmp_path / "house"))
    with pytest.raises(EngineError) as error:
        weights(Backend("mine", Model(source=source)), Paths())
    return error.value


def test_a_model_of_the_catalogue_is_pulled_by_its_name_there(tmp_path, monkeypatch):
    told = shipped(tmp_path, monkeypatch, "Qwen/Qwen2.5-14B-Instruct-AWQ")
    assert told.fix.endswith("python main.py models pull qwen2.5-14b-int4 --from hub")


def test_a_model_under_a_licence_that_is_not_open_is_not_served(tmp_path, monkeypatch):
    folder = tmp_path / "house" / "llm" / "coqui" / "XTTS-v2"
    folder.mkdir(parents=True)
    for name in ("config.json", "model.safetensors"):
        (folder / name).touch()  # it is here, and all the same
    told = shipped(tmp_path, monkeypatch, "coqui/XTTS-v2")
    assert told.message == "mine is under LicenseRef-CPML, which is no open licence."
