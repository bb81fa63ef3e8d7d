"""The list of weights on the console."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from interfaces.console.style import safe
from interfaces.format.facts import sized
from studio.weights.catalogue import Entry
from studio.weights.storage import Warehouse


def print_weights(console: Console, house: Warehouse) -> None:
    """Every entry: what for, here or not, size, licence, and what it is."""
    table = Table(box=None, pad_edge=False, header_style="quiet")
    for column in ("for", "weights"):
        table.add_column(column, no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("licence", overflow="fold")
    table.add_column("what it is", overflow="fold")
    entries = sorted(house.catalogue.entries.values(), key=lambda entry: entry.purposes)
    for entry in entries:
        table.add_row(
            Text(", ".join(entry.purposes), "quiet"),
            Text(entry.name, "bold"),
            _here(house, entry),
            sized(entry.size),
            _licence(house, entry),
            safe(entry.about),
        )
    console.print(table)
    console.print(safe(f"\nIn {house.root}. `models pull NAME` fetches.", "quiet"), soft_wrap=True)


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
