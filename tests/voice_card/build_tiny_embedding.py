"""A sentence embedding of 32 numbers with random weights. Arguments: FOLDER TOKENIZER.

Run in PyTorch's environment.
"""

import sys
import tempfile

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.models import Normalize, Pooling, Transformer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

WIDTH = 32


def build(folder: str, tokenizer: str) -> None:
    """Save it as SentenceTransformers does."""
    torch.manual_seed(0)
    small = BertConfig(
        vocab_size=30522,
        hidden_size=WIDTH,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
    )
    with tempfile.TemporaryDirectory() as place:
        BertModel(small).save_pretrained(place)
        PreTrainedTokenizerFast(
            tokenizer_file=tokenizer, pad_token="[PAD]", unk_token="[UNK]"
        ).save_pretrained(place)
        words = Transformer(place, max_seq_length=64)
        SentenceTransformer(modules=[words, Pooling(WIDTH, pooling_mode="mean"), Normalize()]).save(
            folder
        )


if __name__ == "__main__":
    build(sys.argv[1], sys.argv[2])
