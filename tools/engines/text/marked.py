"""A text that is rewritten step by step, in which every letter knows where it came from."""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Marked:
    """`at[i]` is the index in the first text of what letter `i` of `text` stands for."""

    text: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Marked":
        """`text` as it was given."""
        return cls(text, tuple(range(len(text))))

    def sub(self, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str | None]) -> "Marked":
        """Every match rewritten by `new`; None leaves it as it is."""
        letters: list[str] = []
        at: list[int] = []
        done = 0
        for match in pattern.finditer(self.text):
            said = new(match)
            if said is None or match.end() == match.start():
                continue
            letters += [self.text[done : match.start()], said]
            at += self.at[done : match.start()]
            at += [self.at[match.start()]] * len(said)
            done = match.end()
        return Marked("".join([*letters, self.text[done:]]), (*at, *self.at[done:]))

    def words(self) -> list[tuple[str, int]]:
        """What lies between spaces, each with the index in the first text of its first letter."""
        return [(m.group(), self.at[m.start()]) for m in re.finditer(r"\S+", self.text)]
