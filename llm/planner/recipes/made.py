"""What the program of one shot comes to, and the names of its variables."""

from dataclasses import dataclass, field
from typing import Any

from llm.planner.recipes.layout import Code


@dataclass(frozen=True)
class Made:
    """`body` is the shot's part of the program, `main` the expression for its artifact's handle,
    `more` those of what goes with it. `seconds` is its length, a number or an expression, and
    `spoken` the subtitles of its lines, or an expression for them."""

    body: str
    main: Code
    seconds: Code | float
    more: list[Code] = field(default_factory=list)
    spoken: list[dict[str, Any]] | Code = field(default_factory=list)

    @property
    def handles(self) -> Code | list[Code]:
        return [self.main, *self.more] if self.more else self.main


@dataclass(frozen=True)
class Names:
    """Variable names: `take` in the program of one shot, `take_2` for the second of several, and
    `line_2b` for what its second line has."""

    number: int = 0

    def __call__(self, thing: str, of: str = "") -> Code:
        number = str(self.number or "") + of
        return Code(f"{thing}_{number}" if number else thing)
