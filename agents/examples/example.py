"""An example as a prompt tells it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from studio.conversation import bare


@dataclass(frozen=True)
class Example:
    """`sent`: the sections of a turn that matter here, by their names; `reply`: the answer."""

    sent: dict[str, Any]
    reply: BaseModel


def told(examples: Sequence[Example]) -> str:
    """All of them as text: each section and each reply on a line of its own."""
    return "\n\n".join(_told(number, one) for number, one in enumerate(examples, start=1))


def _told(number: int, example: Example) -> str:
    sections = [f"{name}: {_json(value)}" for name, value in example.sent.items()]
    return "\n".join([f"Example {number}. Sent:", *sections, "Reply:", _json(example.reply)])


def _json(value: Any) -> str:
    return json.dumps(bare(value), ensure_ascii=False)
