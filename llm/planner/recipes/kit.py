"""What the templates write calls with: it knows which tools there are and what they assume."""

from collections.abc import Iterable
from typing import Any

from llm.planner.recipes.layout import Call, Code, call_text
from llm.planner.recipes.mending import Mending
from llm.planner.recipes.stubs import Stubs
from studio.plan.parts import Part


class MissingTool(Exception):
    """A tool without which a shot cannot be made is not among the TOOLS."""


class Kit:
    """`tools` that the program calls, the argument names that it calls them with (`used`), and
    `missing`: optional tools that are not offered. `assembles`: the shots of the cut are put
    together to a film. `notes`: what of the plan the program cannot do, in words."""

    def __init__(self, stubs: Stubs, mending: Mending, assembles: bool) -> None:
        self.stubs, self.mending, self.assembles = stubs, mending, assembles
        self.tools: set[str] = set()
        self.used: dict[str, set[str]] = {}
        self.missing: set[str] = set()
        self.notes: list[str] = []

    def has(self, tool: str) -> bool:
        """Whether an optional tool may be called."""
        if not self.stubs.has(tool):
            self.missing.add(tool)
        return self.stubs.has(tool) and tool not in self.mending.tools

    def call(self, tool: str, *positional: Any, spread: Iterable[Part] = (), **named: Any) -> Call:
        """A call with what the tool would not assume by itself. Of each part in `spread`, the
        fields that have a default are arguments by their names; None is no argument."""
        if not self.stubs.has(tool):
            raise MissingTool(tool)
        spreads = {
            name: getattr(part, name)
            for part in spread
            for name, info in type(part).model_fields.items()
            if not info.is_required()
        }
        self.tools.add(tool)
        self.used.setdefault(tool, set()).update(spreads | named)
        kept = {
            name: plain(value)
            for name, value in (spreads | named).items()
            if self.stubs.accepts(tool, name)
            and (tool, name) not in self.mending.arguments
            and not self.stubs.is_default(tool, name, value)
        }
        # A part of the plan that is as usual is an empty dict.
        kept = {name: value for name, value in kept.items() if value is not None and value != {}}
        return tool, [plain(value) for value in positional], kept

    def bind(self, name: str, call: Call) -> str:
        """A statement that binds `name` to the result of `call`."""
        head = f"{name} = await "
        return head + call_text(call, before=len(head))

    def awaited(self, call: Call) -> Code:
        """`call` within an expression."""
        return Code(f"(await {call_text(call)})")


def plain(value: Any) -> Any:
    """`value` with parts of the plan as a program writes them: dicts, without what is usual."""
    if isinstance(value, Part):
        return value.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value
