"""The studio's vocabulary as the model is told it, and as its replies may use it."""

from functools import cache

from studio.nouns.vocabulary import Action, Emotion, SetName, TimeOfDay, words
from studio.packs.registry import registry

NONE = "none"
_GLOSSES, _STEM = 4, 4
# A category of the reader's words, and the registry that tells its words.
_KINDS = {"action": "actions", "emotion": "expressions", "set": "sets"}


@cache
def values(category: str) -> tuple[str, ...]:
    """The values that a free word may stand for, of one of the reader's categories."""
    return {
        "action": words(Action),
        "emotion": words(Emotion),
        "set": tuple(name for name in words(SetName) if name != "backdrop"),
        "time": words(TimeOfDay),
    }[category]


def category_of(value: str) -> str:
    """The category that a value belongs to; "" of none."""
    return next((c for c in ("action", "emotion", "set", "time") if value in values(c)), "")


@cache
def told(category: str) -> str:
    """The values of a category with a few words that mean the same: `run (sprint, dash)`."""
    parts = []
    for name, item in registry(_KINDS[category]).items():
        glosses = _glosses(name, item.words("en", "words"))
        parts.append(f"{name} ({', '.join(glosses)})" if glosses else name)
    return ", ".join(parts)


def _glosses(name: str, specs: list[str]) -> list[str]:
    """Single words out of an item's own, no two of one stem; see performance.yaml for the signs."""
    found: list[str] = []
    stems = {name[:_STEM]}
    for spec in specs:
        word = spec.partition("=")[0].partition("|")[0]
        word = word[2:] if word[1:2] == ":" else word
        if not word.isalpha() or word[:_STEM] in stems:
            continue
        stems.add(word[:_STEM])
        found.append(word)
    return found[:_GLOSSES]
