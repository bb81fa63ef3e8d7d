"""Which words are everyday English: those that Whisper's own vocabulary holds whole."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from tokenizers import Tokenizer


@cache
def common_words(path: Path) -> Callable[[str], bool]:
    """Whether a word in lower case is one token of the tokenizer at `path`: byte-pair encoding
    keeps frequent words whole and cuts up names and foreign ones (R. Sennrich and others, 2016)."""
    tokenizer = Tokenizer.from_file(str(path))

    @cache
    def common(word: str) -> bool:
        return len(tokenizer.encode(f" {word}", add_special_tokens=False).ids) == 1

    return common
