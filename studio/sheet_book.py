"""What tools need of the character book, without knowing where it is kept."""

from typing import Protocol

from studio.nouns.sheet import CharacterSheet


class SheetBook(Protocol):
    """Character sheets by name or alias."""

    def get(self, name: str) -> CharacterSheet:
        """The sheet of `name` (any case, or an alias). SheetError names the nearest ones."""
        ...

    def names(self) -> list[str]:
        """All names, sorted."""
        ...
