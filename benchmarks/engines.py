"""The engines of one tool, each by itself."""

from tools.engines.base import Engine, status_of
from tools.registry import all_tools


def ready(tool: str, made: dict[str, Engine]) -> list[str]:
    """The engines of a tool that are ready here, the best first."""
    return [n for n in all_tools()[tool].engines if n in made and status_of(made[n]).ready]


def missing(tool: str, made: dict[str, Engine]) -> dict[str, str]:
    """Its other engines by name, and what each lacks."""
    found = {n: status_of(made[n]) for n in all_tools()[tool].engines if n in made}
    return {name: status.reason for name, status in found.items() if not status.ready}


def only(tool: str, wanted: str, made: dict[str, Engine]) -> dict[str, Engine]:
    """All engines, but for those that the tool would rather take than `wanted`."""
    names = all_tools()[tool].engines
    better = names[: names.index(wanted)]
    return {name: engine for name, engine in made.items() if name not in better}
