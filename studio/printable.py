"""Makes text from outside fit to be stored and shown."""

import re
from typing import Any

# What a terminal would obey: whole sequences first (titles and clipboard, colours and cursor), then
# every control character but tab and newline. Marks and overrides of the direction of writing,
# which make a text read otherwise than it is. Halves of surrogate pairs, which no encoding takes.
_UNFIT = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"
    r"|(?:\x1b\[|\x9b)[0-9;?]*[ -/]*[@-~]"
    r"|\x1b[@-_]"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
    r"|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]"
    r"|[\ud800-\udfff]"
)


def printable(value: Any) -> Any:
    """JSON-like data, with what is unfit taken out of every text in it. Guided decoding lets
    control characters and lone surrogates through, though JSON knows better; a program prints and
    returns what it likes."""
    if isinstance(value, str):
        return _UNFIT.sub("", value.replace("\r\n", "\n"))
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    if isinstance(value, dict):
        return {printable(name): printable(item) for name, item in value.items()}
    return value
