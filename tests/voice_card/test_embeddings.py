"""Embeddings on PyTorch: the same vectors as numpy's reader, and other models apart from them."""

import os
import subprocess

import numpy as np
import pytest

from memory.embedding import WEIGHTS, minilm
from memory.open import embedding_of, open_memory
from memory.sentence_transformers import TORCH, SentenceTransformers
from studio.environments import environment, made_of
from studio.errors import SettingsError, StoreError
from studio.settings import ROOT, load_settings
from studio.weights.storage import warehouse
from tests.weights_here import weights

TEXTS = [
    "Luca waves in the harbour.",
    "Luca saluta nel porto, e il mare è bello!",
    "a scared girl in a dark street at night " * 30,
]
OTHER = "bge-base-en-v1.5"


@pytest.fixture(scope="module")
def torch_environment():
    """PyTorch's environment."""
    made = made_of(TORCH, load_settings())
    if not made.status()[0]:
        fix = environment("torch-cpu", load_settings()).status()[2]
        pytest.skip(f"there is no environment with PyTorch: {fix}")
    return made


@pytest.fixture
def settings(tmp_path):
    """The shipped settings with data of the test's own."""
    shipped = load_settings()
    return shipped.model_copy(
        update={"paths": shipped.paths.model_copy(update={"data": tmp_path / "data"})}
    )


@pytest.fixture
def on_torch(torch_environment, settings):
    """The usual embedding, read by SentenceTransformers."""
    weights(WEIGHTS)
    chosen = settings.memory.model_copy(update={"reader": "sentence-transformers"})
    made = embedding_of(settings.model_copy(update={"memory": chosen}))
    yield made
    made.close()


@pytest.fixture
def other(torch_environment, tmp_path):
    """Another embedding, of 32 numbers."""
    weights(WEIGHTS)
    folder = tmp_path / "other"
    tokenizer = warehouse(load_settings()).folder_of(WEIGHTS) / "tokenizer.json"
    command = [str(torch_environment.python), "-m", "tests.voice_card.build_tiny_embedding"]
    done = subprocess.run(
        [*command, str(folder), str(tokenizer)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    made = SentenceTransformers(OTHER, folder, torch_environment, tmp_path / "log")
    yield made
    made.close()


def test_both_readers_give_the_same_vectors(on_torch, settings):
    assert isinstance(on_torch, SentenceTransformers)
    ours, theirs = minilm(settings).embed(TEXTS), on_torch.embed(TEXTS)
    assert theirs.dtype == np.float32 and np.allclose(ours, theirs, atol=1e-5)
    assert on_torch.name == minilm(settings).name, "so they share what is remembered"


def test_a_process_that_died_is_told_and_started_again(on_torch):
    first = on_torch.embed(TEXTS[:1])
    on_torch._process.kill()
    on_torch._process.wait()
    assert np.array_equal(on_torch.embed(TEXTS[:1]), first)


def test_other_dimensions_lie_apart(other, settings):
    assert other.embed(TEXTS).shape == (3, 32)
    assert other.name == "bge-base-en-v1-5-32"
    for embedding in (None, other, None, other):  # vectors of the other length would be refused
        memory = open_memory(settings, embedding)
        assert "Luca" in memory.sheets.names()
        assert memory.sheets.get("Luca").name == "Luca"
        assert memory.alike("a boy", ["a boy", "the sea"])[0] == pytest.approx(1, abs=1e-4)


def test_what_is_missing_is_told_with_what_to_type(torch_environment, settings, tmp_path):
    chosen = settings.memory.model_copy(update={"embedding": OTHER})
    empty = settings.paths.model_copy(update={"models": tmp_path})
    changed = settings.model_copy(update={"memory": chosen, "paths": empty})
    with pytest.raises(StoreError, match="is not in") as caught:
        embedding_of(changed).embed(["Luca"])
    assert f"models pull {OTHER} --from hub" in caught.value.fix
    ears = settings.memory.model_copy(update={"embedding": "whisper-base"})
    with pytest.raises(SettingsError, match="whisper-base embeds no sentences") as caught:
        embedding_of(settings.model_copy(update={"memory": ears}))
    assert OTHER in caught.value.fix
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "modules.json").write_text("no JSON")
    broken = SentenceTransformers(
        "broken", tmp_path / "broken", torch_environment, tmp_path / "log"
    )
    with pytest.raises(StoreError, match="cannot be run"):
        broken.embed(["Luca"])
