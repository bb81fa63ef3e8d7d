"""What is known of the sources: their facts, and what came of the analyst's calls."""

from collections.abc import Sequence
from typing import Any

from agents.turns.measuring import handles_in

_MOST_LINES = 40  # of what is said in one source


def with_results(
    measured: Sequence[dict[str, Any]], results: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """`measured`, facts by subject, with what the calls of `results` found out of each. What could
    not be measured is not told."""
    facts: dict[str, dict[str, Any]] = {one["subject"]: dict(one["facts"]) for one in measured}
    for one in results:
        of = handles_in(one["arguments"].values(), facts)
        if of:
            facts[of[0]] |= _facts(one)
    return [
        {"subject": subject, "facts": {name: one for name, one in of.items() if one is not None}}
        for subject, of in facts.items()
    ]


def _facts(one: dict[str, Any]) -> dict[str, Any]:
    if one["tool"] == "transcribe":
        return _said(one)
    return one.get("result", {})


def _said(one: dict[str, Any]) -> dict[str, Any]:
    """What is said in a source, line by line with its times; why that is not known, where there
    are no ears."""
    if "error" in one:
        return {"speech": f"not written down: {one['error']}"}
    heard = one["result"]
    if not heard["words"]:
        return {"speech": "nobody speaks"}
    return {"speech": f"in {heard['language']!r}", "says": heard["lines"][:_MOST_LINES]}
