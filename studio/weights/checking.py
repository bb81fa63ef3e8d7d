"""Whether the weights that are here are those of the catalogue."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from studio.nouns.artifact import sha256_of
from studio.weights.catalogue import Entry
from studio.weights.pulling.hub import recorded
from studio.weights.pulling.progress import size_of
from studio.weights.pulling.pull import STAGING
from studio.weights.storage import Warehouse, pull_again_command, pull_command


@dataclass(frozen=True)
class Finding:
    """One entry that is here, or a part of it; `fix` is what to type where it is not right."""

    entry: str
    state: Literal["right", "wrong", "incomplete", "unknown"]
    told: str
    fix: str = ""


def check(house: Warehouse, entries: Iterable[Entry]) -> Iterator[Finding]:
    """Compare the digests of all files that are here, entry after entry; what is not here at all
    is left out. A gigabyte takes a second or more."""
    for entry in entries:
        absent = house.missing(entry.name)
        folder = house.folder_of(entry.name)
        names = list(entry.files)
        if not names and not absent:
            yield _check_recorded(house, entry)
            continue
        here = [name for name in names if (folder / name).is_file()]
        if not here:
            continue
        wrong = [name for name in here if sha256_of(folder / name) != entry.files[name].sha256]
        if wrong:
            yield Finding(
                entry.name,
                "wrong",
                f"{', '.join(wrong)} in {folder} is not what the catalogue says",
                pull_again_command(entry.name),
            )
        elif absent:
            yield Finding(
                entry.name,
                "incomplete",
                f"{', '.join(absent)} is not in {folder}",
                pull_command(entry.name),
            )
        else:
            yield Finding(entry.name, "right", _counted(len(names)))


def _check_recorded(house: Warehouse, entry: Entry) -> Finding:
    folder = house.folder_of(entry.name)
    digests = recorded(folder) | (entry.hub.digests if entry.hub else {})
    if not digests:
        told = f"{folder} was not fetched by the studio: there are no digests to compare"
        return Finding(entry.name, "unknown", told)
    wrong = [
        name
        for name, digest in digests.items()
        if not (folder / name).is_file() or sha256_of(folder / name) != digest
    ]
    if wrong:
        told = f"{', '.join(wrong)} in {folder} is not what was fetched"
        return Finding(entry.name, "wrong", told, pull_again_command(entry.name, True))
    return Finding(entry.name, "right", f"{_counted(len(digests))}, as fetched")


def remove(house: Warehouse, entry: Entry) -> int:
    """Delete an entry's files, and what an unfinished pull left; the bytes that this frees.

    Files in its folder that are none of the catalogue's stay. OSError: it may not."""
    folder, staging = house.folder_of(entry.name), house.root / STAGING / entry.name
    freed = size_of(staging)
    shutil.rmtree(staging, ignore_errors=True)
    if not entry.files:
        freed += size_of(folder)
        if folder.exists():
            shutil.rmtree(folder)
        return freed
    for name in entry.files:
        path = folder / name
        if path.is_file():
            freed += path.stat().st_size
            path.unlink()
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return freed


def _counted(files: int) -> str:
    return "1 file" if files == 1 else f"{files} files"
