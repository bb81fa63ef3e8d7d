"""The schema by which a server decodes a reply."""

from functools import cache
from typing import Any

from pydantic import BaseModel

from studio.conversation import REPLIES

_REPLIES = frozenset(REPLIES.values())


def reply_name(noun: type[BaseModel]) -> str:
    """The name by which a reply is asked for: of the first of its classes that is a role's."""
    return next((one.__name__ for one in noun.__mro__ if one.__name__ in _REPLIES), noun.__name__)


@cache
def reply_format(noun: type[BaseModel]) -> dict[str, Any]:
    """The `response_format` that makes a server decode `noun` and nothing else."""
    schema = noun.model_json_schema()
    for part in [schema, *schema.get("$defs", {}).values()]:
        _require_tags(part)
    return {"type": "json_schema", "json_schema": {"name": reply_name(noun), "schema": schema}}


def _require_tags(schema: dict[str, Any]) -> None:
    """Have what tells the members of a union apart said, such as a shot's `kind`: it has a default,
    so that it could be left out, and then nobody knew which one was meant."""
    tags = [name for name, one in schema.get("properties", {}).items() if "const" in one]
    if tags:
        schema["required"] = list(dict.fromkeys([*schema.get("required", []), *tags]))
