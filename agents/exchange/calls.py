"""Tools that the studio calls by itself, not for a program."""

from typing import Any

from agents.flow.production import Production
from studio.nouns.artifact import ToolCall


async def called(tool: str, arguments: dict[str, Any], production: Production) -> dict[str, Any]:
    """The result of a tool; the call is written down."""

    def note(call: ToolCall) -> None:
        production.logbook.write("tool", "studio", call)

    return await production.toolbox.call(
        tool, arguments, on_progress=production.on_progress, on_call=note
    )
