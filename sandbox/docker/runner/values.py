"""What may leave a sandbox: values that were counted before anything walked them. Standard library
only: it runs inside every sandbox, and outside as well.

A value that a program makes of shared references is small where it is, and without end once it is
written out: each reference counts as often as it would be written.
"""

import math
from typing import Any

MOST_NODES = 20_000
MOST_TEXT = 1_000_000  # characters of all texts together
DEEPEST = 60


class TooLarge(ValueError):
    """There is more of it than may leave the sandbox."""


def count(value: Any) -> int:
    """The number of values in `value`, itself included; every reference counts.

    TooLarge when it has more than MOST_NODES, more than MOST_TEXT characters, or is nested deeper
    than DEEPEST; ValueError for infinities and NaN, which no JSON has.
    """
    nodes = letters = 0
    waiting: list[tuple[Any, int]] = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        nodes += 1
        if nodes + len(waiting) > MOST_NODES:
            raise TooLarge(f"it has more than {MOST_NODES} values")
        if isinstance(one, str | bytes):
            letters += len(one)
            if letters > MOST_TEXT:
                raise TooLarge(f"its texts have more than {MOST_TEXT} characters")
        elif isinstance(one, float):
            if not math.isfinite(one):
                raise ValueError(f"{one} is no number that JSON has")
        elif isinstance(one, int):
            if one.bit_length() > 1024:
                raise TooLarge("it has a whole number of more than 300 digits")
        elif isinstance(one, dict | list | tuple | set | frozenset):
            if depth >= DEEPEST:
                raise TooLarge(f"it is nested more than {DEEPEST} deep")
            if nodes + len(waiting) + len(one) > MOST_NODES:
                raise TooLarge(f"it has more than {MOST_NODES} values")
            waiting += [(item, depth + 1) for item in one]
            if isinstance(one, dict):
                waiting += [(item, depth + 1) for item in one.values()]
    return nodes
