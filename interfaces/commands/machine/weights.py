"""What the commands about weights do."""

from typing import Any

from interfaces.commands.context import CommandContext
from interfaces.console.style import safe
from interfaces.console.tables import print_row
from interfaces.console.weights import print_weights, pull
from interfaces.format.facts import sized
from studio.errors import StoreError
from studio.weights import catalogue, warehouse
from studio.weights.catalogue import Entry
from studio.weights.checking import check, remove
from studio.weights.storage import Warehouse

_MARKS = {
    "right": ("ok", "good"),
    "unknown": ("note", "warn"),
    "incomplete": ("missing", "bad"),
    "wrong": ("wrong", "bad"),
}


def list_weights(context: CommandContext) -> None:
    """All entries of the catalogue."""
    house = warehouse(context.settings)
    if context.as_json:
        entries = [_facts(house, entry) for entry in house.catalogue.entries.values()]
        context.print_json({"folder": str(house.root), "weights": entries})
        return
    print_weights(context.console, house)


def pull_weights(context: CommandContext, names: list[str], source: str) -> None:
    """Fetch what names and purposes mean; says first how much."""
    house = warehouse(context.settings)
    entries = house.catalogue.chosen(names)
    fetched = pull(context.console, context.settings, entries, hub=source == "hub")
    for entry in entries:
        how = "fetched" if entry.name in fetched else "here already"
        told = f"{entry.name}: {how}, {house.folder_of(entry.name)}"
        context.console.print(safe(told), soft_wrap=True)


def check_weights(context: CommandContext, names: list[str]) -> None:
    """A line for each entry that is here. Exit code 1 if one of them is not right."""
    house = warehouse(context.settings)
    entries = house.catalogue.chosen(names) if names else house.catalogue.entries.values()
    none = True
    for found in check(house, entries):
        none = False
        word, style = _MARKS[found.state]
        print_row(
            context.console,
            (word, style, 9),
            (found.entry, "bold", 24),
            safe(found.told),
            f"Run: {found.fix}" if found.fix else "",
        )
        if found.fix:
            context.exit_code = 1
    if none:
        context.console.print(safe(f"None of them is in {house.root}."), soft_wrap=True)


def remove_weights(context: CommandContext, names: list[str]) -> None:
    """Delete entries, each told with the room that this gives back."""
    house = warehouse(context.settings)
    for entry in house.catalogue.chosen(names):
        folder = house.folder_of(entry.name)
        try:
            freed = remove(house, entry)
        except OSError as error:
            raise StoreError(
                f"{folder} cannot be deleted: {error.strerror}.", "Look at whose it is."
            ) from error
        told = f"removed, {sized(freed)} freed" if freed else "was not here"
        context.console.print(safe(f"{entry.name}: {told}"), soft_wrap=True)


def show_folders(context: CommandContext, names: list[str]) -> None:
    """The warehouse's folder; with names, those of the entries, a line each."""
    house = warehouse(context.settings)
    folders = [house.folder_of(entry.name) for entry in catalogue().chosen(names)]
    for folder in folders or [house.root]:
        context.console.print(safe(str(folder)), soft_wrap=True)


def _facts(house: Warehouse, entry: Entry) -> dict[str, Any]:
    missing = house.missing(entry.name)
    return {
        "name": entry.name,
        "about": entry.about,
        "purposes": entry.purposes,
        "here": not missing,
        "missing": missing,
        "bytes": entry.size,
        "licence": entry.licence,
        "open": house.catalogue.is_open(entry),
        "folder": str(house.folder_of(entry.name)),
        "without": entry.without,
        "packages": [f"{name} {package.version}" for name, package in entry.packages.items()],
        "hub": f"{entry.hub.repository}@{entry.hub.revision}" if entry.hub else "",
    }
