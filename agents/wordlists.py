"""What the system prompts say of the plan's kinds, words and parameters, read from its models: a
new parameter is in the prompts as soon as it is in the plan."""

import typing
from collections.abc import Collection, Iterator
from typing import Any

from pydantic import BaseModel

from agents.rules.revision import NOT_THE_CRITICS
from studio.plan import Film
from studio.plan import lengths as lengths_of
from studio.plan.parameters import Parameter, parameters_of
from studio.plan.parts import CriterionName
from studio.plan.shots import SHOT_KINDS


def fillings() -> dict[str, str]:
    """What stands in a prompt for each name between doubled braces."""
    return {
        "kinds": "\n".join(_kind(name, model) for name, model in SHOT_KINDS.items()),
        "criteria": ", ".join(typing.get_args(CriterionName)),
        "parameters": _parameters(),
        "changeable": _parameters(without=NOT_THE_CRITICS),
        "before_lines": f"{lengths_of.BEFORE_LINES:g}",
        "between_lines": f"{lengths_of.BETWEEN_LINES:g}",
        "after_lines": f"{lengths_of.AFTER_LINES:g}",
        "silent": f"{lengths_of.SILENT:g}",
        "still": f"{lengths_of.STILL:g}",
    }


def _kind(name: str, model: type[Any]) -> str:
    return f"   - `{name}`: {' '.join((model.__doc__ or '').split())}"


def _parameters(without: Collection[str] = ()) -> str:
    """The film's parameters, those of every shot, then what each kind has besides, a line each; but
    for those with a name of `without` in their path."""

    def listed(model: type[BaseModel]) -> Iterator[Parameter]:
        return (p for p in parameters_of(model) if not set(without) & set(p.path.split(".")))

    owners = {kind: {p.path: p for p in listed(model)} for kind, model in SHOT_KINDS.items()}
    shared = set.intersection(*(set(own) for own in owners.values()))
    film = [p for p in listed(Film) if not p.path.startswith("shots")]
    lines = ["Of the film:", *(_told(p) for p in film), "Of every shot:"]
    told: dict[str, Parameter] = {}
    for own in owners.values():
        told |= {path: p for path, p in own.items() if path not in told}
    lines += [_told(p) for path, p in told.items() if path in shared]
    lines.append("Of some kinds:")
    for path, parameter in told.items():
        if path not in shared:
            having = [kind for kind, own in owners.items() if path in own]
            lines.append(f"{_told(parameter)} ({', '.join(having)})")
    return "\n".join(lines)


def _told(parameter: Parameter) -> str:
    """`- camera.framing: close_up, medium, full, wide` with its range, unit and meaning."""
    if len(parameter.words) > 1:
        about = ", ".join(parameter.words)
    elif parameter.least is not None and parameter.most is not None:
        about = f"{parameter.least:.10g} to {parameter.most:.10g} {parameter.unit}".strip()
    else:
        about = {"str": "text", "bool": "true or false"}.get(parameter.type, parameter.type)
    meaning = f"; {parameter.explanation}" if parameter.explanation else ""
    return f"- {parameter.path}: {about}{meaning}"
