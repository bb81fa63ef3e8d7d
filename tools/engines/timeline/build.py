"""The cut of a film as an OpenTimelineIO timeline: what editors open, and what is rendered from.

Tracks: `picture` (cards and shots, with transitions), `voices` (each shot's own sound), then
`music` and `atmosphere` where there are some. Lettering stands as markers on the shots. What the
format has no field for is in `metadata["animation_studio"]`. Media are `artifact:<handle>`.
"""

from dataclasses import dataclass, field
from pathlib import Path

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from studio.plan.parts import Caption, Finish, Shape, Sound, Title, Transition

OURS = "animation_studio"
KINDS = {
    "dissolve": otio.schema.TransitionTypes.SMPTE_Dissolve,
    "wipe": otio.schema.TransitionTypes.Custom,
    "fade_through_black": otio.schema.TransitionTypes.Custom,
}


@dataclass(frozen=True)
class Subtitle:
    """A spoken line; `start` and `end` in seconds of its shot."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class CutShot:
    """One shot of the cut. `frames` of it are shown, at the film's rate."""

    name: str
    media: str  # a handle
    frames: int
    still: bool = False
    has_sound: bool = False
    transition: Transition = field(default_factory=Transition)
    captions: list[Caption] = field(default_factory=list)
    subtitles: list[Subtitle] = field(default_factory=list)


@dataclass(frozen=True)
class Cut:
    """All that a film is put together from. `music` and `atmosphere` are handles or empty."""

    name: str
    shape: Shape
    shots: list[CutShot]
    sound: Sound = field(default_factory=Sound)
    finish: Finish = field(default_factory=Finish)
    music: str = ""
    atmosphere: str = ""
    opening: Title | None = None
    closing: Title | None = None


def build(cut: Cut) -> otio.schema.Timeline:
    """The timeline of `cut`. Transitions must fit their shots: see `overlap_frames`."""
    fps = cut.shape.fps
    timeline = otio.schema.Timeline(cut.name, global_start_time=RationalTime(0, fps))
    timeline.metadata[OURS] = {
        "width": cut.shape.width,
        "height": cut.shape.height,
        "fps": fps,
        "ducking": cut.sound.ducking,
        "finish": cut.finish.model_dump(exclude_defaults=True),
    }
    picture = otio.schema.Track("picture", kind=otio.schema.TrackKind.Video)
    voices = otio.schema.Track("voices", kind=otio.schema.TrackKind.Audio)
    timeline.tracks.extend([picture, voices])
    if cut.opening:
        _card(cut.opening, "opening", fps, picture, voices)
    before = 0  # frames that the last transition took of this shot's beginning
    for number, shot in enumerate(cut.shots):
        is_last = number == len(cut.shots) - 1
        overlap = 0 if is_last else overlap_frames(shot, cut.shots[number + 1], fps)
        first, last = before // 2, shot.frames - (overlap - overlap // 2)
        picture.append(_clip(shot, fps, first, last))
        voices.append(_voice(shot, fps, first, last))
        if overlap:
            picture.append(_transition(shot.transition, overlap, fps))
        before = overlap
    if cut.closing:
        _card(cut.closing, "closing", fps, picture, voices)
    length = picture.duration()
    for name, handle, gain in (
        ("music", cut.music, cut.sound.music_gain),
        ("atmosphere", cut.atmosphere, cut.sound.atmosphere_gain),
    ):
        if handle:
            timeline.tracks.append(_bed(name, handle, gain, length))
    return timeline


def overlap_frames(shot: CutShot, following: CutShot, fps: int) -> int:
    """Frames that a transition lays over each other: what was asked for, at most a third of the
    shorter shot, so that every shot is also seen by itself."""
    if shot.transition.kind == "cut":
        return 0
    most = min(shot.frames, following.frames) // 3
    return min(round(shot.transition.seconds * fps), most)


def save(timeline: otio.schema.Timeline, path: Path) -> None:
    """Write it as .otio (JSON)."""
    otio.adapters.write_to_file(timeline, str(path))


def _range(first: int, last: int, fps: int) -> TimeRange:
    return TimeRange(RationalTime(first, fps), RationalTime(last - first, fps))


def _reference(shot: CutShot, fps: int) -> otio.schema.ExternalReference:
    return otio.schema.ExternalReference(
        target_url=f"artifact:{shot.media}", available_range=_range(0, shot.frames, fps)
    )


def _clip(shot: CutShot, fps: int, first: int, last: int) -> otio.schema.Clip:
    clip = otio.schema.Clip(shot.name, _reference(shot, fps), _range(first, last, fps))
    clip.metadata[OURS] = {"still": shot.still}
    length = shot.frames / fps
    for caption in shot.captions:
        end = min(length, caption.start + caption.seconds) if caption.seconds else length
        clip.markers.append(
            _marker(caption.text, caption.start, end, fps, {"kind": "caption", "at": caption.where})
        )
    for line in shot.subtitles:
        clip.markers.append(_marker(line.text, line.start, line.end, fps, {"kind": "subtitle"}))
    return clip


def _marker(
    text: str, start: float, end: float, fps: int, about: dict[str, str]
) -> otio.schema.Marker:
    first = round(start * fps)
    last = max(first + 1, round(end * fps))
    marker = otio.schema.Marker(text, _range(first, last, fps))
    marker.metadata[OURS] = about
    return marker


def _voice(shot: CutShot, fps: int, first: int, last: int) -> otio.schema.Clip | otio.schema.Gap:
    if not shot.has_sound:
        return otio.schema.Gap(source_range=_range(0, last - first, fps))
    return otio.schema.Clip(shot.name, _reference(shot, fps), _range(first, last, fps))


def _transition(transition: Transition, frames: int, fps: int) -> otio.schema.Transition:
    # Before the cut the first shot plays on, after it the second one has begun already.
    made = otio.schema.Transition(
        transition.kind,
        KINDS[transition.kind],
        RationalTime(frames // 2, fps),
        RationalTime(frames - frames // 2, fps),
    )
    made.metadata[OURS] = {"kind": transition.kind}
    return made


def _card(
    title: Title, name: str, fps: int, picture: otio.schema.Track, voices: otio.schema.Track
) -> None:
    frames = max(1, round(title.seconds * fps))
    reference = otio.schema.GeneratorReference(
        generator_kind="title_card",
        available_range=_range(0, frames, fps),
        parameters={"text": title.text},
    )
    picture.append(otio.schema.Clip(name, reference, _range(0, frames, fps)))
    voices.append(otio.schema.Gap(source_range=_range(0, frames, fps)))


def _bed(name: str, handle: str, gain: float, length: RationalTime) -> otio.schema.Track:
    track = otio.schema.Track(name, kind=otio.schema.TrackKind.Audio)
    reference = otio.schema.ExternalReference(target_url=f"artifact:{handle}")
    clip = otio.schema.Clip(name, reference, TimeRange(RationalTime(0, length.rate), length))
    clip.metadata[OURS] = {"gain": gain}
    track.append(clip)
    return track
