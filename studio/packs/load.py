"""Packs as Python packages: what they bring is imported by one name here and in every worker."""

import contextlib
import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from studio.packs.pack import Pack


def import_from(pack: Pack, name: str, *, fresh: bool = False) -> ModuleType:
    """The module `name` (`sets.meadow.build`) of a pack. `fresh`: executed again, for its file has
    changed. Raises whatever the module raises."""
    _as_package(pack)
    whole = f"{pack.module}.{name}"
    if fresh:
        parent = whole.rpartition(".")[0]
        for known in [one for one in sys.modules if one.startswith(f"{parent}.")]:
            _forget(sys.modules.pop(known))
    return importlib.import_module(whole)


def _forget(module: ModuleType) -> None:
    """Remove what was compiled of it: it is taken for that of a file which has changed within the
    same second, and not in size."""
    if module.__spec__ and module.__spec__.cached:
        with contextlib.suppress(OSError):
            Path(module.__spec__.cached).unlink()


def _as_package(pack: Pack) -> None:
    """Make the pack's package known where none of that name is installed."""
    parts = pack.module.split(".")
    for count in range(1, len(parts) + 1):
        name = ".".join(parts[:count])
        if name in sys.modules:
            continue
        try:
            known = importlib.util.find_spec(name)
        except (ImportError, ValueError):
            known = None
        if known is None:
            package = ModuleType(name)
            package.__path__ = [str(pack.folder)] if count == len(parts) else []
            sys.modules[name] = package
