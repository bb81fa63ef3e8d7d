"""A tokenizer with one token for each byte, and the special tokens of the Qwen2.5 family."""

from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE
from transformers import Qwen2TokenizerFast

END_OF_TEXT, TURN, END_OF_TURN = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
VISION = ("<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>")
# The tool calls' own tags are ordinary text to a reader, but single tokens to a parser.
_TAGS = ("<tool_call>", "</tool_call>")
_TEMPLATE = Path(__file__).with_name("chat_template.jinja")


def byte_tokenizer() -> Qwen2TokenizerFast:
    """Byte values in their order, then the special tokens; no merges, nothing to train."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(BPE({letter: i for i, letter in enumerate(alphabet)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([END_OF_TEXT, TURN, END_OF_TURN, *VISION])
    tokenizer.add_tokens([AddedToken(tag, normalized=False) for tag in _TAGS])
    wrapped = Qwen2TokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END_OF_TURN,
        pad_token=END_OF_TEXT,
        unk_token=None,
        model_max_length=32768,
    )
    wrapped.chat_template = _TEMPLATE.read_text()
    return wrapped
