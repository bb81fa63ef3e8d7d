"""The warehouse: the one folder of weights (paths.models), which several projects may share."""

from collections.abc import Iterable
from pathlib import Path

from studio.errors import WeightsMissing
from studio.settings import Settings
from studio.weights.catalogue import Catalogue, Entry, catalogue


class Warehouse:
    """Where the weights lie: paths.models/<entry>/<file>. Looks at names and sizes alone; digests
    are compared when a file is fetched, before it is loaded (vetting.py), and by `main.py models
    check`."""

    def __init__(self, root: Path, known: Catalogue, accepted: Iterable[str] = ()):
        self.root, self.catalogue = root, known
        self._accepted = frozenset(accepted)

    def allows(self, name: str) -> bool:
        """Whether an entry's licence is open, or one that the user accepts. InputError: there is
        none."""
        entry = self.catalogue.entry(name)
        return self.catalogue.is_open(entry) or entry.licence in self._accepted

    def folder_of(self, name: str) -> Path:
        """The folder of an entry, whether it is here or not. InputError: there is none."""
        return self.root / self.catalogue.entry(name).folder

    def path_of(self, name: str, file: str) -> Path:
        """A file of an entry. WeightsMissing with the command that fetches it."""
        path = self.folder_of(name) / file
        if not _is_here(path, self.catalogue.entry(name), file):
            raise WeightsMissing(
                f"{file} of {name} is not in {path.parent}.", f"Run: {pull_command(name)}"
            )
        return path

    def missing(self, name: str) -> list[str]:
        """The files of an entry that are not here, or not of their size. Of an entry that lists
        none: its name, while nothing of it is here."""
        entry, folder = self.catalogue.entry(name), self.folder_of(name)
        if not entry.files:
            return [] if any(folder.glob("*")) else [name]
        return [file for file in entry.files if not _is_here(folder / file, entry, file)]


def warehouse(settings: Settings) -> Warehouse:
    """The warehouse of these settings, with the catalogue of configs/weights.yaml."""
    return Warehouse(settings.paths.models, catalogue(), settings.weights.accepted_licences)


def pull_command(names: str, from_hub: bool = False) -> str:
    """What a person types to fetch entries, whose names have a blank between them. `from_hub`:
    from a model hub, as those that are there alone always are."""
    known = catalogue().entries
    alone = any(not known[name].is_mirrored for name in names.split() if name in known)
    return f"python main.py models pull {names}{' --from hub' if from_hub or alone else ''}"


def pull_again_command(name: str, from_hub: bool = False) -> str:
    """What a person types where the files of an entry are not the right ones."""
    return f"python main.py models remove {name} && {pull_command(name, from_hub)}"


def _is_here(path: Path, entry: Entry, file: str) -> bool:
    try:
        size = path.stat().st_size
    except OSError:
        return False
    return file not in entry.files or size == entry.files[file].bytes
