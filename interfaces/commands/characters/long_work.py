"""What the commands that work long on a character share: its dataset's folder, and a bar."""

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from studio.naming import slug
from studio.nouns.sheet import CharacterSheet
from studio.settings import Settings


def dataset_folder(given: Path, sheet: CharacterSheet, settings: Settings, kind: str = "") -> Path:
    """The folder that was `given`, else the usual one of the character, for a dataset of that
    kind."""
    usual = "-".join(part for part in (slug(sheet.name), kind) if part)
    return given if given != Path() else settings.paths.outputs / "datasets" / usual


def counting(console: Console) -> Progress:
    """A bar with how many are done of how many, and the time left."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeRemainingColumn(), console=console)
