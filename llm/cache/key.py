"""Which requests have one answer only, and the name under which it is kept."""

import hashlib
from typing import Any

import orjson

# What a client may vary without changing the answer.
_IRRELEVANT = frozenset({"user", "metadata", "store", "safety_identifier", "model", "priority"})
_VERSION = b"1"


def deterministic(path: str, fields: dict[str, Any]) -> bool:
    """Whether the same request gets the same answer: embeddings, and what is sampled at
    temperature 0 or from a seed."""
    if path == "/v1/embeddings":
        return True
    temperature = fields.get("temperature")
    greedy = temperature == 0 and not isinstance(temperature, bool)
    return greedy or isinstance(fields.get("seed"), int)


def request_key(path: str, fields: dict[str, Any], identity: str) -> str | None:
    """A digest of all that the answer depends on: the request without regard to the order of keys,
    to spaces, or to 0 being written 0.0, and the `identity` of the model. None: it is nested too
    deeply to be written in one way only."""
    kept = {name: _plain(value) for name, value in fields.items() if name not in _IRRELEVANT}
    kept = {name: value for name, value in kept.items() if value is not None}
    if kept.get("stream") is False:
        del kept["stream"]
    try:
        canonical = orjson.dumps([path, identity, kept], option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        return None
    return hashlib.sha256(_VERSION + canonical).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value
