"""The packs of this studio, by name."""

from studio.errors import InputError
from studio.packs.pack import Pack, found_packs


def packs() -> dict[str, Pack]:
    """All packs, the studio's own first."""
    return {one.name: one for one in found_packs()}


def pack(name: str) -> Pack:
    """The pack of that name. InputError names those that there are."""
    found = packs()
    if name not in found:
        raise InputError(f"there is no pack {name!r}.", f"There are {', '.join(found)}.")
    return found[name]
