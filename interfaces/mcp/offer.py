"""What the server offers: each offer a name, a description, a schema and what it does."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Report = Callable[[str, float | None], None]
"""Told what is being done, and how far it is (0 to 1; None where that cannot be said)."""


@dataclass(frozen=True)
class Given:
    """What came of a call: words for a reader, the same as data, and pictures to look at."""

    text: str
    data: dict[str, Any]
    pictures: list[Path] = field(default_factory=list)


@dataclass(frozen=True)
class Offer:
    """One tool of the protocol. `schema` is the JSON schema of its arguments; `makes` says whether
    it makes files or only reads."""

    name: str
    description: str
    schema: dict[str, Any]
    call: Callable[[dict[str, Any], Report], Awaitable[Given]]
    makes: bool = True
