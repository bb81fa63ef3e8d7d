import numpy as np
import pytest

from memory.embedding import MiniLm
from studio.errors import StoreError


def test_rows_are_of_unit_length_and_do_not_depend_on_their_neighbours(embedding):
    short, long = "Luca waves.", "Giulia rides her bicycle down the hill while the sun is setting."
    together = embedding.embed([short, long])
    assert together.shape == (2, 384)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(embedding.embed([short])[0], together[0], atol=1e-5)


def test_vectors_are_those_of_the_reference_implementation(embedding):
    """First components as transformers 5.23 on torch 2.13 gives them, float32."""
    [vector] = embedding.embed(["Luca waves in the harbour."])
    reference = [-0.04148181, 0.06981505, 0.02395914, 0.1186846, -0.0047687, -0.01620402]
    assert np.allclose(vector[:6], reference, atol=1e-6)


def test_meaning_is_nearer_than_words(embedding):
    scared, frightened, bread = embedding.embed(
        [
            "a scared girl in a dark street at night",
            "the frightened child stands in an alley after sunset",
            "a girl in a bright bakery street buys bread",
        ]
    )
    assert scared @ frightened > scared @ bread


def test_long_texts_are_cut_at_the_network_s_limit(embedding):
    start = "wave " * 300
    longer = start + "storm " * 50
    assert np.allclose(embedding.embed([start]), embedding.embed([longer]), atol=1e-6)


def test_a_damaged_model_names_the_fix(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{broken}")
    with pytest.raises(StoreError) as caught:
        MiniLm(tmp_path).embed(["Luca"])
    assert "models pull minilm-l6-v2" in caught.value.fix


def test_a_missing_model_names_the_fix(tmp_path):
    with pytest.raises(StoreError, match="is not in") as caught:
        MiniLm(tmp_path).embed(["Luca"])
    assert caught.value.fix == "Run: python main.py models pull minilm-l6-v2"
    assert caught.value.exit_code == 2
