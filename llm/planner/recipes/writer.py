"""Writes the statements of a program, and remembers what they import."""

from typing import Any

from llm.planner.recipes import source
from llm.planner.recipes.mending import Mending
from llm.planner.recipes.source import Code, awaited
from llm.planner.recipes.stubs import Stubs
from studio.plan.parts import Part

Call = tuple[str, list[Any], dict[str, Any]]


class MissingTool(Exception):
    """A tool without which a shot cannot be made is not among the TOOLS."""


class Writer:
    """A program in the making: `statements`, the tools it calls, its results by shot id; of what
    moves its `lengths` (expressions for seconds) and what is `spoken` in it, with its times."""

    def __init__(self, stubs: Stubs, mending: Mending) -> None:
        self.stubs, self.mending = stubs, mending
        self.statements: list[str] = []
        self.imports: set[str] = set()
        self.gathers = False
        self.used: dict[str, set[str]] = {}
        self.results: dict[str, Code | list[Code]] = {}
        self.lengths: dict[str, Code] = {}
        self.spoken: dict[str, list[dict[str, Any]]] = {}

    def has(self, tool: str) -> bool:
        """Whether an optional tool may be called."""
        return self.stubs.has(tool) and tool not in self.mending.tools

    def call(self, tool: str, *positional: Any, **named: Any) -> Call:
        """A call with what the tool knows and would not assume by itself."""
        if not self.stubs.has(tool):
            raise MissingTool(tool)
        self.imports.add(tool)
        self.used.setdefault(tool, set()).update(named)
        kept = {
            name: value
            for name, value in named.items()
            if self.stubs.accepts(tool, name)
            and (tool, name) not in self.mending.arguments
            and not self.stubs.is_default(tool, name, value)
        }
        return tool, list(positional), kept

    def inner(self, call: Call) -> Code:
        """A call within an expression."""
        return Code(f"(await {source.call(*call)})")

    def part(self, part: Part) -> dict[str, Any]:
        """A part of the plan as a program writes it: without what goes without saying."""
        return part.model_dump(mode="json", exclude_defaults=True, exclude_none=True)

    def comment(self, text: str) -> None:
        shown = "".join(letter if letter.isprintable() else " " for letter in text)
        self.statements.append("# " + " ".join(shown.split()))

    def line(self, text: str) -> None:
        self.statements.append(text)

    def bind_value(self, name: str, value: Any) -> None:
        """A name for a value."""
        self.statements.append(f"{name} = {source.literal(value)}")

    def bind(self, names: list[str], calls: list[Call]) -> None:
        """Names for the results of independent calls, which run at once."""
        self.gathers |= len(calls) > 1
        self.statements.append(awaited(names, calls))
