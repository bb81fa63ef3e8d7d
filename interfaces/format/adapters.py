"""A character's own adapters in words."""

from studio.nouns.sheet import CharacterSheet
from studio.plan.wording import counted
from studio.settings import Settings
from tools.adapters import AdapterCard, adapter_names, card_of


def adapters_of(sheets: list[CharacterSheet], settings: Settings) -> dict[str, str]:
    """By the name of a character that has one: what is to be said of its adapter in a list."""
    told = {}
    for name in adapter_names(settings):
        card = card_of(name, settings)
        for sheet in sheets:
            if sheet.name.casefold() == (card.character if card else name).casefold():
                told[sheet.name] = f"{name}, {measured(card)}" if card else f"{name}, no card"
                if card and is_older(card, sheet):
                    told[sheet.name] += ", of an older sheet"
    return told


def measured(card: AdapterCard) -> str:
    """Its drift in a few words."""
    if not card.drift:
        return "drift not measured"
    worn = card.drift["worn"]
    if not worn["found"]:
        return f"no face found in {counted(worn['pictures'], 'picture')}"
    nearest = f"nearest in {worn['nearest']} of {worn['found']} faces"
    return f"{worn['difference']:.1f} CIEDE2000 from the sheet, {nearest}"


def is_older(card: AdapterCard, sheet: CharacterSheet) -> bool:
    """Whether the sheet was changed since the dataset of an adapter was made."""
    return bool(card.sheet) and card.sheet != sheet.digest()
