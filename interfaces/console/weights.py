"""Weights on the console: the list of them, and a pull with its progress."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from interfaces.console.progress import ProgressLines
from interfaces.console.style import safe
from interfaces.format.adapters import measured
from interfaces.format.facts import sized
from studio.settings import Settings
from studio.weights.catalogue import Entry
from studio.weights.pulling.progress import Step
from studio.weights.pulling.pull import Puller
from studio.weights.storage import Warehouse, warehouse
from tools.adapters import adapter_file, adapter_names, card_of

_LICENCE_WIDTH = 16


def print_weights(console: Console, house: Warehouse, settings: Settings) -> None:
    """Every entry, by what it is for: here or not, size, licence, and what it is; then the adapters
    that were trained or put here."""
    table = Table(box=None, pad_edge=False, header_style="quiet")
    for column in ("weights", ""):
        table.add_column(column, no_wrap=True)
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("licence", overflow="fold", max_width=_LICENCE_WIDTH)
    table.add_column("what it is", overflow="fold")
    by_purpose: dict[str, list[Entry]] = {}
    for entry in house.catalogue.entries.values():
        by_purpose.setdefault(", ".join(entry.purposes), []).append(entry)
    for purpose, entries in by_purpose.items():
        table.add_row(Text(purpose, "quiet"))
        for entry in entries:
            table.add_row(
                Text(f"  {entry.name}", "bold"),
                _here(house, entry),
                sized(entry.size),
                _licence(house, entry),
                safe(entry.about),
            )
    _add_adapters(table, settings)
    console.print(table)
    words = f"\nIn {house.root}. `models pull NAME` fetches, by name or by purpose."
    console.print(safe(words, "quiet"), soft_wrap=True)


def _add_adapters(table: Table, settings: Settings) -> None:
    names = adapter_names(settings)
    if names:
        table.add_row(Text("loras", "quiet"))
    for name in names:
        card = card_of(name, settings)
        size = sized(adapter_file(name, settings).stat().st_size)
        told = (
            f"{card.about}; {measured(card)}; {card.sha256[:12]}"
            if card
            else "a LoRA without a card"
        )
        licence = "as its base"  # what is made of weights is under their conditions
        table.add_row(Text(f"  {name}", "bold"), Text("here", "good"), size, licence, safe(told))


def to_fetch(puller: Puller, house: Warehouse, entries: list[Entry]) -> str:
    """How much a pull of these entries brings, in words; empty: all is here."""
    absent = [entry for entry in entries if house.missing(entry.name)]
    if not absent:
        return ""
    names = ", ".join(entry.name for entry in absent)
    download = sized(sum(map(puller.to_fetch, absent)))
    kept = sized(sum(entry.size for entry in absent))
    return f"{names}. A download of {download}; {kept} stay in {house.root}."


def _here(house: Warehouse, entry: Entry) -> Text:
    missing = house.missing(entry.name)
    if not missing:
        return Text("here", "good")
    if len(missing) < len(entry.files):
        return Text(f"{len(missing)} missing", "bad")
    return Text("not here", "bad" if entry.needed else "warn")


def _licence(house: Warehouse, entry: Entry) -> Text:
    name = entry.licence.removeprefix("LicenseRef-")
    return safe(name) if house.catalogue.is_open(entry) else safe(f"{name}: refused", "bad")


def pull(
    console: Console, settings: Settings, entries: list[Entry], *, hub: bool = False
) -> list[str]:
    """Fetch those that are not here: says first how much, then how far it is. The names of those
    that were fetched; errors are the Puller's."""
    lines = ProgressLines(console)

    def say(text: str) -> None:
        console.print(safe(text), soft_wrap=True)

    def tell(step: Step) -> None:
        come = f"{sized(step.done)} of {sized(step.whole)}"
        lines.update(step.entry, step.done / max(1, step.whole), f"{step.doing}, {come}")

    house = warehouse(settings)
    puller = Puller(house, settings, hub=hub, say=say, tell=tell)
    for entry in entries:
        puller.check(entry)
    if told := to_fetch(puller, house, entries):
        say(f"To fetch: {told}")
    try:
        return puller.pull(entries)
    finally:
        lines.close()
