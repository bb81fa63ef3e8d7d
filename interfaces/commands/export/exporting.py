"""What the commands about exports do."""

import asyncio
from pathlib import Path

from interfaces.commands.context import CommandContext
from interfaces.commands.pieces.listing import find_piece
from interfaces.console.style import safe
from interfaces.export.export import Exported, export_session, formats_named, new_folder
from interfaces.stores import open_stores
from memory.open import open_memory
from studio.plan.wording import counted
from tools.toolbox import Toolbox


def export_piece(context: CommandContext, name: str, to: Path | None, formats: str) -> None:
    """Export a session's piece and print where it went and what is not there."""
    wanted = formats_named(formats)
    settings = context.settings
    with open_stores(settings) as (sessions, artifacts):
        session = find_piece(sessions, name)
        folder = new_folder(to or settings.paths.outputs / "export" / session)
        memory = open_memory(settings)
        toolbox = Toolbox(artifacts, memory.sheets, settings)

        async def work() -> Exported:
            try:
                events = sessions.events(session)
                return await export_session(events, toolbox, settings, folder, wanted)
            finally:
                await toolbox.close()

        try:
            done = asyncio.run(work())
        finally:
            memory.close()
    if context.as_json:
        context.print_json(
            {
                "folder": str(done.folder.resolve()),
                "files": {str(path): what for path, what in done.files.items()},
                "missing": done.missing,
            }
        )
        return
    for path, what in done.files.items():
        line = safe(f"  {path.relative_to(done.folder)}  ")
        context.console.print(line.append_text(safe(what, "quiet")), soft_wrap=True)
    for form, whys in done.missing.items():
        for why in whys:
            context.console.print(safe(f"  no {form}: {why}", "warn"), soft_wrap=True)
    told = f"{counted(len(done.files), 'file')} in {done.folder.resolve()}."
    context.console.print(safe(told), soft_wrap=True)
