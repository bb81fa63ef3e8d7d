"""What the tools that make moving clips share: what steers them frame by frame, one call, and the
film that its frames become."""

from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.media.opener import open_medium
from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.diffusion.diffusing import Share, share_of, weights_of
from tools.engines.diffusion.requests import ControlKind
from tools.engines.ffmpeg.engine import ffmpeg_engine
from tools.engines.ffmpeg.requests import EncodeFrames
from tools.engines.media.confined import confined
from tools.engines.media.probe import probe
from tools.engines.motion.requests import Animate
from tools.engines.motion.weights import FAMILIES

Length = Annotated[float, Field(gt=0, le=12)]
Rate = Annotated[int, Field(ge=4, le=24)]
ClipModel = Literal["sd15", "sdxl"]
_LATE = 1.5  # frames that a film which steers may be shorter


class ClipControl(TypedDict):
    """A film that steers a clip frame by frame: a pass of render_take by its name. `strength` 1 is
    as the ControlNet was trained; it works from the share `start` of the steps to `end`."""

    kind: ControlKind
    video: Video
    strength: NotRequired[Annotated[float, Field(ge=0, le=2)]]
    start: NotRequired[Share]
    end: NotRequired[Share]


ClipControls = Annotated[list[ClipControl], Field(max_length=3)]


class GeneratedClip(TypedDict):
    video: Video
    duration: float
    told: list[str]


async def moved(
    ctx: ToolContext,
    controls: list[ClipControl],
    *,
    model: ClipModel = "sd15",
    length: float,
    fps: int,
    inputs: list[str],
    **wanted: Any,
) -> GeneratedClip:
    """Have the engine make a clip of `length` seconds as the other fields of an Animate want it,
    and keep it, made of `inputs` and of what steers."""
    family, frames = FAMILIES[model], max(2, round(length * fps))
    if frames > family.longest:
        raise ToolError(
            f"{length:g} s at {fps} frames a second are {frames} frames; {model} makes at most "
            f"{family.longest}.",
            "Take fewer frames a second, or make two clips.",
        )
    made = await ctx.engine.run(
        Animate(
            model=model,
            base=str(weights_of(ctx, family.base, "base")),
            adapter=str(weights_of(ctx, family.adapter, "motion adapter")),
            frames=frames,
            controls=[_control_at(ctx, one, model, frames, fps) for one in controls],
            out_dir=str(ctx.folder),
            **wanted,
        )
    )
    out = ctx.folder / "clip.mp4"
    files = [ctx.folder / name for name in made["frames"]]
    encoded = await ffmpeg_engine().run(EncodeFrames(frames=files, fps=fps, out=out), ctx.progress)
    notes = {key: made[key] for key in ("seconds", "told", "setting")} | {"fps": fps}
    given = [*inputs, *(one["video"] for one in controls)]
    video = Video(ctx.keep(out, "video", probe(out), notes=notes, inputs=given))
    return {"video": video, "duration": encoded["duration"], "told": made["told"]}


def _control_at(
    ctx: ToolContext, control: ClipControl, model: ClipModel, frames: int, fps: int
) -> dict[str, Any]:
    """A control as the engine takes it. ToolError where its ControlNet is not here."""
    kind = control["kind"]
    entry = FAMILIES[model].controls.get(kind)
    if entry is None:
        raise ToolError(f"no {kind} steers the model {model}.", 'Take the model "sd15".')
    return {
        "kind": kind,
        "folder": str(weights_of(ctx, entry, f"ControlNet for {kind}")),
        "images": [str(path) for path in _frames_of(ctx, control["video"], frames, fps)],
        "strength": control.get("strength", 1.0),
        **share_of(control, f"control by {kind}"),
    }


def _frames_of(ctx: ToolContext, video: Video, frames: int, fps: int) -> list[Path]:
    """What a film shows at the time of each frame of the clip, written anew as PNG."""
    folder = ctx.folder / video.replace(":", "-")
    folder.mkdir(exist_ok=True)
    paths, length = _written_frames(ctx.path(video), folder, frames, fps)
    if len(paths) < frames:
        raise ToolError(
            f"{video} lasts {length:.2f} s, the clip {frames / fps:.2f} s.",
            "Give one that is as long, or make the clip shorter.",
        )
    return [Path(path) for path in paths]


@confined
def _written_frames(video: Path, folder: Path, frames: int, fps: int) -> tuple[list[str], float]:
    """The files of the frames, fewer where the film is too short, and its length in seconds."""
    paths: list[str] = []
    with open_medium(video) as medium:
        last, length = None, 0.0
        for shown in medium.pictures():
            at = (shown.time or 0.0) - medium.origin
            length = at + 1 / float(medium.video.average_rate or fps) if medium.video else at
            while last is not None and len(paths) < frames and len(paths) / fps < at - 1e-6:
                paths.append(_written(last, folder, len(paths)))
            last = shown
            if len(paths) == frames:
                return paths, length
    while last is not None and length >= (frames - _LATE) / fps and len(paths) < frames:
        paths.append(_written(last, folder, len(paths)))
    return paths, length


def _written(shown: Any, folder: Path, number: int) -> str:
    path = folder / f"{number:04d}.png"
    shown.to_image().save(path)
    return str(path)
