"""What is told of an adapter that was trained: its card, and how far it drifts from the sheet."""

import json
from pathlib import Path

from interfaces.backend.lending import lent
from interfaces.commands.characters.long_work import counting
from interfaces.commands.context import CommandContext
from interfaces.stores import open_stores
from memory.open import open_memory
from studio.nouns.artifact import sha256_of
from studio.nouns.sheet import CharacterSheet
from tools.adapters import AdapterCard, write_card
from tools.dataset.drift import measure_drift, told_drift
from tools.dataset.layout import SUMMARY
from tools.engines.diffusion.requests import Train
from tools.engines.diffusion.weights import BASE
from tools.toolbox import Toolbox


def card_for(
    sheet: CharacterSheet, wanted: Train, done: int, loss: float | None, before: AdapterCard | None
) -> AdapterCard:
    """The card of an adapter after `done` steps. What the card `before` says of the same file and
    is not known anew, `loss` where no step was made and drift, stays."""
    digest = sha256_of(Path(wanted.out))
    known = before if before and before.sha256 == digest else None
    if loss is None and known:
        loss = known.loss
    pictures = Path(wanted.pictures)
    lines = (pictures / "metadata.jsonl").read_text(encoding="utf-8").splitlines()
    return AdapterCard(
        character=sheet.name,
        trigger=Path(wanted.out).stem,
        base=BASE,
        steps=done,
        rank=wanted.rank,
        rate=wanted.learning_rate,
        resolution=wanted.resolution,
        seed=wanted.seed,
        pictures=sum(bool(line.strip()) for line in lines),
        dataset=wanted.digest,
        sheet=_sheet_of(pictures.parent),
        sha256=digest,
        loss=None if loss is None else round(loss, 4),
        drift=known.drift if known else {},
    )


async def followed_drift(
    context: CommandContext, sheet: CharacterSheet, card: AdapterCard, count: int
) -> None:
    """Measure the drift over `count` pictures, put it on the card, and tell it."""
    settings = context.settings
    with open_stores(settings) as (_, artifacts):
        memory = open_memory(settings)
        toolbox = Toolbox(artifacts, memory.sheets, settings, lend=lent)
        try:
            with counting(context.console) as progress:
                task = progress.add_task(f"Measuring {sheet.name}", total=2 * count)

                def told(done: int, _: int) -> None:
                    progress.update(task, completed=done)

                drift = await measure_drift(
                    toolbox, sheet, card.trigger, count, card.resolution, told
                )
        finally:
            await toolbox.close()
            memory.close()
    for line in told_drift(sheet.name, drift):
        context.console.print(line, soft_wrap=True)
    path = write_card(card.trigger, card.model_copy(update={"drift": drift}), settings)
    context.console.print(f"The card of the adapter: {path}", soft_wrap=True)


def _sheet_of(dataset: Path) -> str:
    """The digest of the sheet that a dataset was rendered from; "" where it does not say."""
    try:
        return str(json.loads((dataset / SUMMARY).read_text(encoding="utf-8")).get("sheet", ""))
    except (OSError, ValueError):
        return ""
