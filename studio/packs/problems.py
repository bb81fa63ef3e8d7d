"""What is wrong with packs, told and never raised: a bad pack takes nothing else down with it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a part of a pack, or all of it, from being used."""

    pack: str
    message: str
    fix: str

    def __str__(self) -> str:
        return f"pack {self.pack!r}: {self.message} {self.fix}"


_reported: dict[Problem, None] = {}


def report(pack: str, message: str, fix: str) -> None:
    """Note a problem; the same one is noted once."""
    _reported[Problem(pack, message, fix)] = None


def problems() -> tuple[Problem, ...]:
    """All that was noted so far, in order."""
    return tuple(_reported)
