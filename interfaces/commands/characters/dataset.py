"""`characters dataset`: pictures of a character, to train a LoRA with."""

import asyncio
from pathlib import Path
from typing import get_args

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from interfaces.commands.context import CommandContext
from interfaces.stores import open_stores
from memory.open import open_memory
from studio.errors import InputError
from studio.naming import slug
from studio.nouns.vocabulary import Quality
from studio.plan.wording import counted, spaced
from tools.dataset.build import SUMMARY, Dataset, build
from tools.engines.registry import engines
from tools.toolbox import Toolbox

SIZES = (512, 2048)  # pixels a side
PAINTER = "diffusion"  # it would paint over what is to be shown as it is


def make_dataset(
    context: CommandContext,
    name: str,
    target: Path,
    count: int,
    size: int,
    quality: str,
    seed: int,
) -> None:
    """Make it, and say what it holds."""
    if quality not in get_args(Quality):
        raise InputError(
            f"there is no quality {quality!r}.", f"One of {', '.join(get_args(Quality))}."
        )
    if not SIZES[0] <= size <= SIZES[1] or size % 8:
        raise InputError(
            f"{size} pixels a side cannot be.", f"Give {SIZES[0]} to {SIZES[1]}, by 8."
        )
    made = asyncio.run(_made(context, name, target, count, size, quality, seed))
    told = f"{counted(len(made.pictures), 'picture')} in {made.target}"
    context.console.print(f"{told}, {len(made.left_out)} left out.", soft_wrap=True)
    for dimension, values in made.shown.items() if made.pictures else ():
        shown = ", ".join(f"{spaced(value)} {number}" for value, number in values.items())
        context.console.print(f"  {spaced(dimension)}: {shown}", soft_wrap=True)
    if len(made.pictures) > 1:
        apart = f"Two of them differ in {made.apart:.0%} of their large shapes"
        context.console.print(f"{apart} (50% is by chance).")
    context.console.print(f"What was left out, and why, is in {SUMMARY}.")


async def _made(
    context: CommandContext,
    name: str,
    target: Path,
    count: int,
    size: int,
    quality: str,
    seed: int,
) -> Dataset:
    settings = context.settings
    with open_stores(settings) as (_, artifacts):
        memory = open_memory(settings)
        own = {key: one for key, one in engines(settings).items() if key != PAINTER}
        toolbox = Toolbox(artifacts, memory.sheets, settings, engines=own)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        try:
            sheet = memory.sheets.get(name)
            place = target if target != Path() else settings.paths.outputs / "datasets"
            place = place if target != Path() else place / slug(sheet.name)
            with Progress(*columns, TimeRemainingColumn(), console=context.console) as progress:
                task = progress.add_task(f"Rendering {sheet.name}", total=count)

                def told(number: int, _: int, why: str) -> None:
                    progress.update(task, completed=number)

                return await build(
                    toolbox,
                    sheet,
                    place,
                    count=count,
                    size=size,
                    quality=quality,
                    seed=seed,
                    told=told,
                )
        finally:
            await toolbox.close()
            memory.close()
