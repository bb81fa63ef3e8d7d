"""`python main.py play`: a scripted session is made and checked."""

import asyncio
from pathlib import Path
from typing import Any

from interfaces.commands.context import CommandContext
from interfaces.commands.pieces.making import Following, finish
from interfaces.scripts.play import GRAVITY, play, tell
from interfaces.scripts.reading import read_script
from interfaces.scripts.results import check_writable, told_item, write_json, write_junit


def play_script(
    context: CommandContext,
    path: Path,
    *,
    use_cache: bool,
    junit: Path | None = None,
    json: Path | None = None,
) -> None:
    """Go through a script; ends with the gravest exit code of its pieces that are not expected to
    end so, and with 3 where an expectation is not met. The results are written even where it is
    stopped: what had come by then."""
    script = read_script(path)
    check_writable(junit, json)
    chat = Following(context)
    told: list[dict[str, Any]] = []

    async def make_all() -> None:
        items = play(script, settings=context.settings, listener=chat, use_cache=use_cache)
        async for one in items:
            gravest = max(context.exit_code, one.exit_code, key=GRAVITY.index)
            told.append(told_item(one))
            tell(one, chat, lambda outcome: finish(context, outcome))
            context.exit_code = gravest

    try:
        asyncio.run(make_all())
    finally:
        chat.close()
        if json:
            write_json(json, path.stem, told, complete=len(told) == len(script.briefs))
        if junit:
            write_junit(junit, path.stem, told)
