"""The clothes that a character's dataset shows: its own, and those of its wardrobe."""

import skimage

from studio.nouns.sheet import OWN, CharacterSheet, Outfit
from studio.sheet_book import SheetBook

# Of the CSS colours those that people name clothes by.
_WORDS = {
    "white": "#F5F5F5", "cream": "#F0E6D2", "grey": "#8C8C8C", "dark grey": "#3F434A",
    "black": "#151515", "brown": "#5E4030", "tan": "#C98B4A", "red": "#C8322B",
    "dark red": "#7A2E2E", "orange": "#DC7A30", "yellow": "#F0B830", "green": "#3F7D4E",
    "olive green": "#5C6636", "teal": "#3F8F92", "blue": "#3468B0", "dark blue": "#27406A",
    "light blue": "#8FB8DC", "purple": "#6A4478", "pink": "#E39AAE",
}  # fmt: skip


class Dressed:
    """A book of sheets in which one character wears other clothes."""

    def __init__(self, book: SheetBook, sheet: CharacterSheet):
        self._book, self._sheet = book, sheet

    def get(self, name: str) -> CharacterSheet:
        """The sheet of `name`, dressed. SheetError names the nearest ones."""
        found = self._book.get(name)
        return self._sheet if found.name == self._sheet.name else found

    def names(self) -> list[str]:
        """All names, sorted."""
        return self._book.names()


def dressed(sheet: CharacterSheet, outfit: str) -> CharacterSheet:
    """The sheet with the clothes of its wardrobe that are called so, or with its own."""
    if outfit == OWN:
        return sheet
    return sheet.model_copy(update={"outfit": sheet.wardrobe[outfit]})


def worded(outfit: Outfit) -> str:
    """`wearing a dark red top, dark grey trousers, brown shoes and a yellow scarf`."""
    top = f"a {colour_word(outfit.top)} top"
    if outfit.top_second:
        top += f" with {colour_word(outfit.top_second)} stripes"
    bottom = f"{colour_word(outfit.bottom)} {outfit.bottom_style}"
    parts = [top, f"a {bottom}" if outfit.bottom_style == "skirt" else bottom]
    parts.append(f"{colour_word(outfit.shoes)} shoes")
    parts += [f"a {colour_word(outfit.scarf)} scarf"] if outfit.scarf else []
    parts += [f"a {colour_word(outfit.hat)} hat"] if outfit.hat else []
    told = f"wearing {', '.join(parts[:-1])} and {parts[-1]}"
    return told.replace("a olive", "an olive").replace("a orange", "an orange")


def colour_word(colour: str) -> str:
    """The nearest word for #RRGGBB, by CIEDE2000."""
    lab = _lab(colour)
    return min(
        _WORDS, key=lambda word: float(skimage.color.deltaE_ciede2000(lab, _lab(_WORDS[word])))
    )


def _lab(colour: str) -> list[float]:
    return skimage.color.rgb2lab([[[int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]]])[
        0, 0
    ].tolist()
