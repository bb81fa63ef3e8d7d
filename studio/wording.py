"""Words that everybody uses who tells something to a person."""


def counted(count: int, noun: str, plural: str = "") -> str:
    """`1 shot`, `3 shots`."""
    return f"{count} {noun if count == 1 else plural or noun + 's'}"
