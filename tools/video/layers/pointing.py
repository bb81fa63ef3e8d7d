"""Where the subject of a video is, for who names it by words or by a character's name."""

from studio.errors import ToolError
from tools.context import ToolContext
from tools.engines.sam2.requests import Pointed
from tools.engines.seeing.requests import Locate
from tools.engines.vision.requests import PickFrames
from tools.engines.vision.shots.requests import FindCharacter

_LOOKED_AT = 8  # frames that a model looks at, at most
_OTHERWISE = "name a point on it (`point`) or a box around it (`box`)"


async def by_words(
    ctx: ToolContext, video: str, what: str, at: float | None
) -> tuple[list[Pointed], str]:
    """A box in a frame of each shot in which the endpoint's model sees what words name, and the
    model's name; with `at` in the frame of that time alone. EngineMissing where none sees,
    ToolError where it finds nothing."""
    eyes = ctx.other("seeing")
    folder = ctx.folder / "looks"
    folder.mkdir()
    request = PickFrames(path=ctx.path(video), count=_LOOKED_AT, out=folder, at=at)
    frames = (await ctx.other("vision").run(request))["frames"]
    places: dict[int, Pointed] = {}
    model = ""
    for frame in frames:
        if frame["shot"] in places:
            continue
        made = await eyes.run(Locate(picture=folder / frame["file"], what=what))
        model = made["model"]
        if made["boxes"]:
            place: Pointed = {"at": frame["at"], "by": "box", "where": made["boxes"][0]}
            places[frame["shot"]] = place
    if not places:
        times = ", ".join(f"{frame['at']:.1f}" for frame in frames)
        raise ToolError(
            f"{model} does not see {what!r} in the frames at {times} s.",
            f"Word it otherwise, give `at` where it is seen well, or {_OTHERWISE}.",
        )
    return list(places.values()), model


async def by_name(ctx: ToolContext, video: str, name: str, at: float | None) -> list[Pointed]:
    """The face of a character where it is surest in each shot; with `at` the one that is seen then.
    ToolError where it is not seen."""
    sheet = ctx.sheets.get(name)
    known = {one: ctx.sheets.get(one).model_dump(mode="json") for one in ctx.sheets.names()}
    found = await ctx.other("vision").run(
        FindCharacter(path=ctx.path(video), character=sheet.name, sheets=known)
    )
    places: list[tuple[float, Pointed]] = []
    first = 0  # of the looks of this appearance
    for one in found["appearances"]:
        look = first + one["looks"] // 2
        first += one["looks"]
        place: Pointed = {
            "at": found["times"][look],
            "by": "face",
            "where": found["boxes"][look],
        }
        if at is None or one["start"] <= at < one["end"]:
            places.append((one["certainty"], place))
    if not places:
        when = "" if at is None else f" at {at:g} s"
        raise ToolError(
            f"{sheet.name} is not found in {video}{when}.",
            f"find_character() tells when it is; for who is seen from behind {_OTHERWISE}.",
        )
    return [place for _, place in sorted(places, key=lambda pair: -pair[0])]
