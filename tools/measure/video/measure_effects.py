"""measure_effects: whether the effects of an edit are seen in it."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.vocabulary import CaptionPlace
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Share
from tools.engines.vision.footage.effects.requests import MeasureAlpha, MeasureEffects
from tools.engines.vision.lips.requests import CompareLips

Measure = Literal["shake", "noise", "motion", "fades", "window", "lips", "alpha"]


class PictureChange(TypedDict):
    """A change of colours, or of drawing: `look` is that of "grade" and "stylize", `amount` as of a
    step of an edit; 0 is the usual one. It is made from `start` to `end`, seconds of the source,
    under 0 counted from its end; None: to its end."""

    kind: Literal["grade", "brightness", "contrast", "saturation", "stylize"]
    amount: float
    look: str | None
    start: float
    end: float | None


class WrittenText(TypedDict):
    """Words that are to be seen from `start` to `end` s, or `anywhere` in that time, at the
    picture's top, middle or bottom."""

    text: str
    where: CaptionPlace
    start: float
    end: float
    anywhere: bool


class EffectMeasures(TypedDict):
    shake: list[float] | None
    noise: list[float] | None
    motion: list[float] | None
    fade_in: float | None
    fade_out: float | None
    window: list[float] | None
    part: float | None
    inset: list[float] | None
    shares: list[float | None]
    lips: float | None
    alpha: list[float | None] | None
    behind: float | None
    written: list[list[float | None]]


@tool("measure", engines=("vision",))
async def measure_effects(
    ctx: ToolContext,
    video: Scene,
    source: Scene,
    wanted: Annotated[list[Measure], Field(max_length=7)] = [],  # noqa: B006
    changes: Annotated[list[PictureChange], Field(max_length=8)] = [],  # noqa: B006
    inset: Scene | None = None,
    inset_width: Annotated[float, Field(ge=0.05, le=0.9)] = 0.3,
    inset_left: Annotated[float, Field(ge=0, le=0.9)] = 0.0,
    texts: Annotated[list[WrittenText], Field(max_length=8)] = [],  # noqa: B006
    behind: Annotated[str, Field(pattern=r"^(image|video):[0-9a-f]{16}$")] | None = None,
    lips_from: Annotated[float, Field(ge=0)] = 0.0,
    part: Annotated[list[Share], Field(min_length=4, max_length=4)] | None = None,
) -> EffectMeasures:
    """Measure whether the effects of an edit are seen in it, from its pictures and the source's.

    Of the `wanted` ones, else None: `shake`, how far the picture trembles about its own way, in
    thousandths of its longer side; `noise`, its standard deviation, 0 to 255; `motion`, how much a
    pixel changes from frame to frame, in levels; each [of the source, of the video]. "fades":
    `fade_in` and `fade_out`, seconds over which the light comes and goes, 0 for none. `window`: the
    part of the source's frame that is seen, [x, y, width, height] as shares of it. `part`: how
    alike what is seen is to that part of it (correlation; 1 where neither shows a thing). `shares`:
    of each of the `changes` how much is seen, 0 none and 1 all, less what of it is seen outside of
    its time; None where it would change nothing.
    `inset`: how alike another video, `inset_width` of the frame wide, is to the place right of
    `inset_left` where it is found best (correlation), and that place's centre: [likeness, x, y].
    `written`: of each of the `texts` how alike its place is to it within its time, and before and
    after it (correlation). `behind`: the share of the picture that shows that other picture or
    video. "lips": how far they are parted otherwise than the source's at the same times, from
    `lips_from` s on, in distances of the eyes. "alpha": the video's mean alpha, 0 to 1, and how far
    what is opaque is the figure in front in the source (intersection over union, None where no
    figure is seen); None where it has no alpha channel.

        calm = await stabilize(scene)
        seen = await measure_effects(calm["video"], scene, wanted=["shake"])
    """
    lips = alpha = None
    if "alpha" in wanted:
        beside = MeasureAlpha(path=ctx.path(video), source=ctx.path(source))
        alpha = (await ctx.engine.run(beside))["alpha"]
    if "lips" in wanted:
        asked = CompareLips(path=ctx.path(video), source=ctx.path(source), start=lips_from)
        lips = (await ctx.engine.run(asked))["lips"]
    found = await ctx.engine.run(
        MeasureEffects(
            path=ctx.path(video),
            source=ctx.path(source),
            wanted=wanted,
            changes=[dict(one) for one in changes],
            inset=ctx.path(inset) if inset else None,
            inset_width=inset_width,
            inset_left=inset_left,
            texts=[dict(one) for one in texts],
            behind=ctx.path(behind) if behind else None,
            part=part or (),
        )
    )
    return {**found, "lips": lips, "alpha": alpha}
