"""Small words for lists and long texts."""

import difflib
from collections.abc import Iterable

SHOWN_VALUE = 60  # characters


def shortened(text: str, limit: int = SHOWN_VALUE) -> str:
    """`text`, cut with an ellipsis at `limit` characters."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def joined(words: list[str]) -> str:
    """`a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def meant(word: str, known: Iterable[str]) -> str:
    """The question whether the word most like `word` was meant; empty where none is like it."""
    near = difflib.get_close_matches(word.casefold(), list(known), 1)
    return f"Did you mean {near[0]}?" if near else ""
