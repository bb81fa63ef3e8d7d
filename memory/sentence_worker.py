"""The process of SentenceTransformers: `python -m memory.sentence_worker FOLDER`, in PyTorch's
environment. A line of JSON with texts comes in, one with their vectors goes out.

Imports nothing of the studio: that is in another environment.
"""

import importlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

# all-MiniLM-L6-v2 as its publisher describes it, for a folder with its weights and words alone.
_DESCRIBED = {
    "config.json": {
        "model_type": "bert",
        "architectures": ["BertModel"],
        "hidden_size": 384,
        "num_hidden_layers": 6,
        "num_attention_heads": 12,
        "intermediate_size": 1536,
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": 512,
        "type_vocab_size": 2,
        "vocab_size": 30522,
    },
    "tokenizer_config.json": {"tokenizer_class": "BertTokenizer", "do_lower_case": True},
}
_MAX_TOKENS = 256


def load(folder: Path) -> Any:
    """The model of a folder, on the graphics card where there is one. Of all-MiniLM-L6-v2 the
    weights and words suffice."""
    library: Any = importlib.import_module("sentence_transformers")
    if (folder / "modules.json").exists():
        return library.SentenceTransformer(str(folder))
    parts: Any = importlib.import_module("sentence_transformers.models")
    with tempfile.TemporaryDirectory() as place:
        for file in folder.iterdir():
            (Path(place) / file.name).symlink_to(file.resolve())
        for name, said in _DESCRIBED.items():
            if not (folder / name).exists():
                (Path(place) / name).write_text(json.dumps(said))
        words = parts.Transformer(place, max_seq_length=_MAX_TOKENS)
        pooled = parts.Pooling(words.get_embedding_dimension(), pooling_mode="mean")
        return library.SentenceTransformer(modules=[words, pooled, parts.Normalize()])


def main() -> None:
    """Answer until the input ends. What libraries print goes to the errors."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    os.environ["HF_HUB_OFFLINE"] = "1"

    def say(**answer: Any) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    try:
        model = load(Path(sys.argv[1]))
    except Exception as error:
        say(error=f"{type(error).__name__}: {error}"[:300])
        return
    say(dimensions=model.get_embedding_dimension())
    for line in sys.stdin:
        try:
            vectors = model.encode(
                json.loads(line), normalize_embeddings=True, show_progress_bar=False
            )
            say(vectors=vectors.astype("float32").tolist())
        except Exception as error:
            say(error=f"{type(error).__name__}: {error}"[:300])


if __name__ == "__main__":
    main()
