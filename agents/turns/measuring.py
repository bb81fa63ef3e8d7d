"""The measuring tools that a role may call, as it is told of them, and what came of its calls."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agents.prompting import clip
from studio.nouns.artifact import kind_of
from tools.declaration import ToolSpec
from tools.registry import all_tools

LONGEST_RESULT = 600  # characters of one result
MOST_TOLD = 12  # of the newest calls
# Which kinds of artifacts a tool can take, by the names of its parameters.
_TAKES = {
    "image": {"image"},
    "audio": {"audio", "video"},
    "video": {"video"},
    "media": {"image", "audio", "video"},
}


# Tools that look into footage, for who is to tell what is in it.
LOOKING = ("describe_shots", "find_scene")


def measuring_tools() -> dict[str, ToolSpec]:
    """The tools whose declaration says that they measure, and those that look into footage."""
    return {n: s for n, s in all_tools().items() if s.category == "measure" or n in LOOKING}


def told_tools(handles: Mapping[str, str], *, looks: bool = False) -> str:
    """A line for each measuring tool that can take one of `handles`, those that look into footage
    only where that is wanted (`looks`), then these, each with what it is; "" where there is nothing
    to measure."""
    kinds = {kind_of(handle) for handle in handles}
    lines = [
        f"# {name}({', '.join(spec.parameters.model_fields)}): {spec.summary}"
        for name, spec in measuring_tools().items()
        if _first_takes(spec) & kinds and (looks or name not in LOOKING)
    ]
    held = [f"# {handle}: {what}" for handle, what in handles.items()]
    return "\n".join([*lines, *held]) if lines else ""


def _first_takes(spec: ToolSpec) -> set[str]:
    first = next(iter(spec.parameters.model_fields), "")
    return _TAKES.get(first, set())


def told_results(
    results: Sequence[Mapping[str, Any]], *, results_elsewhere: bool = False
) -> list[dict[str, Any]]:
    """The newest calls, each with its result in short, or why there is none. With
    `results_elsewhere` the results themselves are told in another section."""
    told = [_told(one) for one in results[-MOST_TOLD:]]
    if results_elsewhere:
        told = [{name: one for name, one in call.items() if name != "result"} for call in told]
    return told


def _told(one: Mapping[str, Any]) -> dict[str, Any]:
    told = {"tool": one["tool"], "arguments": one["arguments"]}
    if error := one.get("error"):
        return told | {"error": clip(str(error), LONGEST_RESULT)}
    known = {name: value for name, value in one["result"].items() if value is not None}
    text = json.dumps(known, ensure_ascii=False)
    return told | {"result": known if len(text) <= LONGEST_RESULT else clip(text, LONGEST_RESULT)}


def handles_in(arguments: Iterable[Any], known: Iterable[str]) -> list[str]:
    """The arguments that are among the `known` handles."""
    wanted = set(known)
    return [one for one in arguments if isinstance(one, str) and one in wanted]
