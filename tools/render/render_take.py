"""render_take: a silent animated take of one to three characters."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Table, Video
from studio.nouns.vocabulary import PassName, Quality
from studio.plan.parts import (
    LONGEST_SHOT,
    MOST_CAST,
    Camera,
    Exposure,
    Place,
    Role,
    Seed,
    Shape,
)
from tools.context import ToolContext
from tools.declaration import SPREAD, tool
from tools.engines.blender.requests import RenderShot
from tools.engines.ffmpeg.engine import ffmpeg_engine
from tools.engines.ffmpeg.requests import Encoded, EncodeFrames
from tools.engines.media.probe import probe
from tools.render.performance import expression_curve, with_energy
from tools.render.staging import sheet_of

MAX_FRAMES = 14400


class Performer(Role):
    """One of the cast, with the mouth shapes of what it says in the take."""

    visemes: Annotated[list[Table], Field(max_length=12)] = []


class RenderedTake(TypedDict):
    video: Video
    passes: dict[str, Video]
    duration: float
    unique_frames: int


@tool("render", engines=("blender",), uses=("ffmpeg",))
async def render_take(
    ctx: ToolContext,
    cast: Annotated[list[Performer], Field(min_length=1, max_length=MOST_CAST)],
    place: Annotated[Place, SPREAD],
    camera: Annotated[Camera, SPREAD],
    shape: Annotated[Shape, SPREAD],
    length: Annotated[float, Field(gt=0, le=LONGEST_SHOT)] = 3.0,
    on_twos: bool = True,
    quality: Quality = "draft",
    exposure: Exposure = 0.0,
    passes: Annotated[list[PassName], Field(max_length=5)] = [],  # noqa: B006
    seed: Seed = 0,
) -> RenderedTake:
    """Render an animated take. It is silent: lay sound under it with compose_video().

    Each of the cast does its `action`, and its expression comes up to `strength` in the first half
    second. "walk" and "run" go through the set the way the character looks, and the camera goes
    with them. `visemes` are what lip_sync() or animate_face() returned for each line that it speaks
    in the take, in any order. `on_twos` draws every second frame and holds it, which looks like
    animation and costs half. `length` in seconds, `exposure` in stops. `passes` come back in
    take["passes"] by name, as films that steer generate_clip().

        lips = await lip_sync(line["phonemes"], start=0.3)
        take = await render_take(
            [{"character": "Luca", "action": "wave", "visemes": [lips["visemes"]]}],
            length=lips["duration"] + 0.4)
        film = await compose_video([take["video"]], audio=mix["audio"])
    """
    asked = shot_of(
        ctx, cast, place, camera, shape, length, on_twos, quality, exposure, passes, seed
    )
    made = await ctx.engine.run(asked)
    out, encoded = await _encoded(ctx, "take", made["frames"], shape.fps)
    notes = {key: made[key] for key in ("joints", "head_boxes", "mouth_open", "timings")}
    tables = [table for role in cast for table in role.visemes]
    video = ctx.keep(out, "video", probe(out), notes=notes | {"fps": shape.fps}, inputs=tables)
    steering: dict[str, Video] = {}
    for name, files in made["passes"].items():
        film, _ = await _encoded(ctx, name, files, shape.fps)
        about = {"pass": name, "fps": shape.fps}
        steering[name] = Video(ctx.keep(film, "video", probe(film), notes=about, inputs=tables))
    return {
        "video": Video(video),
        "passes": steering,
        "duration": encoded["duration"],
        "unique_frames": made["unique"],
    }


def shot_of(
    ctx: ToolContext,
    cast: list[Performer],
    place: Place,
    camera: Camera,
    shape: Shape,
    length: float,
    on_twos: bool,
    quality: Quality,
    exposure: float,
    passes: list[PassName],
    seed: int,
) -> RenderShot:
    """What the engine is asked for, of the tool's own parameters."""
    fps, frames = shape.fps, max(1, round(length * shape.fps))
    if frames > MAX_FRAMES:
        raise ToolError(
            f"{length:g} s at {shape.fps} frames a second are {frames} frames, over {MAX_FRAMES}.",
            "Split the shot, or use fewer frames a second.",
        )
    return RenderShot(
        cast=[
            _member(ctx, role, frames / shape.fps, seed + number)
            for number, role in enumerate(cast)
        ],
        **place.model_dump(),
        camera=camera,
        **shape.model_dump(),
        duration=frames / fps,
        on_twos=on_twos,
        quality=quality,
        exposure=exposure,
        seed=seed,
        passes=list(dict.fromkeys(passes)),
        out_dir=str(ctx.folder),
    )


async def _encoded(ctx: ToolContext, name: str, files: list[str], fps: int) -> tuple[Path, Encoded]:
    """The film of these frames, and its facts."""
    out, frames = ctx.folder / f"{name}.mp4", [ctx.folder / file for file in files]
    made = await ffmpeg_engine().run(EncodeFrames(frames=frames, fps=fps, out=out), ctx.progress)
    return out, made


def _member(ctx: ToolContext, role: Performer, duration: float, seed: int) -> dict[str, Any]:
    spoken = [_spoken(ctx, handle) for handle in role.visemes]
    acted = [table for table in spoken if "controls" in table]
    curve = expression_curve(role.expression, role.strength, duration, seed)
    return {
        "sheet": sheet_of(ctx, role.character),
        "action": role.action,
        "expression_curve": with_energy(curve, _merged("energy", acted)),
        "visemes": _merged("visemes", spoken),
        "controls": _merged("controls", acted),
        "blinks": True,
        "acted": [{name: one[name] for name in ("start", "end", "blinks")} for one in acted],
    }


def _spoken(ctx: ToolContext, handle: Table) -> dict[str, Any]:
    table = ctx.table(handle)
    if not isinstance(table, dict) or "visemes" not in table:
        raise ToolError(
            f"{handle} holds no mouth shapes.",
            'Pass the "visemes" that lip_sync() or animate_face() returned.',
        )
    return table


def _merged(name: str, tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The keys of all tables in the order of their times."""
    return sorted((key for table in tables for key in table[name]), key=lambda key: key["t"])
