"""`characters train`: a LoRA of a character, trained on its dataset."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

from interfaces.backend.lending import lent
from interfaces.commands.characters.adapter import card_for, followed_drift
from interfaces.commands.characters.long_work import counting, dataset_folder
from interfaces.commands.characters.sample_sheet import write_sample_sheet
from interfaces.commands.context import CommandContext
from interfaces.format.adapters import is_older
from memory.open import open_memory
from studio.errors import EngineMissing, InputError
from studio.nouns.sheet import CharacterSheet
from studio.settings import Settings
from tools.adapters import FOLDER, SUFFIX, card_of, trigger, write_card
from tools.dataset.captions import sample_prompts
from tools.dataset.drift import MOST
from tools.dataset.layout import DIFFUSERS, digest_of_dataset, is_dataset
from tools.engines.base import Engine, status_of
from tools.engines.diffusion.engine import borrows
from tools.engines.diffusion.requests import SAMPLES, Train
from tools.engines.registry import engines
from tools.render.painting import NEGATIVE

PART = 50  # steps of one job of the engine: after each, all is kept
_MOST_STEPS, _MOST_RANK, _LEAST_SIDE, _MOST_SIDE = 100_000, 256, 64, 2048


@dataclass(frozen=True)
class TrainedPart:
    """Steps that are done in all, the mean loss of the newest, None where there are none, and what
    is to be said."""

    done: int
    loss: float | None
    told: list[str]


@dataclass(frozen=True)
class How:
    """How it is trained; `resolution` in pixels a side, sample pictures after each `sample_every`
    steps, drift over `measure` pictures (0: none). InputError for what cannot be."""

    steps: int
    rank: int
    rate: float
    resolution: int
    seed: int
    sample_every: int = 250
    measure: int = 8

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
        if self.sample_every < 0:
            told = f"sample pictures each {self.sample_every} steps cannot be."
            raise InputError(told, "Give a number of steps, or 0 for none.")
        if not 0 <= self.measure <= MOST:
            told = f"{self.measure} pictures cannot be measured."
            raise InputError(told, f"Give 0, for none, to {MOST}.")


def train_lora(context: CommandContext, name: str, dataset: Path, how: How) -> None:
    """Train it, and say where it lies."""
    settings = context.settings
    memory = open_memory(settings)
    sheet = memory.sheets.get(name)
    memory.close()
    place = dataset_folder(dataset, sheet, settings)
    if not is_dataset(place):
        again = f"python main.py characters dataset {sheet.name}"
        raise InputError(f"{place} holds no dataset.", f"Make one: {again}")
    painter = engines(settings)["diffusion"]
    status = status_of(painter)
    if not status.ready:
        raise EngineMissing(f"a LoRA cannot be trained here: {status.reason}.", status.fix)
    wanted = training_of(sheet, place, how, settings)
    last = asyncio.run(_followed(context, painter, wanted, sheet.name))
    newest = "trained before" if last.loss is None else f"loss {last.loss:.4f}"
    context.console.print(f"{wanted.out}: {last.done} steps, {newest}.", soft_wrap=True)
    before = card_of(trigger(sheet), settings)
    card = card_for(sheet, wanted, last.done, last.loss, before)
    write_card(card.trigger, card, settings)
    context.console.print(f"Pictures of {sheet.name} wear it where SDXL paints them.")
    if is_older(card, sheet):
        told = f"The sheet of {sheet.name} was changed since that dataset was made: make it again."
        context.console.print(told, soft_wrap=True)
    if how.measure:
        asyncio.run(followed_drift(context, sheet, card, how.measure))


def training_of(sheet: CharacterSheet, dataset: Path, how: How, settings: Settings) -> Train:
    """What the engine is asked for."""
    word = trigger(sheet)
    return Train(
        pictures=str(dataset / DIFFUSERS),
        out=str(settings.paths.models / FOLDER / f"{word}{SUFFIX}"),
        state=str(settings.paths.data / "training" / word),
        until=how.steps,
        resolution=how.resolution,
        rank=how.rank,
        learning_rate=how.rate,
        seed=how.seed,
        digest=digest_of_dataset(dataset),
        sample_every=how.sample_every,
        sample_prompts=sample_prompts(sheet),
        sample_negative=NEGATIVE,
        sample_steps=settings.diffusion.steps,
        sample_guidance=settings.diffusion.guidance,
    )


async def _followed(
    context: CommandContext, painter: Engine, wanted: Train, name: str
) -> TrainedPart:
    """Train with a bar; the last part."""
    last, told, page = TrainedPart(0, None, []), set[str](), None
    with counting(context.console) as progress:
        task = progress.add_task(f"Training {name}", total=wanted.until)
        async for last in trained(painter, wanted):
            loss = "" if last.loss is None else f", loss {last.loss:.4f}"
            progress.update(task, completed=last.done, description=f"Training {name}{loss}")
            page = write_sample_sheet(Path(wanted.state) / SAMPLES, name, wanted.sample_prompts)
            told |= set(last.told)
    for one in sorted(told):
        context.console.print(one, soft_wrap=True)
    if page:
        context.console.print(f"Sample pictures, step by step: {page}", soft_wrap=True)
    return last


async def trained(painter: Engine, wanted: Train) -> AsyncIterator[TrainedPart]:
    """Train in parts, with the card's memory borrowed for all of it: after each part how far it
    is."""
    done, loss = 0, None
    try:
        async with lent(borrows(wanted), "training"):
            while done < wanted.until:
                until = min(wanted.until, done + PART)
                made = await painter.run(replace(wanted, until=until), lambda *_: None)
                done = max(made["done"], until)
                loss = sum(made["losses"]) / len(made["losses"]) if made["losses"] else loss
                yield TrainedPart(done, loss, made["told"])
    finally:
        await painter.close()
