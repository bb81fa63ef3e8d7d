"""measure_cut: which shots a film shows, where, and its gaps."""

from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.vocabulary import Look
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene
from tools.engines.vision.requests import FindShots

STANDS = 2.0  # seconds that a picture is looked for where nothing else is said
Shown = Annotated[str, Field(pattern=r"^(video|image):[0-9a-f]{16}$")]


class WantedShot(TypedDict):
    """A shot that a film should show; `length` in seconds of a picture that stands. `joined_before`
    and `joined_after`: seconds of its beginning and end that lie in a transition."""

    shown: Shown
    length: NotRequired[Annotated[float, Field(gt=0, le=600)]]
    joined_before: NotRequired[Annotated[float, Field(ge=0, le=10)]]
    joined_after: NotRequired[Annotated[float, Field(ge=0, le=10)]]


class FoundShot(TypedDict):
    """`start` in seconds of the film; `error` in levels of 255; `elsewhere`: the least error of any
    other place, None where there is none; `plain`: the least error without the film's look, None
    where it has none."""

    start: float | None
    error: float
    elsewhere: float | None
    plain: float | None


class CutMeasurement(TypedDict):
    shots: list[FoundShot]
    duration: float
    black_longest: float
    silent_longest: float | None


@tool("measure", engines=("vision",))
async def measure_cut(
    ctx: ToolContext,
    film: Scene,
    shots: Annotated[list[WantedShot], Field(max_length=24)] = [],  # noqa: B006
    look: Look | None = None,
) -> CutMeasurement:
    """Find again, from the pixels alone, where a film shows each of its shots.

    Its gaps are measured, too: the longest time that it is black, and that it is silent (None
    without sound), in seconds.
    `look`: what the film's colours were changed to.
    """
    wanted = [
        {
            "path": str(ctx.path(shot["shown"])),
            "length": shot.get("length", STANDS) if shot["shown"].startswith("image:") else None,
            "joined": [shot.get("joined_before", 0), shot.get("joined_after", 0)],
        }
        for shot in shots
    ]
    return await ctx.engine.run(FindShots(path=ctx.path(film), shots=wanted, look=look))
