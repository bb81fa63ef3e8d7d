"""Variable names of a program."""

from studio.plan import Shot


class Names:
    """Variable names: short for a lone shot, with the shot's id before them among several."""

    def __init__(self, shot: Shot, alone: bool, taken: set[str]) -> None:
        self.prefix = "" if alone else f"{shot.id}_"
        self.taken = taken  # names of tools, which no variable may hide
        self.several = len(getattr(shot, "lines", [])) > 1

    def of(self, thing: str) -> str:
        name = self.prefix + thing
        return f"{name}_" if name in self.taken else name

    def each(self, thing: str, number: int) -> str:
        return self.of(f"{thing}_{number + 1}" if self.several else thing)
