"""The code of packs' sets and actions, as a warm worker needs it."""

from functools import cache
from types import ModuleType

from studio.packs.registry import Item, registry
from tools.engines.worker.serve import BadInput


def item_of(kind: str, name: str) -> Item:
    """The item of a registry; BadInput where there is none of that name."""
    items = registry(kind)
    if name not in items:
        raise BadInput(f"no {kind.removesuffix('s')} {name!r}", f"one of {sorted(items)}")
    return items[name]


def module_of(item: Item) -> ModuleType:
    """The code of an item, imported again when its file has changed. Raises what the code does."""
    return _imported(item.kind.name, item.name, item.code.stat().st_mtime_ns)


@cache
def _imported(kind: str, name: str, changed: int) -> ModuleType:
    """The code as it was when its file was last `changed` (nanoseconds since 1970)."""
    return registry(kind)[name].module(fresh=True)


def unusable(item: Item, cannot: str, needs: str, error: Exception) -> BadInput:
    """What is told where the code of an item fails: that it `cannot` be used or built, and what its
    file `needs`."""
    return BadInput(
        f"the {item.kind.noun} {item.name!r} of pack {item.pack.name!r} cannot be {cannot}: "
        f"{type(error).__name__}: {error}",
        f"mend {item.code}: it needs {needs}",
    )
