"""The planner's words and assumptions, as YAML."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from llm.planner.data.compiled import compiled

_DEGREES = ("usual", "slight", "dramatic", "strong")
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@cache
def table(name: str) -> dict[str, Any]:
    """The file `name`.yaml. Every scalar is text: "no" and "on" are words here, not booleans."""
    told = (Path(__file__).parent / f"{name}.yaml").read_bytes()
    return compiled(f"data_{name}", [told], lambda: yaml.load(told, Loader=_LOADER))


def default(name: str) -> float:
    """A number of defaults.yaml."""
    return float(table("defaults")[name])


@cache
def step_kind_of(word: str) -> str:
    """The kind of step that an effect's word makes: "snap_zoom" a zoom."""
    named = (kind for kind, about in table("edits").items() if word in about.get("words", ()))
    return next(named, word)


def step_facts(word: str) -> dict[str, Any]:
    """What edits.yaml says of an effect's word, and of its kind of step."""
    about = table("edits").get(step_kind_of(word), {})
    own = about.get("words", {}).get(word)
    return about if own is None else {**about, **dict.fromkeys(_DEGREES), **own}


def amount_of(word: str, degree: str = "usual") -> float:
    """The amount of an effect in a degree: usual, slight, dramatic or strong; 0 for none."""
    facts = step_facts(word)
    return float(facts.get(degree) or facts.get("usual") or 0)
