"""Whether a voice can read a text. Standard library only: engines' environments import it too."""

import unicodedata


def strange_letters(text: str) -> str:
    """The letters of `text` that are not Latin ones, in order."""
    strange = [c for c in text if c.isalpha() and not unicodedata.name(c, "").startswith("LATIN")]
    return "".join(c for c in strange if c not in "ªº")


def unreadable(text: str) -> str:
    """Why no voice reads `text`, as one sentence with what to do; "" where one does. Voices read
    Latin letters, figures and signs; emoji are silent."""
    if letters := strange_letters(text)[:20]:
        return f"no voice here reads {letters!r}: write the words in Latin letters, as they sound"
    if not any(c.isalnum() or unicodedata.category(c) == "No" for c in text):
        shown = text.strip()[:40]
        return f"{shown!r} has no letter or digit to speak: give the words that are said"
    return ""
