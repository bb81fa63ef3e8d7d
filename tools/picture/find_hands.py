"""find_hands: the hands in a picture, their joints and which fingers are stretched."""

from typing_extensions import TypedDict

from studio.nouns.artifact import Image
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.vision.hands.requests import FindHands, FoundHand


class HandsOfPicture(TypedDict):
    hands: list[FoundHand]


@tool("picture", engines=("vision",))
async def find_hands(ctx: ToolContext, image: Image) -> HandsOfPicture:
    """Find the hands in a picture, drawn or filmed, largest first; none is an empty list.

    Of each: its `side` ("left" or "right", the person's own), its `box` [x0, y0, x1, y1] and 21
    `points` [x, y] in pixels (the wrist, then four of each finger from its root to its tip, thumb
    first), which `fingers` are stretched (thumb, index, middle, ring, little), and how sure the
    networks are: `score` of a palm and `presence` of a hand, 0 to 1.

        hands = (await find_hands(picture))["hands"]
        pointing = [hand for hand in hands if hand["fingers"] == ["index"]]
    """
    found = await ctx.engine.run(FindHands(path=ctx.path(image)))
    return {"hands": found["hands"]}
