"""Variable names of a program."""

from studio.plan import Shot


class Names:
    """Variable names: short for a lone shot, with its number before them among several. They hide
    neither a tool nor what a film is put together of: no such name begins with a number's."""

    def __init__(self, shot: Shot, number: int = 0) -> None:
        self.prefix = f"s{number}_" if number else ""
        self.several = len(getattr(shot, "lines", [])) > 1

    def of(self, thing: str) -> str:
        return self.prefix + thing

    def each(self, thing: str, number: int) -> str:
        return self.prefix + (f"{thing}_{number + 1}" if self.several else thing)
