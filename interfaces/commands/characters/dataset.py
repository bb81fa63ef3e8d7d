"""`characters dataset`: pictures of a character, to train a LoRA with."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import get_args

from interfaces.commands.characters.long_work import counting, dataset_folder
from interfaces.commands.context import CommandContext
from interfaces.intake.media import source_of
from interfaces.stores import open_stores
from memory.open import open_memory
from studio.errors import InputError, MediaError
from studio.nouns.vocabulary import Quality
from studio.plan.wording import counted, spaced
from studio.settings import Settings
from studio.store.artifacts import ArtifactStore
from tools.dataset.build import build
from tools.dataset.footage import APART, build_from_footage
from tools.dataset.layout import SUMMARY, Dataset
from tools.dataset.variations import FEWEST, MOST
from tools.engines.registry import engines
from tools.toolbox import Toolbox

SIZES = (512, 2048)  # pixels a side
PAINTER = "diffusion"  # it would paint over what is to be shown as it is


@dataclass(frozen=True)
class Wanted:
    """How many pictures of which size in pixels, and how they are rendered; the share `plain` is
    cut out; frames of footage are at most `apart` from the sheet. InputError for what cannot be."""

    count: int
    size: int
    quality: str
    seed: int
    plain: float = 0.1
    apart: float = APART

    def __post_init__(self) -> None:
        if self.quality not in get_args(Quality):
            known = ", ".join(get_args(Quality))
            raise InputError(f"there is no quality {self.quality!r}.", f"One of {known}.")
        if not FEWEST <= self.count <= MOST:
            told = f"{self.count} pictures cannot be."
            raise InputError(told, f"Ask for {FEWEST} to {MOST}.")
        least, most = SIZES
        if not least <= self.size <= most or self.size % 8:
            told = f"{self.size} pixels a side cannot be."
            raise InputError(told, f"Give {least} to {most}, by 8.")
        if not 0 <= self.plain <= 1:
            raise InputError(f"a share of {self.plain:g} cannot be.", "--plain is 0 to 1.")
        if not self.apart > 0:
            told = f"{self.apart:g} from the sheet cannot be."
            raise InputError(told, f"--apart is in CIEDE2000; {APART:g} is usual.")


def make_dataset(
    context: CommandContext, name: str, target: Path, wanted: Wanted, footage: Sequence[Path] = ()
) -> None:
    """Make it, of renders or of `footage`, and say what it holds."""
    made = asyncio.run(_made(context, name, target, wanted, footage))
    told = f"{counted(len(made.pictures), 'picture')} in {made.target}"
    context.console.print(f"{told}, {len(made.left_out)} left out.", soft_wrap=True)
    for dimension, values in made.shown.items() if made.pictures else ():
        shown = ", ".join(f"{spaced(value) or 'none'} {number}" for value, number in values.items())
        context.console.print(f"  {spaced(dimension)}: {shown}", soft_wrap=True)
    if len(made.pictures) > 1:
        apart = f"Two of them differ in {made.apart:.0%} of their large shapes"
        context.console.print(f"{apart} (50% is by chance).")
    context.console.print(f"What was left out, and why, is in {SUMMARY}.")


async def _made(
    context: CommandContext, name: str, target: Path, wanted: Wanted, footage: Sequence[Path]
) -> Dataset:
    settings = context.settings
    with open_stores(settings) as (_, artifacts):
        memory = open_memory(settings)
        own = {key: one for key, one in engines(settings).items() if key != PAINTER}
        toolbox = Toolbox(artifacts, memory.sheets, settings, engines=own)
        try:
            sheet = memory.sheets.get(name)
            videos = _videos(footage, artifacts, settings)
            place = dataset_folder(target, sheet, settings, "footage" if videos else "")
            doing = "Looking for" if videos else "Rendering"
            how = asdict(wanted)
            apart = how.pop("apart")
            with counting(context.console) as progress:
                task = progress.add_task(f"{doing} {sheet.name}", total=wanted.count)

                def told(number: int, count: int, why: str) -> None:
                    progress.update(task, completed=number, total=count)

                if not videos:
                    return await build(toolbox, sheet, place, **how, told=told)
                frames = {key: how[key] for key in ("count", "size", "seed")}
                return await build_from_footage(
                    toolbox, sheet, place, videos, **frames, apart=apart, told=told
                )
        finally:
            await toolbox.close()
            memory.close()


def _videos(
    footage: Sequence[Path], artifacts: ArtifactStore, settings: Settings
) -> dict[str, str]:
    """The handles of videos by the names of their files. MediaError for what is none."""
    sources = [source_of(path, artifacts, settings) for path in footage]
    for source in sources:
        if not source.handle.startswith("video:"):
            raise MediaError(f"{source.name} is no video.", "Give footage: MP4, MOV, WebM.")
    return {source.name: source.handle for source in sources}
