"""What an item of a pack says about itself, read without running it.

A `.toml` file says it in its keys; a `.py` file in constants at its top: `WORDS = {...}` is `words`
here, and its docstring is the `description`. What may be said, of which type, is declared by kind.
"""

import ast
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Number = (int, float)
LISTED = (list, tuple)
_TYPES: dict[type | tuple[type, ...], str] = {
    str: "text",
    bool: "true or false",
    dict: "a table",
    LISTED: "a list",
    Number: "a number",
}


class BadFacts(Exception):
    """A file that says nothing usable of itself; `fix` says what to change."""

    def __init__(self, message: str, fix: str):
        super().__init__(message)
        self.fix = fix


@dataclass(frozen=True)
class Fact:
    """One thing that an item says. `default` stands where it does not; `...`: it must. `choices`
    are the words that it may be, `of` what a table's values are, `keys` which keys a table has."""

    type: type | tuple[type, ...]
    default: Any = ...
    choices: tuple[str, ...] = ()
    of: type | tuple[type, ...] = object
    keys: Mapping[str, "Fact"] = field(default_factory=dict)


def read_facts(path: Path, wanted: Mapping[str, Fact]) -> dict[str, Any]:
    """All that `wanted` names, with defaults. Raises BadFacts."""
    try:
        text = path.read_text(encoding="utf-8")
        told = tomllib.loads(text) if path.suffix == ".toml" else _constants(text, wanted)
    except OSError as error:
        raise BadFacts(f"{path} cannot be read ({error.strerror}).", "Add that file.") from error
    except (ValueError, SyntaxError) as error:
        raise BadFacts(f"{path} cannot be read: {error}.", "Mend that line.") from error
    return checked(told, wanted, path)


def checked(
    told: Mapping[str, Any], wanted: Mapping[str, Fact], path: Path, within: str = ""
) -> dict[str, Any]:
    """`told` with defaults filled in, or BadFacts that names the key."""
    if unknown := sorted(set(told) - set(wanted)):
        raise BadFacts(
            f"{path} says {within}{unknown[0]}, which means nothing there.",
            f"It may say {', '.join(f'{within}{name}' for name in wanted)}.",
        )
    facts = {}
    for name, fact in wanted.items():
        value = told.get(name, fact.default)
        if value is ...:
            raise BadFacts(f"{path} does not say {within}{name}.", f"Add {within}{name}.")
        if name in told and not _fits(value, fact):
            raise BadFacts(f"{path}: {within}{name} cannot be {value!r}.", _meant(fact))
        if fact.keys:
            value = checked(value, fact.keys, path, f"{within}{name}.")
        facts[name] = value
    return facts


def _fits(value: Any, fact: Fact) -> bool:
    if isinstance(value, bool) and fact.type is not bool:
        return False
    if isinstance(value, dict) and not all(isinstance(one, fact.of) for one in value.values()):
        return False
    return isinstance(value, fact.type) and (not fact.choices or value in fact.choices)


def _meant(fact: Fact) -> str:
    if fact.choices:
        return f"One of: {', '.join(fact.choices)}."
    of = f" whose values are each {_TYPES[fact.of]}" if fact.of in _TYPES else ""
    return f"It must be {_TYPES[fact.type]}{of}."


def _constants(text: str, wanted: Mapping[str, Fact]) -> dict[str, Any]:
    """The constants of a Python file that are asked for: plain values, by lower-case name."""
    tree = ast.parse(text)
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            target, value = node.target, node.value
        else:
            continue
        if isinstance(target, ast.Name) and target.id.isupper() and target.id.lower() in wanted:
            found[target.id.lower()] = ast.literal_eval(value)
    if "description" in wanted and (said := ast.get_docstring(tree)):
        found["description"] = said.split("\n")[0]
    return found
