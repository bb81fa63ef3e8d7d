"""The parameters of the plan as a few lines of text, for prompts: one definition, told."""

from collections.abc import Collection

from studio.plan.film import Film
from studio.plan.parameters import Parameter, parameters_of
from studio.plan.parts import Part
from studio.plan.shots import SHOT_KINDS

_LONG = 40  # characters, of which more are told once
_ANY = 1e6  # a number that may be as large as this has no range to tell


def digest(without: Collection[str] = ()) -> str:
    """All parameters, those that several kinds share told once; none that bears a name `without`,
    or lies in a part that does."""
    told: dict[tuple[str, str, str], list[str]] = {}
    for kind, model in SHOT_KINDS.items():
        for line in _lines(model, without):
            told.setdefault(line, []).append(kind)
    everywhere = [line for line, kinds in told.items() if len(kinds) == len(SHOT_KINDS)]
    groups = {"film": _lines(Film, without), "every shot": everywhere}
    for line, kinds in told.items():
        if len(kinds) < len(SHOT_KINDS):
            groups.setdefault(", ".join(kinds), []).append(line)
    lists: dict[str, str] = {}
    return "\n".join(
        f"{name}:\n" + "\n".join(_merged(lines, lists)) for name, lines in groups.items()
    )


def _merged(lines: list[tuple[str, str, str]], lists: dict[str, str]) -> list[str]:
    """Parameters of which the same is told in one line; a long list of words that was told before
    by the parameter that has it."""
    merged: dict[tuple[str, str], list[str]] = {}
    for path, words, rest in lines:
        told = words, rest
        for same, after in ((words + rest, ""), (words, rest)):
            first = lists.setdefault(same, path) if len(same) > _LONG else path
            if first != path:
                told = f": as `{first}`", after
                break
        merged.setdefault(told, []).append(f"`{path}`")
    return [f"- {', '.join(paths)}{words}{rest}" for (words, rest), paths in merged.items()]


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


def _lines(model: type[Part], without: Collection[str]) -> list[tuple[str, str, str]]:
    return [
        _told(p)
        for p in parameters_of(model)
        if (p.type != "list" or p.words)
        and len(p.words) != 1
        and not set(without) & set(p.path.split("."))
    ]


def _told(parameter: Parameter) -> tuple[str, str, str]:
    """Its path, its words or range, and the rest that is told of it."""
    words = rest = ""
    if parameter.words:
        words = f": {', '.join(parameter.words)}"
    elif parameter.most is not None and parameter.most < _ANY:
        words = f": {parameter.least:g} to {parameter.most:g} {parameter.unit}".rstrip()
    elif parameter.type == "bool":
        words = ": true or false"
    if not parameter.required and parameter.default not in (None, "", [], False):
        shown = parameter.default
        rest += f" (usually {shown:g})" if isinstance(shown, float) else f" (usually {shown})"
    return (
        parameter.path,
        words,
        rest + (f"; {parameter.explanation}" if parameter.explanation else ""),
    )
