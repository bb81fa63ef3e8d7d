"""Variable names of a program."""

from studio.plan import Shot


class Names:
    """Variable names: short for a lone shot, with the shot's id before them among several."""

    def __init__(self, shot: Shot, alone: bool) -> None:
        self.prefix = "" if alone else f"{shot.id}_"
        self.several = len(getattr(shot, "lines", [])) > 1

    def of(self, thing: str) -> str:
        return self.prefix + thing

    def each(self, thing: str, number: int) -> str:
        return self.prefix + (f"{thing}_{number + 1}" if self.several else thing)
