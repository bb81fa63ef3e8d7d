"""The words of a brief, checked before anything is loaded or started for them."""

import re
import unicodedata

from studio.errors import BriefError

EXAMPLE = 'For example: python main.py run "Luca running along the sea, excited"'
MAX_TEXT = 4000
_KEYS = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|O[A-Z])")  # as a terminal writes arrows
_SPACES = str.maketrans("\r\v\f\x85\u2028\u2029", "\n  \n\n\n")


def check_text(text: str) -> str:
    """The words of a brief without control characters and outer space. BriefError for none."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BriefError("the brief is not valid UTF-8 text.", "Type it again.") from error
    text = _KEYS.sub("", text.replace("\r\n", "\n")).translate(_SPACES)
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc").strip()
    if not kept:
        raise BriefError("the brief is empty.", EXAMPLE)
    if not any(c.isalnum() for c in kept):
        raise BriefError(f"the brief {kept[:40]!r} has no words.", EXAMPLE)
    if len(kept) > MAX_TEXT:
        raise BriefError(
            f"the brief has {len(kept)} characters; the limit is {MAX_TEXT}.",
            "Say it shorter, or split it into several briefs (`python main.py play FILE.yaml`).",
        )
    return kept
