"""What a timeline says is to be rendered: the pieces of its picture, and where each sound lies."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

import opentimelineio as otio

from tools.engines.timeline.build import OURS

MEDIA = "artifact:"


@dataclass(frozen=True)
class Lettering:
    """Text over a piece, from its frame `first` to its frame `last`, the last one not included."""

    kind: Literal["caption", "subtitle"]
    text: str
    first: int
    last: int
    at: str = "bottom"


@dataclass(frozen=True)
class Source:
    """Frames of one medium: `first` counts at the film's rate."""

    media: str
    first: int
    still: bool = False


@dataclass(frozen=True)
class Piece:
    """A stretch of the picture that can be encoded by itself: part of a shot, the overlap of two,
    or a card. What it looks like depends on nothing else."""

    kind: Literal["shot", "transition", "card"]
    frames: int
    sources: list[Source] = field(default_factory=list)
    transition: str = ""
    text: str = ""
    lettering: list[Lettering] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """JSON-like: what a piece's cache key is made of."""
        return asdict(self)


@dataclass(frozen=True)
class Sounding:
    """A sound that begins at `start` and lasts `frames`, in frames of the film; `skip` of the
    medium come before. `track`: the name of the track that it lies on."""

    media: str
    start: int
    frames: int
    skip: int = 0
    gain: float = 0.0
    is_bed: bool = False
    track: str = ""


def frames_of(timeline: otio.schema.Timeline) -> int:
    """The length of the film in frames."""
    return round(_picture(timeline).duration().value)


def pieces(timeline: otio.schema.Timeline) -> list[Piece]:
    """The film's picture in order. ValueError when a transition has no shot on one side."""
    items = list(_picture(timeline))
    found: list[Piece] = []
    for number, item in enumerate(items):
        if isinstance(item, otio.schema.Transition):
            if number == 0 or number == len(items) - 1:
                raise ValueError("a transition stands at the end of the picture track")
            found.append(_transition(items[number - 1], item, items[number + 1]))
            continue
        first, last = _bounds(item)
        # What a transition shows belongs to the transition.
        after = items[number + 1] if number + 1 < len(items) else None
        before = items[number - 1] if number else None
        first += _offset(before, "out_offset")
        last -= _offset(after, "in_offset")
        if last > first:
            found.append(_plain(item, first, last))
    return found


def sounds(timeline: otio.schema.Timeline) -> list[Sounding]:
    """Every sound of the film."""
    found: list[Sounding] = []
    for track in timeline.audio_tracks():
        at = 0
        for item in track:
            first, last = _bounds(item)
            if isinstance(item, otio.schema.Clip):
                found.append(replace(_sounding(item, at, first, last), track=track.name))
            at += last - first
    return found


def _sounding(clip: otio.schema.Clip, at: int, first: int, last: int) -> Sounding:
    about = clip.metadata.get(OURS, {})
    if "gain" in about:
        return Sounding(_media(clip), at, last - first, 0, float(about["gain"]), is_bed=True)
    # A voice is heard through the overlaps at both ends of its shot.
    known = clip.media_reference.available_range
    begin = round(known.start_time.value)
    end = begin + round(known.duration.value)
    start = at - (first - begin)
    skip = begin - min(0, start)
    return Sounding(_media(clip), max(0, start), end - skip, skip)


def _picture(timeline: otio.schema.Timeline) -> otio.schema.Track:
    return timeline.video_tracks()[0]


def _bounds(item: Any) -> tuple[int, int]:
    span = item.trimmed_range()
    first = round(span.start_time.value)
    return first, first + round(span.duration.value)


def _offset(item: Any, name: str) -> int:
    if not isinstance(item, otio.schema.Transition):
        return 0
    return round(getattr(item, name).value)


def _media(clip: otio.schema.Clip) -> str:
    return clip.media_reference.target_url.removeprefix(MEDIA)


def _source(clip: otio.schema.Clip, first: int) -> Source:
    return Source(_media(clip), first, bool(clip.metadata.get(OURS, {}).get("still")))


def _plain(clip: otio.schema.Clip, first: int, last: int) -> Piece:
    reference = clip.media_reference
    if isinstance(reference, otio.schema.GeneratorReference):
        return Piece("card", last - first, text=str(reference.parameters["text"]))
    return Piece(
        "shot", last - first, [_source(clip, first)], lettering=_lettering(clip, first, last, 0)
    )


def _transition(before: Any, item: otio.schema.Transition, after: Any) -> Piece:
    ahead, behind = _offset(item, "in_offset"), _offset(item, "out_offset")
    frames = ahead + behind
    leaving, entering = _bounds(before)[1] - ahead, _bounds(after)[0] - ahead
    return Piece(
        "transition",
        frames,
        [_source(before, leaving), _source(after, entering)],
        transition=str(item.metadata.get(OURS, {}).get("kind", "dissolve")),
        # of the shot that goes up to the cut, of the one that comes from there on
        lettering=[
            *_lettering(before, leaving, leaving + ahead, 0),
            *_lettering(after, entering + ahead, entering + frames, ahead),
        ],
    )


def _lettering(clip: otio.schema.Clip, first: int, last: int, shift: int) -> list[Lettering]:
    """The markers that are seen from source frame `first` to `last`, in frames of the piece."""
    found = []
    for marker in clip.markers:
        about = marker.metadata.get(OURS, {})
        begin = round(marker.marked_range.start_time.value)
        end = begin + round(marker.marked_range.duration.value)
        begin, end = max(begin, first), min(end, last)
        if begin < end and about.get("kind") in ("caption", "subtitle"):
            found.append(
                Lettering(
                    about["kind"],
                    marker.name,
                    begin - first + shift,
                    end - first + shift,
                    str(about.get("at", "bottom")),
                )
            )
    return found
