"""python -m interfaces.gallery [TOOL ...]: make the pictures and sounds of docs/tools.md."""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from pathlib import Path

from interfaces.gallery.example import examples
from interfaces.gallery.workshop import Workshop
from memory.open import open_memory
from studio.errors import StudioError
from studio.settings import Settings, load_settings
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database
from tools.engines.base import Engine, status_of
from tools.engines.registry import engines as engines_of
from tools.reference import PICTURES, Illustration, illustrations, write_illustrations
from tools.registry import all_tools
from tools.toolbox import Toolbox

_QUALITY = 72  # of the JPEGs


def lacks(tool: str, engines: dict[str, Engine]) -> str:
    """Why no engine of the tool is ready here; empty where one is."""
    known = [engines[name] for name in all_tools()[tool].engines if name in engines]
    reasons = [f"{status_of(engine).reason} ({engine.name})" for engine in known]
    return "" if not known or any(status_of(one).ready for one in known) else "; ".join(reasons)


async def make(wanted: list[str], settings: Settings, folder: Path) -> list[str]:
    """Run the examples of these tools, and write their pictures, sounds and the index; the tools
    that failed."""
    failed: list[str] = []
    database, memory = open_database(settings.database_url()), open_memory(settings)
    store = ArtifactStore(settings.paths.data / "artifacts", database)
    engines = engines_of(settings)
    shop = Workshop(Toolbox(store, memory.sheets, settings, engines=engines), folder)
    index = illustrations()
    PICTURES.mkdir(parents=True, exist_ok=True)
    try:
        for tool in wanted:
            if why := lacks(tool, engines):
                index.setdefault(tool, Illustration(without=why))
                print(f"{tool}: {why}", flush=True)
                continue
            began = time.monotonic()
            try:
                shown = await examples()[tool](shop)
            except StudioError as error:
                failed.append(tool)
                print(f"{tool}: {error}", flush=True)
                continue
            shown.picture.save(PICTURES / f"{tool}.jpg", quality=_QUALITY, optimize=True)
            if shown.sound:
                shutil.copyfile(shown.sound, PICTURES / f"{tool}.ogg")
            index[tool] = Illustration(
                call=shop.calls[tool], told=shown.told, sound=bool(shown.sound)
            )
            print(f"{tool}: {time.monotonic() - began:.1f} s", flush=True)
    finally:
        write_illustrations(index)
        await shop.toolbox.close()
        memory.close()
        database.dispose()
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(": ")[1])
    parser.add_argument("tool", nargs="*", help="those to make; else all")
    parser.add_argument("--keep", type=Path, help="a folder for what is made, used again")
    options = parser.parse_args()
    if unknown := sorted(set(options.tool) - set(all_tools())):
        parser.error(f"there is no tool {unknown[0]!r}")
    with tempfile.TemporaryDirectory() as temporary:
        settings = load_settings().model_copy(deep=True)
        settings.paths.data = (options.keep or Path(temporary)) / "data"
        failed = asyncio.run(make(options.tool or sorted(all_tools()), settings, Path(temporary)))
    print("Now: python -m tools.reference > docs/tools.md")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
