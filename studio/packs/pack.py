"""The packs of this studio: its own, those that are installed, and those in a folder of the user's.

A pack is a folder (docs/packs.md). It is found

- under `packs/` of the project, where the studio's own lies,
- by an entry point of the group `animation_studio.packs` that names its Python package,
- in the folder that the setting `paths.packs` names, where each folder with a `pack.toml` is one.

Standard library only: the engines' own environments read packs too. They are told which there are
by the variable STUDIO_FOUND_PACKS, since what is installed beside the studio is not beside them.
"""

import importlib.util
import json
import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from studio.packs.problems import report

ROOT = Path(__file__).resolve().parents[2]
OWN = "studio"
GROUP = "animation_studio.packs"
FOUND = "STUDIO_FOUND_PACKS"
DESCRIPTION = "pack.toml"
# Under this name packs are imported that are no installed Python packages.
_PARENT = "animation_studio_packs"
_KEYS = {"description": str, "tools": str, "engines": str}
NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
NAME_FIX = "Use lower-case letters, digits and underscores, a letter first."


@dataclass(frozen=True)
class Pack:
    """A folder of sets, looks, tools and so on. `module` is the package as which it is imported;
    `tools` and `engines` are the packages in which these lie; `origin` says how it was found."""

    name: str
    folder: Path
    module: str
    origin: str
    description: str = ""
    tools: str = ""
    engines: str = ""


@cache
def found_packs() -> tuple[Pack, ...]:
    """All packs, the studio's own first, then by name. Of two with one name the first counts."""
    if handed := os.environ.get(FOUND):
        told: list[dict[str, str]] = json.loads(handed)
        return tuple(Pack(folder=Path(one.pop("folder")), **one) for one in told)
    packs: dict[str, Pack] = {}
    others = sorted((*_installed(), *_in_folder(_users_folder())), key=lambda pack: pack.name)
    for pack in (*_in_folder(ROOT / "packs"), *others):
        if pack.name in packs:
            there = packs[pack.name].origin
            report(
                pack.name,
                f"there are two packs of this name, {there} and {pack.origin}.",
                "Remove or rename the second; the first is used.",
            )
            continue
        packs[pack.name] = pack
    return tuple(packs.values())


def handed_on() -> dict[str, str]:
    """The variable by which a worker process finds the same packs."""
    packs = [{**vars(pack), "folder": str(pack.folder)} for pack in found_packs()]
    return {FOUND: json.dumps(packs)}


def _in_folder(folder: Path | None) -> Iterator[Pack]:
    if folder is None or not folder.is_dir():
        return
    single = (folder / DESCRIPTION).is_file()
    for place in [folder] if single else sorted(folder.iterdir()):
        if (place / DESCRIPTION).is_file():
            name = place.name.replace("-", "_")
            yield from _read(name, place, f"{_PARENT}.{name}", f"in {place}")


def _installed() -> Iterator[Pack]:
    for point in metadata.entry_points(group=GROUP):
        origin = f"entry point {point.name!r} of {point.dist.name if point.dist else '?'}"
        try:
            spec = importlib.util.find_spec(point.module)
        except (ImportError, ValueError, AttributeError):
            spec = None
        places = list(spec.submodule_search_locations or []) if spec else []
        if not places:
            report(
                point.name,
                f"its {origin} names {point.value!r}, and there is no such package.",
                "Name the pack's folder with an __init__.py, or uninstall it.",
            )
            continue
        yield from _read(point.name, Path(places[0]), point.module, origin)


def _read(name: str, folder: Path, module: str, origin: str) -> Iterator[Pack]:
    if not NAME.fullmatch(name):
        report(
            name,
            f"a pack cannot have this name ({origin}).",
            NAME_FIX,
        )
        return
    path = folder / DESCRIPTION
    told: dict[str, str] = {}
    if path.is_file():
        try:
            told = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            report(name, f"{path} cannot be read: {error}.", f"Mend {DESCRIPTION}.")
            return
    if unknown := [key for key, value in told.items() if not isinstance(value, _KEYS.get(key, ()))]:
        report(
            name,
            f"{path} has {', '.join(unknown)}, which means nothing there.",
            f"It may have, as text: {', '.join(_KEYS)}.",
        )
        told = {key: value for key, value in told.items() if key not in unknown}
    usual = {"tools": f"{module}.tools", "engines": f"{module}.engines"}
    yield Pack(name, folder, module, origin, **{**usual, **told})


def _users_folder() -> Path | None:
    """The setting `paths.packs`. What is wrong with the settings is told by whoever uses them."""
    try:
        from studio.errors import SettingsError
        from studio.settings import settings
    except ImportError:  # an engine's environment
        return None
    try:
        return settings().paths.packs
    except SettingsError:
        return None
