"""`characters train`: a LoRA of a character, trained on its dataset."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

from interfaces.backend.lending import lent
from interfaces.commands.characters.long_work import counting, dataset_folder
from interfaces.commands.context import CommandContext
from memory.open import open_memory
from studio.errors import EngineMissing, InputError
from tools.adapters import FOLDER, SUFFIX
from tools.dataset.captions import trigger
from tools.engines.base import Engine, status_of
from tools.engines.diffusion.engine import borrows
from tools.engines.diffusion.requests import Train
from tools.engines.registry import engines

PART = 50  # steps of one job of the engine: after each, all is kept
_MOST_STEPS, _MOST_RANK, _LEAST_SIDE, _MOST_SIDE = 100_000, 256, 64, 2048


@dataclass(frozen=True)
class How:
    """How it is trained; `resolution` in pixels a side. InputError for what cannot be."""

    steps: int
    rank: int
    rate: float
    resolution: int
    seed: int

    def __post_init__(self) -> None:
        if not (1 <= self.steps <= _MOST_STEPS and 1 <= self.rank <= _MOST_RANK):
            raise InputError(
                f"{self.steps} steps of rank {self.rank} cannot be.",
                f"Steps are 1 to {_MOST_STEPS}, the rank is 1 to {_MOST_RANK}.",
            )
        if not 0 < self.rate < 1:
            raise InputError(f"the rate {self.rate:g} cannot be.", "1e-4 is usual.")
        if not _LEAST_SIDE <= self.resolution <= _MOST_SIDE or self.resolution % 64:
            raise InputError(
                f"{self.resolution} pixels a side cannot be.",
                f"Give {_LEAST_SIDE} to {_MOST_SIDE}, by 64.",
            )


def train_lora(context: CommandContext, name: str, dataset: Path, how: How) -> None:
    """Train it, and say where it lies."""
    settings = context.settings
    memory = open_memory(settings)
    sheet = memory.sheets.get(name)
    memory.close()
    place = dataset_folder(dataset, sheet, settings)
    if not (place / "diffusers" / "metadata.jsonl").is_file():
        again = f"python main.py characters dataset {sheet.name}"
        raise InputError(f"{place} holds no dataset.", f"Make one: {again}")
    painter = engines(settings)["diffusion"]
    status = status_of(painter)
    if not status.ready:
        raise EngineMissing(f"a LoRA cannot be trained here: {status.reason}.", status.fix)
    out = settings.paths.models / FOLDER / f"{trigger(sheet)}{SUFFIX}"
    wanted = Train(
        pictures=str(place / "diffusers"),
        out=str(out),
        state=str(settings.paths.data / "training" / trigger(sheet)),
        until=how.steps,
        resolution=how.resolution,
        rank=how.rank,
        learning_rate=how.rate,
        seed=how.seed,
    )
    loss = asyncio.run(_followed(context, painter, wanted, sheet.name))
    context.console.print(f"{out}: {how.steps} steps, loss {loss:.4f}.", soft_wrap=True)
    context.console.print(f"Pictures of {sheet.name} wear it where SDXL paints them.")


async def _followed(context: CommandContext, painter: Engine, wanted: Train, name: str) -> float:
    """Train with a bar; the mean loss of the last part."""
    loss = 0.0
    with counting(context.console) as progress:
        task = progress.add_task(f"Training {name}", total=wanted.until)
        async for done, loss in trained(painter, wanted):
            progress.update(task, completed=done, description=f"Training {name}, loss {loss:.4f}")
    return loss


async def trained(painter: Engine, wanted: Train) -> AsyncIterator[tuple[int, float]]:
    """Train in parts, with the card's memory borrowed for all of it: after each part how many steps
    are done, and its mean loss."""
    done, loss = 0, 0.0
    try:
        async with lent(borrows(wanted), "training"):
            while done < wanted.until:
                until = min(wanted.until, done + PART)
                made = await painter.run(replace(wanted, until=until), lambda *_: None)
                done = max(made["done"], until)
                loss = sum(made["losses"]) / len(made["losses"]) if made["losses"] else loss
                yield done, loss
    finally:
        await painter.close()
