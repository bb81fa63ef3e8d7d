"""Is it the same character over twelve briefs? Colours, proportions, head and voice, by engine.

    python -m benchmarks.consistency [--character Luca] [--limit 3] [--keep FOLDER]

Renders the briefs of briefs.py with each engine that is ready for pictures, has the lines spoken by
each that is ready for voices, and measures as the critic does: the palette against the sheet
(CIEDE2000, under the light that suits it best), the head's shape, ratios of the face and the body
against the middle of all, and the likeness of each line to a plain one. A table stands on the
terminal; pictures and tables lie in the folder `consistency` of the outputs. With `--keep`, what
was made once is not made again, so that `--limit` can grow.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.consistency.briefs import BRIEFS
from benchmarks.consistency.measuring import Made, make, voice
from benchmarks.consistency.report import HEADS, contact_sheet, page, rows, summary
from benchmarks.engines import only, ready
from benchmarks.options import exit_code, parsed
from benchmarks.studio import settings_in
from memory.open import open_memory
from studio.errors import EngineMissing
from studio.settings import Settings, load_settings
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database
from tools.engines.base import Engine
from tools.engines.registry import engines
from tools.toolbox import Toolbox


async def measure(options: argparse.Namespace, settings: Settings, out: Path) -> bool:
    """Make, measure and print; whether every mark was reached."""
    database = open_database(settings.database_url())
    store = ArtifactStore(settings.paths.data / "artifacts", database)
    sheets, own = open_memory(settings).sheets, engines(settings)
    kept = True
    try:
        voices = await _voices(options, own, Toolbox(store, sheets, settings, engines=own))
        for name in ready("render_character", own):
            toolbox = Toolbox(store, sheets, settings, engines=only("render_character", name, own))
            made = []
            for number, brief in enumerate(BRIEFS[: options.limit]):
                about = options.character, options.size, options.quality
                one = await make(brief, about, name, toolbox)
                one.likeness = {n: v[number] for n, v in voices.items() if v[number] is not None}
                made.append(one)
                told = "was here" if one.seconds is None else f"{one.seconds:.0f} s"
                print(f"{name}: {number + 1}, {brief.action}, {told}", flush=True)
            kept &= _told(made, options.character, name, out)
    finally:
        await asyncio.gather(*(engine.close() for engine in own.values()))
        database.dispose()
    return kept


async def _voices(
    options: argparse.Namespace, own: dict[str, Engine], toolbox: Toolbox
) -> dict[str, list[Any]]:
    """Of each voice engine the likeness of the briefs' lines; nothing where nobody can listen."""
    found: dict[str, list[Any]] = {}
    try:
        for name in ready("speak", own):
            mouths = only("speak", name, own)
            speaking = Toolbox(toolbox.artifacts, toolbox.sheets, toolbox.settings, engines=mouths)
            found[name] = await voice(BRIEFS[: options.limit], options.character, speaking)
    except EngineMissing as missing:
        print(f"No voice was measured: {missing}")
    return found


def _told(made: list[Made], character: str, engine: str, out: Path) -> bool:
    """Print and write what was found of one engine; whether every mark was reached."""
    picture = out / f"{engine}.png"
    contact_sheet(made, picture)
    (out / f"{engine}.md").write_text(page(made, character, engine, picture))
    print(f"\n{character}, by {engine}")
    widths = (4, 0, 5, 6, 6, 6, 6, 6, 9, 9, 6, 8, 12)
    for row in [list(HEADS), *rows(made, character)]:
        cells = zip(row, widths, strict=True)
        print("".join(f"{cell:>{width}}" for cell, width in cells if width))
    marks = summary(made, character)
    for what, told, good in marks:
        print(f"{what:<36}{told}{'' if good else '  missed'}")
    print(f"{picture}, {out / f'{engine}.md'}", flush=True)
    return all(good for _, _, good in marks)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--character", default="Luca")
    parser.add_argument("--limit", type=int, default=len(BRIEFS), help="how many of the briefs")
    parser.add_argument("--size", type=int, default=512, help="pixels a side")
    parser.add_argument("--quality", choices=("draft", "final"), default="final")
    parser.add_argument("--keep", type=Path, help="a folder for what is made, used again")
    options = parsed(parser, limit=1, size=216, quality="draft")
    with tempfile.TemporaryDirectory() as temporary:
        place = options.keep or Path(temporary)
        settings = settings_in(place)
        out = (place if options.smoke else load_settings().paths.outputs) / "consistency"
        kept = asyncio.run(measure(options, settings, out))
    return exit_code(kept, options)


if __name__ == "__main__":
    sys.exit(main())
