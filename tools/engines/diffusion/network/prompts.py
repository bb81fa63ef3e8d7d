"""Prompts as the text encoders of SDXL take them: 75 tokens at a time, all that is longer in
further parts whose embeddings follow the first's, so that no word is dropped."""

from typing import Any

import torch

CHUNK = 75  # tokens between the begin and the end of one part


def embedded(pipe: Any, prompt: str, negative: str) -> dict[str, torch.Tensor]:
    """The keyword arguments by which a pipeline is given both prompts: (1, n * 77, width) of the
    tokens and (1, projection) of the whole, which is the first part's."""
    count = max(_parts(one, text) for one in _tokenizers(pipe) for text in (prompt, negative))
    wanted, pooled = encoded(pipe, prompt, count)
    unwanted, unpooled = encoded(pipe, negative, count)
    return {
        "prompt_embeds": wanted,
        "pooled_prompt_embeds": pooled,
        "negative_prompt_embeds": unwanted,
        "negative_pooled_prompt_embeds": unpooled,
    }


def _tokenizers(pipe: Any) -> list[Any]:
    return [pipe.tokenizer, pipe.tokenizer_2]


def tokens(tokenizer: Any, text: str) -> list[int]:
    """The numbers of a text's tokens, however many."""
    return tokenizer(text, add_special_tokens=False, truncation=False, verbose=False).input_ids


def _parts(tokenizer: Any, text: str) -> int:
    return max(1, -(-len(tokens(tokenizer, text)) // CHUNK))


def encoded(pipe: Any, text: str, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """As StableDiffusionXLPipeline.encode_prompt does for one part: of both encoders the layer
    before the last, side by side; of the second one the projection of the first part."""
    sides, pooled = [], None
    for tokenizer, encoder in zip(
        _tokenizers(pipe), [pipe.text_encoder, pipe.text_encoder_2], strict=True
    ):
        ids = tokens(tokenizer, text)
        parts = []
        for number in range(count):
            part = ids[number * CHUNK : (number + 1) * CHUNK]
            padding = [_pad(tokenizer)] * (CHUNK - len(part))
            whole = [tokenizer.bos_token_id, *part, tokenizer.eos_token_id, *padding]
            given = torch.tensor([whole], device=pipe._execution_device)
            made = encoder(given, output_hidden_states=True)
            parts.append(made.hidden_states[-2])
            if encoder is pipe.text_encoder_2 and pooled is None:
                pooled = made.text_embeds
        sides.append(torch.cat(parts, dim=1))
    assert pooled is not None
    return torch.cat(sides, dim=-1), pooled


def _pad(tokenizer: Any) -> int:
    own = tokenizer.pad_token_id
    return tokenizer.eos_token_id if own is None else own
