"""What the commands about weights do."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from interfaces.commands.context import CommandContext
from interfaces.console.style import safe
from interfaces.console.tables import print_row
from interfaces.console.weights import print_weights, pull
from interfaces.format.facts import sized
from studio.errors import StoreError
from studio.nouns.artifact import sha256_of
from studio.weights import catalogue, warehouse
from studio.weights.catalogue import Entry
from studio.weights.checking import Finding, check, remove
from studio.weights.storage import Warehouse
from tools.adapters import adapter_file, adapter_names, card_of, remove_adapter

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
        adapters = [_adapter(context, name) for name in adapter_names(context.settings)]
        about = {"folder": str(house.root), "weights": entries, "adapters": adapters}
        context.print_json(about)
        return
    print_weights(context.console, house, context.settings)


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
    own, others = _apart(context, names)
    if names:
        entries = house.catalogue.chosen(others) if others else []
    else:
        entries, own = list(house.catalogue.entries.values()), adapter_names(context.settings)
    none = True
    for found in (*check(house, entries), *(_checked(context, name) for name in own)):
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
    own, others = _apart(context, names)
    entries = house.catalogue.chosen(others) if others else []
    wanted: list[tuple[str, Path, Callable[[], int]]] = []
    for one in entries:
        wanted.append((one.name, house.folder_of(one.name), partial(remove, house, one)))
    for name in own:
        path = adapter_file(name, context.settings)
        wanted.append((name, path, partial(remove_adapter, name, context.settings)))
    for name, place, delete in wanted:
        try:
            freed = delete()
        except OSError as error:
            raise StoreError(
                f"{place} cannot be deleted: {error.strerror}.", "Look at whose it is."
            ) from error
        told = f"removed, {sized(freed)} freed" if freed else "was not here"
        context.console.print(safe(f"{name}: {told}"), soft_wrap=True)


def show_folders(context: CommandContext, names: list[str]) -> None:
    """The warehouse's folder; with names, those of the entries, a line each."""
    house = warehouse(context.settings)
    folders = [house.folder_of(entry.name) for entry in catalogue().chosen(names)]
    for folder in folders or [house.root]:
        context.console.print(safe(str(folder)), soft_wrap=True)


def _apart(context: CommandContext, names: list[str]) -> tuple[list[str], list[str]]:
    """Those that are adapters, and the others."""
    here = adapter_names(context.settings)
    return [one for one in names if one in here], [one for one in names if one not in here]


def _checked(context: CommandContext, name: str) -> Finding:
    card, path = card_of(name, context.settings), adapter_file(name, context.settings)
    if card is None:
        return Finding(name, "unknown", f"{path} has no card: there is no digest to compare")
    if sha256_of(path) != card.sha256:
        again = f"python main.py characters train {card.character}"
        return Finding(name, "wrong", f"{path} is not what its card says", again)
    return Finding(name, "right", "1 file, as trained")


def _adapter(context: CommandContext, name: str) -> dict[str, Any]:
    card, path = card_of(name, context.settings), adapter_file(name, context.settings)
    facts = {"name": name, "bytes": path.stat().st_size, "file": str(path)}
    return facts | {"card": card and card.model_dump()}


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
