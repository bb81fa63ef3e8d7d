"""assemble_film: finished shots to a film, with its timeline."""

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Audio, MediaFacts, Timeline, Video
from studio.plan.parts import Caption, Finish, Shape, Sound, Title, Transition
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.ffmpeg.requests import EncodePiece, JoinPieces, MixTracks
from tools.engines.media.probe import probe
from tools.engines.timeline.build import Cut, CutShot, Subtitle, build, save
from tools.engines.timeline.read import Piece, frames_of, pieces, sounds

Shown = Annotated[str, Field(pattern=r"^(video|image):[0-9a-f]{16}$")]
Seconds = Annotated[float, Field(ge=0, le=600)]


class Spoken(TypedDict):
    """A line for the subtitles; `start` and `end` in seconds of its shot."""

    text: Annotated[str, Field(min_length=1, max_length=400)]
    start: Seconds
    end: Seconds


class FilmShot(TypedDict):
    """One shot of a film: a video, or a picture that stands for `length` seconds. A video is shown
    whole, or its first `length` seconds."""

    name: str
    shown: Shown
    length: NotRequired[Seconds]
    transition: NotRequired[Transition]
    captions: NotRequired[list[Caption]]
    subtitles: NotRequired[list[Spoken]]


class AssembledFilm(TypedDict):
    video: Video
    timeline: Timeline
    duration: float


@tool("film", engines=("ffmpeg",), unwritten=True)
async def assemble_film(
    ctx: ToolContext,
    shots: Annotated[list[FilmShot], Field(min_length=1, max_length=24)],
    shape: Shape = Shape(),
    sound: Sound = Sound(),
    finish: Finish = Finish(),
    music: Audio | None = None,
    atmosphere: Audio | None = None,
    opening: Title | None = None,
    closing: Title | None = None,
    title: Annotated[str, Field(max_length=200)] = "",
) -> AssembledFilm:
    """Put finished shots together to one film (MP4), and give its OpenTimelineIO timeline.

    Shots keep their own sound; `music` and `atmosphere` (of make_music and make_atmosphere, as long
    as the film) lie below it and make room for voices, as `sound` says. A shot's `transition` leads
    into the next one and lays the end of one over the beginning of the other: the film is shorter
    by as much. `opening` and `closing` are cards of their own. `captions` and `subtitles` count
    from their shot's beginning. `finish` is laid over the whole picture, below what is written.
    What has not changed since the last time is not encoded again.

        film = await assemble_film(
            [{"name": "s1", "shown": clip1["video"], "transition": {"kind": "dissolve"}},
             {"name": "s2", "shown": clip2["video"]}],
            shape={"width": 512, "height": 288, "fps": 24}, music=music["audio"])
        {"film": [film["video"], film["timeline"]]}
    """
    cut = Cut(
        name=title or "film",
        shape=shape,
        shots=[_cut_shot(ctx, shot, shape) for shot in shots],
        sound=sound,
        finish=finish,
        music=music or "",
        atmosphere=atmosphere or "",
        opening=opening,
        closing=closing,
    )
    timeline = build(cut)
    written = ctx.folder / "film.otio"
    save(timeline, written)
    frames = frames_of(timeline)
    encoded = [
        await _encoded(ctx, piece, cut, number) for number, piece in enumerate(pieces(timeline))
    ]
    out = ctx.folder / "film.mp4"
    made = await ctx.engine.run(
        JoinPieces(
            pieces=[ctx.path(piece) for piece in encoded],
            audio=await _mixed(ctx, cut, timeline, frames / shape.fps),
            frames=frames,
            fps=shape.fps,
            title=title,
            out=out,
        )
    )
    inputs = [
        handle for handle in (*(shot["shown"] for shot in shots), music, atmosphere) if handle
    ]
    kept = ctx.keep(written, "timeline", MediaFacts(duration=made["duration"]), inputs=inputs)
    video = ctx.keep(out, "video", probe(out), inputs=inputs, notes={"timeline": kept})
    return {"video": Video(video), "timeline": Timeline(kept), "duration": made["duration"]}


def _cut_shot(ctx: ToolContext, shot: FilmShot, shape: Shape) -> CutShot:
    handle, name = shot["shown"], shot["name"]
    facts = ctx.artifact(handle).facts if ctx.is_unwritten(handle) else probe(ctx.path(handle))
    still = handle.startswith("image:")
    asked = shot.get("length", 0)
    if still and not asked:
        raise ToolError(f"the picture of shot {name!r} has no length.", "Give `length` in seconds.")
    whole = asked if still else facts.duration or 0.0
    if not still and facts.frames and facts.fps:
        whole = facts.frames / facts.fps  # the sound may be longer than the picture
    seconds = min(asked, whole) if asked and not still else whole
    return CutShot(
        name=name,
        media=handle,
        frames=max(1, round(seconds * shape.fps)),
        still=still,
        has_sound=bool(facts.has_audio),
        transition=shot.get("transition", Transition()),
        captions=shot.get("captions", []),
        subtitles=[Subtitle(s["text"], s["start"], s["end"]) for s in shot.get("subtitles", [])],
    )


async def _encoded(ctx: ToolContext, piece: Piece, cut: Cut, number: int) -> str:
    """The handle of one piece's video; a piece that was encoded before is taken from the store."""
    shape, finish = cut.shape, cut.finish
    about = piece.as_dict() | {"shape": shape.model_dump()}
    about |= {"finish": finish.model_dump(exclude_defaults=True)}
    key = hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()

    async def encode() -> str:
        out = ctx.folder / f"piece{number}.mp4"
        files = [source | {"media": ctx.footage(source["media"])} for source in about["sources"]]
        await ctx.engine.run(
            EncodePiece(
                piece=about | {"sources": files}, finish=finish, **shape.model_dump(), out=out
            )
        )
        used = [source.media for source in piece.sources]
        return ctx.keep(out, "video", probe(out), inputs=used, notes={"piece": piece.kind})

    return await ctx.reused(f"piece {key}", encode)


async def _mixed(ctx: ToolContext, cut: Cut, timeline: Any, duration: float) -> str | None:
    """The path of the film's sound, None where there is none."""
    fps = cut.shape.fps
    tracks = [
        {
            "path": ctx.footage(one.media),
            "start": one.start / fps,
            "skip": one.skip / fps,
            "length": one.frames / fps,
            "gain_db": one.gain,
            "duck": one.is_bed and cut.sound.ducking > 0,
        }
        for one in sounds(timeline)
        if one.start / fps < duration
    ]
    if not tracks:
        return None
    out = Path(ctx.folder) / "film.wav"
    await ctx.engine.run(
        MixTracks(
            tracks=tracks,
            duration=duration,
            loudness=cut.sound.loudness,
            ducking=cut.sound.ducking,
            out=out,
        )
    )
    return str(out)
