"""Python packages of packs, such as the one that its tools lie in."""

import importlib
from pathlib import Path
from types import ModuleType

from studio.packs.load import import_from
from studio.packs.pack import OWN, Pack
from studio.packs.problems import report
from studio.settings import ROOT


def package_folder(pack: Pack, package: str) -> Path | None:
    """The folder of a package of a pack, `tools.engines`; None where it has none. Nothing is
    imported."""
    inner = _within(pack, package)
    place = ROOT if inner is None else pack.folder
    folder = place / Path(*(package if inner is None else inner).split("."))
    return folder if folder.is_dir() else None


def import_package(pack: Pack, module: str) -> ModuleType:
    """Import a module of a pack by its whole name. Raises what the module raises."""
    inner = _within(pack, module)
    return importlib.import_module(module) if inner is None else import_from(pack, inner)


def leave_out(pack: Pack, what: str, error: Exception) -> None:
    """A fault of the studio's own is raised; a pack's is told, and takes nothing else down."""
    if pack.name == OWN:
        raise error
    report(pack.name, f"{what} is left out: {type(error).__name__}: {error}.", "Mend that file.")


def _within(pack: Pack, module: str) -> str | None:
    """A module's name within its pack; None for one of the studio's own."""
    return module[len(pack.module) + 1 :] if module.startswith(f"{pack.module}.") else None
