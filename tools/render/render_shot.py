"""render_shot: a silent animated take of one to three characters."""

from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Table, Video
from studio.nouns.vocabulary import (
    Action,
    CameraAngle,
    CameraMove,
    Emotion,
    Framing,
    Quality,
    SetName,
    TimeOfDay,
    View,
)
from tools.context import ToolContext
from tools.declaration import Character, tool
from tools.engines.ffmpeg.engine import ffmpeg_engine
from tools.engines.media.probe import probe
from tools.render.performance import expression_curve
from tools.render.staging import Exposure, Seed, Side, Strength, check_cast, sheet_of

MAX_FRAMES = 3600

VisemeTables = Annotated[list[Table], Field(max_length=12)]


class ShotCompanion(TypedDict):
    """A further character in a shot."""

    character: Character
    action: NotRequired[Action]
    expression: NotRequired[Emotion]
    strength: NotRequired[Strength]
    visemes: NotRequired[VisemeTables]


class Take(TypedDict):
    video: Video
    duration: float
    unique_frames: int


@tool("render", engines=("blender",))
async def render_shot(
    ctx: ToolContext,
    character: Character,
    action: Action = "idle",
    expression: Emotion = "neutral",
    strength: Strength = 1.0,
    visemes: VisemeTables = [],  # noqa: B006
    companions: list[ShotCompanion] = [],  # noqa: B006
    set_name: SetName = "seaside_town",
    time_of_day: TimeOfDay = "day",
    framing: Framing = "medium",
    angle: CameraAngle = "eye_level",
    view: View = "three_quarter",
    camera_move: CameraMove = "static",
    duration: Annotated[float, Field(gt=0, le=60)] = 3.0,
    fps: Annotated[int, Field(ge=6, le=60)] = 24,
    on_twos: bool = True,
    width: Side = 512,
    height: Side = 288,
    quality: Quality = "draft",
    exposure: Exposure = 0.0,
    seed: Seed = 0,
) -> Take:
    """Render an animated shot. It is silent: lay sound under it with compose_video().

    The character does `action`, and its expression comes up to `strength` in the first half second.
    "walk" and "run" go through the set the way the character looks, and the camera goes with them.
    `visemes` are what lip_sync() returned for each line that it speaks in the shot, in any order.
    `on_twos` draws every second frame and holds it, which looks like animation and costs half.
    `duration` in seconds, `exposure` in stops.

        lips = await lip_sync(line["phonemes"], start=0.3)
        take = await render_shot("Luca", action="wave", expression="happy",
                                 visemes=[lips["visemes"]], duration=lips["duration"] + 0.4)
        film = await compose_video([take["video"]], audio=mix["audio"])
    """
    frames = max(1, round(duration * fps))
    if frames > MAX_FRAMES:
        raise ToolError(
            f"{duration:g} s at {fps} frames a second are {frames} frames, over {MAX_FRAMES}.",
            "Split the shot, or use fewer frames a second.",
        )
    lead = {
        "character": character,
        "action": action,
        "expression": expression,
        "strength": strength,
        "visemes": visemes,
    }
    cast = check_cast([lead, *companions])
    made = await ctx.engine(
        "render_shot",
        {
            "cast": [
                _member(ctx, role, frames / fps, seed + number) for number, role in enumerate(cast)
            ],
            "set": set_name,
            "time_of_day": time_of_day,
            "framing": framing,
            "angle": angle,
            "view": view,
            "camera_move": camera_move,
            "width": width,
            "height": height,
            "fps": fps,
            "duration": frames / fps,
            "on_twos": on_twos,
            "quality": quality,
            "exposure": exposure,
            "seed": seed,
            "out_dir": str(ctx.folder),
        },
    )
    out = ctx.folder / "take.mp4"
    files = [str(ctx.folder / name) for name in made["frames"]]
    encoded = await ffmpeg_engine().call(
        "encode_frames", {"frames": files, "fps": fps, "out": str(out)}, ctx.progress
    )
    notes = {key: made[key] for key in ("joints", "head_boxes", "mouth_open", "timings")}
    tables = [table for role in cast for table in role.get("visemes", [])]
    video = ctx.keep(out, "video", probe(out), notes=notes | {"fps": fps}, inputs=tables)
    return {
        "video": Video(video),
        "duration": encoded["duration"],
        "unique_frames": made["unique"],
    }


def _member(ctx: ToolContext, role: dict[str, Any], duration: float, seed: int) -> dict[str, Any]:
    expression, strength = role.get("expression", "neutral"), role.get("strength", 1.0)
    return {
        "sheet": sheet_of(ctx, role["character"]),
        "action": role.get("action", "idle"),
        "expression_curve": expression_curve(expression, strength, duration, seed),
        "visemes": _merged(ctx, role.get("visemes", [])),
        "blinks": True,
    }


def _merged(ctx: ToolContext, tables: list[Table]) -> list[dict[str, Any]]:
    """The keys of all tables in the order of their times."""
    keys = []
    for handle in tables:
        table = ctx.table(handle)
        if not isinstance(table, dict) or "visemes" not in table:
            raise ToolError(
                f"{handle} holds no mouth shapes.", 'Pass the "visemes" that lip_sync() returned.'
            )
        keys += table["visemes"]
    return sorted(keys, key=lambda key: key["t"])
