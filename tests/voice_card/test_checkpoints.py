"""Pickles become files of tensors, in a process apart: what is in them, and what is refused."""

import json
import subprocess

import numpy as np
import pytest
from safetensors.numpy import load_file

from studio.environments import made_of
from studio.settings import ROOT, load_settings

SETTINGS = "Settings"
TIED = np.arange(6.0, dtype=np.float32).reshape(2, 3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("checkpoints")


@pytest.fixture(scope="module")
def told(folder):
    """What came of each checkpoint."""
    made = made_of(("torch", "torch-cpu"), load_settings())
    if not made.status()[0]:
        pytest.skip("there is no environment with PyTorch")
    command = [str(made.python), "-m", "tests.voice_card.build_checkpoints", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_tensors_keep_their_names_and_plain_values_lie_beside_them(told, folder):
    assert told["trained"] == "trained.safetensors"
    tensors = load_file(folder / "trained.safetensors")
    assert set(tensors) == {
        *("model.weight", "model.tied", "model.half", "optimizer.state.0.mean"),
    }
    assert np.array_equal(tensors["model.weight"], TIED.T), "it shares its memory with another"
    assert np.array_equal(tensors["model.tied"], TIED) and tensors["model.half"].dtype == np.float16
    assert np.array_equal(tensors["optimizer.state.0.mean"], TIED + 1)
    assert json.loads((folder / "trained.json").read_text()) == {
        "optimizer.state.0.step": 3,
        "optimizer.param_groups": [{"lr": 0.1}],
        "iteration": 7,
        "name": "tiny",
        "config": {"rates": [8, 8], "zero_g": True, "seed": None},
    }


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("settings", SETTINGS),
        ("evil", "exec"),
        ("numbers", "levels is a set"),
        ("twice", "it holds a.b twice"),
        ("cut", ""),
    ],
)
def test_what_is_neither_is_refused_by_name(told, folder, name, held):
    assert told[name].startswith(f"{name}.pth cannot be converted: ") and held in told[name]
    if name != "settings":
        assert not (folder / f"{name}.safetensors").exists()
    assert not (ROOT / "evil").exists() and not (folder / "evil").exists()


def test_objects_that_an_engine_does_not_want_are_left_out(told, folder):
    assert told["left out"] == "settings.safetensors"
    assert list(load_file(folder / "settings.safetensors")) == ["model.weight"]


def test_it_is_made_once_for_each_pickle(told, folder):
    assert told["kept"] is True
    assert told["known"] == "other.safetensors", "it was read again"
    assert np.array_equal(load_file(folder / "other.safetensors")["weight"], TIED + 5)
    assert "cannot be read" in told["absent"]
