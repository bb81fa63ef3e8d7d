"""Makes text from outside fit to be stored and shown."""

import re
from typing import Any

# Control characters but tab and newline, which a terminal would obey; overrides of the direction of
# writing, which make a program read otherwise than it runs; halves of surrogate pairs, which no
# encoding takes.
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(value: Any) -> Any:
    """JSON-like data, with what is unfit taken out of every text in it. Guided decoding lets
    control characters and lone surrogates through, though JSON knows better."""
    if isinstance(value, str):
        return _UNFIT.sub("", value.replace("\r\n", "\n"))
    if isinstance(value, list):
        return [printable(item) for item in value]
    if isinstance(value, dict):
        return {printable(name): printable(item) for name, item in value.items()}
    return value
