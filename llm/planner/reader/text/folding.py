"""Letters without case and accents."""

import unicodedata


def fold(text: str) -> str:
    """Case and accents removed, one kind of apostrophe."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()
