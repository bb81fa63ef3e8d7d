"""Writes the statements of a program, and remembers what they import."""

import textwrap
from typing import Any

from llm.planner.coder.revisions import Revision
from llm.planner.coder.source import Code, awaited
from llm.planner.coder.stubs import Stubs

Call = tuple[str, list[Any], dict[str, Any]]


class MissingTool(Exception):
    """A tool without which a shot cannot be made is not among the TOOLS."""


class Writer:
    """A program in the making: `statements`, the tools it calls, and its results by shot id."""

    def __init__(self, stubs: Stubs, revision: Revision) -> None:
        self.stubs, self.revision = stubs, revision
        self.statements: list[str] = []
        self.imports: set[str] = set()
        self.gathers = False
        self.used: dict[str, set[str]] = {}
        self.results: dict[str, Code | list[Code]] = {}

    def has(self, tool: str) -> bool:
        """Whether an optional tool may be called."""
        return self.stubs.has(tool) and tool not in self.revision.tools

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
            and (tool, name) not in self.revision.arguments
            and not self.stubs.is_default(tool, name, value)
        }
        return tool, list(positional), kept

    def comment(self, text: str) -> None:
        self.statements.append("# " + " ".join(text.split()))

    def line(self, text: str) -> None:
        self.statements.append(text)

    def bind(self, names: list[str], calls: list[Call], indent: int = 0) -> None:
        """Names for the results of independent calls, which run at once."""
        self.gathers |= len(calls) > 1
        self.statements.append(textwrap.indent(awaited(names, calls), "    " * indent))
