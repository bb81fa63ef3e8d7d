"""What the commands about tools do: list them, tell of one, run one."""

import asyncio
import json
from typing import Any

from rapidfuzz import process

from interfaces.commands.context import CommandContext
from interfaces.console.manual import print_tool
from interfaces.console.style import safe
from interfaces.console.tables import print_tools
from interfaces.intake.media import taken_in
from interfaces.stores import open_stores
from memory.open import open_memory
from studio.errors import InputError, StudioError, ToolError
from studio.nouns.artifact import handles_in
from studio.packs.problems import problems
from studio.settings import Settings
from tools.engines.registry import engines
from tools.registry import all_tools
from tools.toolbox import OnProgress, Toolbox

_EXAMPLE = """For example: tools run speak '{"character": "Luca", "text": "Ciao!"}'."""


def show_tools(context: CommandContext, name: str | None) -> None:
    """All tools, or one in full."""
    specs, known = all_tools(), engines(context.settings)
    if name is None:
        print_tools(context.console, specs.values(), known)
        for problem in problems():
            context.console.print(safe(str(problem), "warn"), soft_wrap=True)
        return
    _check_known(name)
    print_tool(context.console, specs[name], known)


def _check_known(name: str) -> None:
    if name not in all_tools():
        near = process.extractOne(name, list(all_tools()), score_cutoff=80)
        guess = f"Did you mean {near[0]}? " if near else ""
        raise InputError(f"there is no tool {name!r}.", f"{guess}`python main.py tools` lists all.")


def run_tool(context: CommandContext, name: str, arguments: str, *, use_cache: bool) -> None:
    """Run one tool and print its result, and the files of the artifacts in it."""
    _check_known(name)
    try:
        given = json.loads(arguments)
    except ValueError as error:
        raise InputError(f"the arguments are no JSON: {error}.", _EXAMPLE) from error
    if not isinstance(given, dict):
        raise InputError("the arguments are no JSON object.", _EXAMPLE)
    context.print_json(asyncio.run(_run_tool(context.settings, name, given, use_cache)))


async def _run_tool(
    settings: Settings, name: str, arguments: dict[str, Any], use_cache: bool
) -> dict[str, Any]:
    with open_stores(settings) as (_, artifacts):
        memory = open_memory(settings)
        toolbox = Toolbox(artifacts, memory.sheets, settings, use_cache=use_cache)
        try:
            return await call_tool(toolbox, name, arguments)
        except ToolError as error:  # no program made this call, but the person
            raise InputError(error.message, error.fix) from error
        finally:
            await toolbox.close()
            memory.close()


async def call_tool(
    toolbox: Toolbox,
    name: str,
    arguments: dict[str, Any],
    on_progress: OnProgress | None = None,
) -> dict[str, Any]:
    """A tool's `result`, and the `files` of the handles in it. Among the arguments paths of files
    stand for handles, and for the text of an .srt, a .vtt or a .cube. An error names the file."""
    names: dict[str, str] = {}
    given = taken_in(arguments, toolbox.artifacts, toolbox.settings, names)
    try:
        result = await toolbox.call(name, given, on_progress=on_progress)
    except StudioError as error:  # the person knows the files, not the handles
        for handle, file in names.items():
            error.message = error.message.replace(handle, file)
            error.fix = error.fix.replace(handle, file)
        raise
    await toolbox.write_videos(handles_in(result), on_progress)
    files = {handle: str(toolbox.artifacts.path(handle)) for handle in sorted(handles_in(result))}
    return {"result": result, "files": files}
