"""look_up_character: what the studio knows of a character."""

from typing_extensions import TypedDict

from studio.nouns.vocabulary import Language
from studio.plan.parts import Character
from tools.context import ToolContext
from tools.declaration import tool


class CharacterCard(TypedDict):
    name: str
    description: str
    traits: list[str]
    language: Language
    digest: str


@tool("characters")
async def look_up_character(ctx: ToolContext, name: Character) -> CharacterCard:
    """Look up a character by its name or an alias.

    An unknown name is an error that names the nearest ones. `digest` changes whenever the
    character's looks, clothes or voice change. Where it is seen in a video: find_character().

        luca = await look_up_character("Luca")
        print(luca["description"])
    """
    sheet = ctx.sheets.get(name)
    return {
        "name": sheet.name,
        "description": sheet.description,
        "traits": list(sheet.traits),
        "language": sheet.voice.language,
        "digest": sheet.digest(),
    }
