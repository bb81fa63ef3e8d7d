"""The commands about characters: list, show, add, export, remove."""

from pathlib import Path

from interfaces.commands.frame import Frame
from interfaces.console.style import source
from interfaces.console.tables import print_sheets
from memory.open import open_memory
from memory.sheet_files import read_sheet, write_sheet
from studio.errors import InputError, SheetError, StoreError
from studio.naming import inside, slug


def list_characters(frame: Frame) -> None:
    """Everybody in the book."""
    print_sheets(frame.console, open_memory(frame.settings).sheets.all())


def show_character(frame: Frame, name: str) -> None:
    """One sheet, in full, as YAML."""
    text = write_sheet(open_memory(frame.settings).sheets.get(name))
    if frame.console.is_terminal:
        frame.console.print(source(text, "yaml"))
    else:
        frame.console.out(text, end="", highlight=False)


def add_characters(frame: Frame, paths: list[Path], replace: bool) -> None:
    """Put sheets into the book; all files are checked before the first is put."""
    sheets = [read_sheet(path) for path in paths]
    book = open_memory(frame.settings).sheets
    known = {name.casefold() for name in book.names()}
    for sheet in sheets:
        if sheet.name.casefold() in known and not replace:
            raise SheetError(
                f"there is a {sheet.name} already.",
                "Add --replace to put this sheet in the place of the old one.",
            )
    for sheet in sheets:
        book.put(sheet)
        frame.console.print(f"{sheet.name} is in the book.")


def export_character(frame: Frame, name: str, target: Path, replace: bool) -> None:
    """Write one sheet to a file, or into a folder under its name as a slug."""
    sheet = open_memory(frame.settings).sheets.get(name)
    path = inside(target, f"{slug(sheet.name)}.yaml") if target.is_dir() else target
    if path.exists() and not replace:
        raise InputError(f"{path} exists.", "Name another file, or add --replace.")
    try:
        path.write_text(write_sheet(sheet), encoding="utf-8")
    except OSError as fault:
        raise StoreError(
            f"cannot write {path}: {fault.strerror}.", "Name a place that can be written."
        ) from fault
    frame.console.print(str(path), soft_wrap=True)


def remove_character(frame: Frame, name: str) -> None:
    """Take a sheet out of the book."""
    book = open_memory(frame.settings).sheets
    found = book.get(name).name
    book.remove(found)
    frame.console.print(f"{found} is out of the book.")
