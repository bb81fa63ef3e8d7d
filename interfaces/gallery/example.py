"""An example of a tool: its name, and the function that runs it and draws what came of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from interfaces.gallery.workshop import Workshop


@dataclass(frozen=True)
class Shown:
    """What stands on the page: a picture, a sentence on what it shows, maybe a file to hear."""

    picture: Image.Image
    told: str
    sound: Path | None = None


Run = Callable[[Workshop], Awaitable[Shown]]
_examples: dict[str, Run] = {}


def example(tool: str) -> Callable[[Run], Run]:
    """Declares the decorated function as the example of a tool."""

    def declare(function: Run) -> Run:
        _examples[tool] = function
        return function

    return declare


def examples() -> dict[str, Run]:
    """All of them, by tool."""
    from interfaces.gallery.examples import (  # noqa: F401  they declare themselves
        audio,
        edits,
        films,
        footage,
        listening,
        measures,
        pictures,
        sounds,
        subjects,
        timing,
    )

    return dict(_examples)
