"""The cut of a finished piece, and what is spoken and written in it, found by what made it."""

from collections.abc import Iterator
from dataclasses import dataclass

import opentimelineio as otio

from studio.errors import ToolError
from studio.nouns.artifact import Artifact
from studio.plan.parts import Shape
from studio.store.artifacts import ArtifactStore
from tools.engines.timeline.build import OURS, Cut, CutShot, build
from tools.engines.timeline.read import MEDIA

# NTSC's rates are fractions; a probe tells them rounded.
NTSC = tuple(n * 1000 / 1001 for n in (24, 30, 48, 60))
# Tools whose result keeps the times of the sound that went in.
SAME_TIMES = {
    "grade_video", "reframe_video", "shake_video", "crop_to_shape", "exaggerate_faces",
    "lip_sync_video", "restyle_video", "caption_picture",
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """Words in the film, from `start` to `end` in its seconds: spoken by `who`, or `at` the top,
    middle or bottom of the picture where nobody speaks them."""

    text: str
    start: float
    end: float
    who: str = ""
    at: str = ""


def cut_of(store: ArtifactStore, handle: str, name: str) -> otio.schema.Timeline | None:
    """The timeline of the piece whose main artifact is `handle`: the film's own, or one with the
    single video in it; None for what is no video."""
    artifact = store.get(handle)
    if timeline := artifact.notes.get("timeline"):
        return otio.adapters.read_from_file(str(store.path(timeline)))
    if artifact.kind != "video":
        return None
    facts = artifact.facts
    rate = exact_rate(facts.fps or 24.0)
    frames = facts.frames or max(1, round((facts.duration or 0.0) * rate))
    shot = CutShot(name, handle, frames, has_sound=bool(facts.has_audio))
    # A rate of footage may be a fraction, which the plan of a film does not know.
    shape = Shape.model_construct(width=facts.width or 0, height=facts.height or 0, fps=rate)
    return build(Cut(name=name, shape=shape, shots=[shot]))


def exact_rate(told: float) -> float:
    """A frame rate as it is meant: whole, or one of NTSC's."""
    for rate in (*NTSC, float(round(told))):
        if abs(rate - told) < 0.006:
            return rate
    return told


def rate_of(timeline: otio.schema.Timeline) -> float:
    """Frames a second of the film."""
    return float(timeline.video_tracks()[0].duration().rate)


def length_of(timeline: otio.schema.Timeline) -> float:
    """Seconds of the film."""
    return timeline.video_tracks()[0].duration().to_seconds()


def written_in(timeline: otio.schema.Timeline, store: ArtifactStore) -> list[Written]:
    """Every line and caption of the film, in the order of their times. A shot's lines are its
    subtitles where it has some, else what its sound was mixed of."""
    rate, at, found = rate_of(timeline), 0.0, []
    for item in timeline.video_tracks()[0]:
        if not isinstance(item, otio.schema.Clip):
            at += item.duration().to_seconds() if isinstance(item, otio.schema.Gap) else 0.0
            continue
        shown = item.trimmed_range()
        begin = at - shown.start_time.to_seconds()
        found += _of_shot(item, store, begin, rate)
        at += shown.duration.to_seconds()
    inside = [one for one in found if one.start < at and one.text.strip()]
    return sorted(inside, key=lambda one: (one.start, one.end))


def _of_shot(
    clip: otio.schema.Clip, store: ArtifactStore, begin: float, rate: float
) -> Iterator[Written]:
    spoken = list(spoken_in(store, _handle(clip), begin))
    subtitles = []
    for marker in clip.markers:
        about = marker.metadata.get(OURS, {})
        first = begin + marker.marked_range.start_time.to_seconds()
        last = first + marker.marked_range.duration.to_seconds()
        if about.get("kind") == "subtitle":
            who = next((one.who for one in spoken if abs(one.start - first) < 2 / rate), "")
            subtitles.append(Written(marker.name, max(0.0, first), last, who))
        elif about.get("kind") == "caption":
            yield Written(marker.name, max(0.0, first), last, at=str(about.get("at", "bottom")))
    yield from subtitles or spoken


def _handle(clip: otio.schema.Clip) -> str:
    url = getattr(clip.media_reference, "target_url", "")
    return url.removeprefix(MEDIA) if url.startswith(MEDIA) else ""


def made_by(store: ArtifactStore, handle: str) -> Artifact | None:
    """What is known of an artifact; None where nothing is."""
    try:
        return store.get(handle) if handle else None
    except ToolError:
        return None


def spoken_in(store: ArtifactStore, handle: str, at: float = 0.0) -> Iterator[Written]:
    """The lines that are heard in a video or a sound, `at` so many seconds later."""
    artifact = made_by(store, handle)
    if artifact is None:
        return
    given = artifact.parameters
    if artifact.tool == "speak":
        text = artifact.notes.get("text") or given.get("text") or ""
        end = at + (artifact.facts.duration or 0.0)
        yield Written(text, max(0.0, at), end, str(given.get("character", "")))
    elif artifact.tool == "mix_audio":
        for track in given.get("tracks", []):
            yield from spoken_in(store, track["audio"], at + float(track.get("start") or 0.0))
    elif artifact.tool == "compose_video" and given.get("audio"):
        yield from spoken_in(store, given["audio"], at)
    elif timeline := artifact.notes.get("timeline"):
        inner = otio.adapters.read_from_file(str(store.path(timeline)))
        for one in written_in(inner, store):
            if one.who:
                yield Written(one.text, one.start + at, one.end + at, one.who)
    elif artifact.tool in SAME_TIMES and artifact.inputs:
        yield from spoken_in(store, artifact.inputs[0], at)


def ancestors(store: ArtifactStore, handle: str) -> Iterator[Artifact]:
    """An artifact and all that it was made from, each once."""
    waiting, seen = [handle], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        artifact = made_by(store, name)
        if artifact is None:
            continue
        yield artifact
        waiting += reversed(artifact.inputs)
        if timeline := artifact.notes.get("timeline"):
            read = otio.adapters.read_from_file(str(store.path(timeline)))
            for clip in read.find_clips():
                waiting.append(_handle(clip))
