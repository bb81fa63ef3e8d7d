"""The commands about characters: list, show, add, export, remove."""

from pathlib import Path

from interfaces.commands.characters.own_samples import drop_unused, tell_missing
from interfaces.commands.context import CommandContext
from interfaces.console.style import source
from interfaces.console.tables import print_sheets
from interfaces.format.adapters import adapters_of
from memory.open import open_memory
from memory.sheet_files import read_sheet, write_sheet
from studio.errors import InputError, SheetError
from studio.naming import inside, slug


def list_characters(context: CommandContext) -> None:
    """Everybody in the book, with the adapters of their own."""
    sheets = list(open_memory(context.settings).sheets.all())
    print_sheets(context.console, sheets, adapters_of(sheets, context.settings))


def show_character(context: CommandContext, name: str) -> None:
    """One sheet, in full, as YAML."""
    text = write_sheet(open_memory(context.settings).sheets.get(name))
    if context.console.is_terminal:
        context.console.print(source(text, "yaml"))
    else:
        context.console.out(text, end="", highlight=False)


def add_characters(context: CommandContext, paths: list[Path], replace: bool) -> None:
    """Put sheets into the book; all files are checked before the first is put."""
    sheets = [read_sheet(path) for path in paths]
    book = open_memory(context.settings).sheets
    known = {name.casefold() for name in book.names()}
    for sheet in sheets:
        if sheet.name.casefold() in known and not replace:
            raise SheetError(
                f"there is a {sheet.name} already.",
                "Add --replace to put this sheet in the place of the old one.",
            )
    for sheet in sheets:
        book.put(sheet)
        context.console.print(f"{sheet.name} is in the book.")
        tell_missing(context, sheet)


def export_character(context: CommandContext, name: str, target: Path, replace: bool) -> None:
    """Write one sheet to a file, or into a folder under its name as a slug."""
    sheet = open_memory(context.settings).sheets.get(name)
    path = inside(target, f"{slug(sheet.name)}.yaml") if target.is_dir() else target
    if path.exists() and not replace:
        raise InputError(f"{path} exists.", "Name another file, or add --replace.")
    try:
        path.write_text(write_sheet(sheet), encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"cannot write {path}: {error.strerror}.", "Name a place that can be written."
        ) from error
    context.console.print(str(path), soft_wrap=True)


def remove_character(context: CommandContext, name: str) -> None:
    """Take a sheet out of the book."""
    book = open_memory(context.settings).sheets
    sheet = book.get(name)
    book.remove(sheet.name)
    drop_unused(context, sheet)
    context.console.print(f"{sheet.name} is out of the book.")
