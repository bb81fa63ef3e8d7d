"""find_scene: the part of a video that words speak of."""

import re
from typing import Annotated

import numpy as np
from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import EngineMissing, ToolError
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene
from tools.engines.hearing.requests import Transcribe
from tools.engines.seeing.requests import MOST_PICTURES, Describe
from tools.engines.vision.requests import PickFrames
from tools.engines.vision.shots.requests import DescribedShot, DescribeShots, MeasureMotion
from tools.engines.vision.shots.searching import Evidence, clues_of, heard_where, said_in

_LOOKED_AT = 24  # shots that a model looks at, at most
_SEES = {"yes": 1.0, "maybe": 0.5, "no": 0.0}
_TRUSTED = 2  # how much more a look, or words that were heard, count than one clue
_LEAST = 0.2  # certainty of a candidate
_AIR = 0.2  # seconds about what is said or moves
_FIX = (
    "Name what is said (“where he says andiamo”), colours or places (ocean, forest, sunset), "
    "motion (fastest, calmest), the camera (pan, zoom), a size (close-up) or first and last."
)


class SceneFound(TypedDict):
    """`why`: what speaks for it and against it; `certainty` 0 to 1."""

    start: float
    end: float
    certainty: float
    why: list[str]


class ScenesFound(TypedDict):
    candidates: list[SceneFound]
    looked_by: list[str]


@tool("video", engines=("vision",), uses=("hearing", "seeing"))
async def find_scene(
    ctx: ToolContext,
    video: Scene,
    search: Annotated[str, Field(min_length=2, max_length=300)],
    most: Annotated[int, Field(ge=1, le=20)] = 3,
) -> ScenesFound:
    """Find the part of a video that English words speak of, as “the ocean scene”.

    “Where he says andiamo”, “the fastest part”, “the close-up at night”: by what is said there
    (word by word as it was heard), by colours, light, motion, camera and size of its shots, and
    where the endpoint has a model that sees, by its look at a frame of each shot. `candidates` are
    the best ones, surest first, each with a `certainty` of 0 to 1 and `why`; none where nothing
    speaks for any. Colours only suggest a place: without a model that sees, a blue wall is an
    ocean, too. `looked_by`: measures, transcript, the model's name.

        found = (await find_scene(scene, "the ocean scene"))["candidates"]
        part = await trim_video(scene, start=found[0]["start"], end=found[0]["end"])
    """
    clues, said = clues_of(search), said_in(search)
    shots = (await ctx.engine.run(DescribeShots(path=ctx.path(video))))["shots"]
    looked_by = ["measures"]
    rows = [[evidence] for evidence in clues[0].weigh(shots)] if clues else [[] for _ in shots]
    for clue in clues[1:]:
        for row, evidence in zip(rows, clue.weigh(shots), strict=True):
            row.append(evidence)
    model, seen = await _looks(ctx, video, search, shots)
    if model:
        looked_by.append(model)
        rows = [row + [one] * _TRUSTED if one else row for row, one in zip(rows, seen, strict=True)]
    if said or not (clues or model):
        words = await _transcript(ctx, video)
        looked_by.append("transcript")
        heard = heard_where(said or search, words)
        if not heard and not said:
            raise ToolError(f"nothing in “{' '.join(search.split())}” can be looked for.", _FIX)
        found = [
            _candidate(start - _AIR, end + _AIR, [heard_there] * _TRUSTED + row, shots)
            for start, end, heard_there in heard
            for row in [_at(rows, shots, start)]
        ]
    else:
        spans = (
            await _moving(ctx, video, shots)
            if any(clue.about == "motion" for clue in clues)
            else {}
        )
        found = [
            _candidate(*spans.get(number, (shot["start"], shot["end"])), row, shots)
            for number, (shot, row) in enumerate(zip(shots, rows, strict=True))
        ]
    sure = [one for one in found if one["certainty"] >= _LEAST]
    ranked = sorted(sure, key=lambda one: (-one["certainty"], one["start"]))
    return {"candidates": ranked[:most], "looked_by": looked_by}


def _candidate(
    start: float, end: float, row: list[Evidence], shots: list[DescribedShot]
) -> SceneFound:
    scores = [evidence.score for evidence in row]
    return {
        "start": round(max(start, 0.0), 3),
        "end": round(min(end, shots[-1]["end"]), 3),
        "certainty": round(float(np.mean(scores)) if scores else 0.0, 3),
        "why": list(dict.fromkeys(evidence.why for evidence in row)),
    }


def _at(rows: list[list[Evidence]], shots: list[DescribedShot], time: float) -> list[Evidence]:
    """What speaks for the shot that is shown at a time."""
    pairs = zip(shots, rows, strict=True)
    return next((row for shot, row in pairs if shot["start"] <= time < shot["end"]), [])


async def _transcript(ctx: ToolContext, video: str) -> list[dict]:
    """The words that are said; none in a silent video. EngineMissing without ears."""
    if ctx.artifact(video).facts.has_audio is False:
        return []
    heard = await ctx.other("hearing").run(Transcribe(path=ctx.path(video)))
    return [dict(word) for word in heard["words"]]


async def _moving(
    ctx: ToolContext, video: str, shots: list[DescribedShot]
) -> dict[int, tuple[float, float]]:
    """By the number of a shot: from when to when most moves in it."""
    spans = (await ctx.engine.run(MeasureMotion(path=ctx.path(video))))["spans"]
    found: dict[int, tuple[float, float]] = {}
    for number, shot in enumerate(shots):
        inside = [one for one in spans if shot["start"] - 1e-3 <= one["at"] < shot["end"]]
        if inside:
            best = max(inside, key=lambda one: one["speed"])
            start = max(best["start"] - _AIR, shot["start"])
            found[number] = (start, min(best["end"] + _AIR, shot["end"]))
    return found


async def _looks(
    ctx: ToolContext, video: str, search: str, shots: list[DescribedShot]
) -> tuple[str, list[Evidence | None]]:
    """(the model's name, what it says of each shot); "" where none sees."""
    nothing: list[Evidence | None] = [None] * len(shots)
    try:
        eyes = ctx.other("seeing")
    except EngineMissing:
        return "", nothing
    folder = ctx.folder / "looks"
    folder.mkdir()
    count = min(len(shots), _LOOKED_AT)
    picked = await ctx.engine.run(PickFrames(path=ctx.path(video), count=count, out=folder))
    frames, model = picked["frames"], ""
    for first in range(0, len(frames), MOST_PICTURES):
        part = frames[first : first + MOST_PICTURES]
        asked = (
            f"Which of these {len(part)} pictures show what is sought: {search!r}? Answer with one "
            "line for each picture: its number, and yes, maybe or no."
        )
        pictures = [folder / frame["file"] for frame in part]
        made = await eyes.run(Describe(pictures=pictures, question=asked, about=""))
        model = made["model"]
        for number, answer in re.findall(r"(\d+)\W{0,6}(yes|maybe|no)\b", made["text"].lower()):
            if 1 <= int(number) <= len(part):
                at = part[int(number) - 1]["at"]
                shot = sum(one["start"] <= at for one in shots) - 1
                why = f"{model}, shown the frame at {at:.1f} s, says {answer}"
                nothing[shot] = Evidence(_SEES[answer], why)
    return model, nothing
