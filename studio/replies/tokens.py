"""How a server counts the tokens of a text: vLLM and llama.cpp both offer /tokenize, beside /v1."""

from typing import Any


def tokenize_request(model: str, text: str) -> dict[str, Any]:
    """The body for either: vLLM reads `prompt`, llama.cpp `content`."""
    return {"model": model, "prompt": text, "content": text, "add_special_tokens": False}


def token_count(told: Any) -> int:
    """What the answer says: vLLM tells a count, llama.cpp the tokens. ValueError where it tells
    neither."""
    try:
        count = told["count"] if "count" in told else len(told["tokens"])
    except (LookupError, TypeError) as error:
        raise ValueError("no count") from error
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise ValueError("no count")
    return count
