"""The parameters of the plan as a few lines of text, for prompts: one definition, told."""

from collections.abc import Collection

from studio.plan.film import Film
from studio.plan.parameters import Parameter, parameters_of
from studio.plan.parts import Part
from studio.plan.shots import SHOT_KINDS


def digest(without: Collection[str] = ()) -> str:
    """All parameters, those that several kinds share told once; none that bears a name `without`,
    or lies in a part that does."""
    told: dict[str, list[str]] = {}
    for kind, model in SHOT_KINDS.items():
        for line in _lines(model, without):
            told.setdefault(line, []).append(kind)
    everywhere = [line for line, kinds in told.items() if len(kinds) == len(SHOT_KINDS)]
    groups = {"film": _lines(Film, without), "every shot": everywhere}
    for line, kinds in told.items():
        if len(kinds) < len(SHOT_KINDS):
            groups.setdefault(", ".join(kinds), []).append(line)
    return "\n".join(f"{name}:\n" + "\n".join(lines) for name, lines in groups.items())


def vocabulary() -> str:
    """The words of the plan alone: each closed list once, after the parameters that it is of."""
    lists: dict[tuple[str, ...], list[str]] = {}
    for model in (Film, *SHOT_KINDS.values()):
        for parameter in parameters_of(model):
            names = lists.setdefault(parameter.words, [])
            name = parameter.path.replace(".*.", ".")
            if parameter.words and name not in names:
                names.append(name)
    return "\n".join(
        f"- {', '.join(f'`{name}`' for name in names)}: {', '.join(words)}"
        for words, names in lists.items()
        if len(words) > 1
    )


def _lines(model: type[Part], without: Collection[str]) -> list[str]:
    return [
        f"- {_told(p)}"
        for p in parameters_of(model)
        if (p.type != "list" or p.words) and not set(without) & set(p.path.split("."))
    ]


def _told(parameter: Parameter) -> str:
    text = f"`{parameter.path}`"
    if parameter.words:
        text += f": {', '.join(parameter.words)}"
    elif parameter.most is not None:
        text += f": {parameter.least:g} to {parameter.most:g} {parameter.unit}".rstrip()
    elif parameter.type == "bool":
        text += ": true or false"
    if parameter.required:
        text += " (needed)"
    elif parameter.default not in (None, "", [], False):
        shown = parameter.default
        text += f" (usually {shown:g})" if isinstance(shown, float) else f" (usually {shown})"
    return f"{text}; {parameter.explanation}" if parameter.explanation else text
