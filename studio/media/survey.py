"""What stands in the way of reading a file plainly: its clock, shape, colours and streams.

A plain video is one that every reader understands alike: its streams are the first ones and begin
at 0, its pictures come at a constant rate, upright, with square pixels, whole frames, in standard
dynamic range and limited range. Everything else is told here, and made plain by conform.py.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.sidedata.sidedata import Type

from studio.media.clocks import LATE, Clock, begin_with_picture, clocks_of
from studio.media.medium import FASTEST, Medium
from studio.media.rates import fitting_rate, is_steady, mean_rate, moved_to
from studio.media.slips import slip_of

OUTLASTS = 0.5  # seconds by which a sound is longer than its picture
STILL = 0.5  # seconds: a shorter picture under a longer sound is its cover
_GUESSED = {"mp3", "aac"}  # what these say of their own length is a guess
_TOLD = ("h264", "mpeg4", "mpeg2video", "mpeg1video")  # whose decoders are told of their colours
_COPIED = ("h264", "hevc")  # codecs whose plain pictures go into the plain file as they are
# ITU-T H.273
_UNKNOWN_MATRIX, _BT709 = 2, 1
_FULL = 2  # of AVColorRange
_TRANSFERS = {16: "PQ", 18: "HLG"}
_WIDE = {9: "2020", 11: "smpte431", 12: "smpte432"}
_STANDS = 3.0  # times its usual length from which a picture is one that stands
_UPRIGHT = 65500  # of 65536, of a display matrix: less is turned by 2 degrees or more
_PROGRESSIVE = (0, 1)  # of AVFieldOrder: unknown, progressive


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What there is in a sound or video. `reasons` why it is not plain; `notes` are sentences for
    a person. `video` and `audio` are the numbers of the streams that count, `width` and `height`
    in pixels as shown, `rotation` in degrees clockwise, `aspect` a stored pixel's width to its
    height, `rate` and `frames` of the plain video, `seconds` of its picture or, without one, of its
    sound; `copied`: the picture is plain, only the sound or the name of its colours is not;
    `early`: seconds, under a frame, of sound before the picture, which are left out, so that no
    picture has to move to another place; `slip`: seconds, under a frame, by which FFmpeg shows the
    picture too early beside the sound, which are left out of the sound; `unnamed`: its colours are
    those of BT.709, and it cannot be decoded so without their name; `moved`: by how many seconds
    each frame is shown later than it is meant, empty where none is; `ends` is when the last packet
    ends, `declared` when the file says that it does (0 where that is a guess), both in s."""

    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    codec: str = ""
    video: int | None = None
    audio: int | None = None
    width: int = 0
    height: int = 0
    rotation: int = 0
    aspect: Fraction = Fraction(1)
    rate: Fraction = Fraction(0)
    frames: int = 0
    seconds: float = 0.0
    interlaced: bool = False
    copied: bool = False
    early: float = 0.0
    slip: float = 0.0
    transfer: str = ""
    primaries: str = ""
    unnamed: bool = False
    moved: tuple[float, ...] = ()
    ends: float = 0.0
    declared: float = 0.0


def survey(medium: Medium) -> Survey:
    """Look at every packet and the first frame of what is open. FFmpegError for what cannot be
    read at all."""
    video, audio = medium.video, medium.audio
    clocks, first = clocks_of(medium)
    early = begin_with_picture(medium, clocks)
    heard = clocks[audio.index] if audio else Clock()
    found = Survey(
        codec=next(stream.codec_context.name for stream in (video, audio) if stream is not None),
        audio=audio.index if audio else None,
        declared=0.0 if medium.container.format.name in _GUESSED else medium.declared,
        ends=max(clock.ends for clock in clocks.values()),
        seconds=heard.ends or medium.declared,
        reasons=tuple(_of_sound(medium, heard)),
        early=early,
        slip=slip if (slip := slip_of(medium)) > LATE else 0.0,
        notes=tuple(_about_tracks(medium)),
    )
    return (
        found if video is None else _with_picture(found, medium, first, clocks[video.index], heard)
    )


def _of_sound(medium: Medium, heard: Clock) -> Iterator[str]:
    audio = medium.audio
    if audio is None:
        return
    if audio.index != medium.container.streams.audio[0].index:
        yield "the sound that counts is not the first"
    if medium.video is not None and heard.begins > LATE:
        yield "the sound begins late"
    if heard.restarts:
        yield "its clock begins again"
    if heard.has_holes():
        yield "the sound has holes"


def _about_tracks(medium: Medium) -> Iterator[str]:
    tracks = medium.container.streams.audio
    if len(tracks) > 1 and medium.audio is not None:
        number = [track.index for track in tracks].index(medium.audio.index) + 1
        why = "which is marked as the default" if number > 1 else "the first"
        yield f"It has {len(tracks)} sound tracks; number {number}, {why}, is used."


def _with_picture(
    found: Survey,
    medium: Medium,
    first: av.VideoFrame | None,
    seen: Clock,
    heard: Clock,
) -> Survey:
    video = medium.video
    assert video is not None
    times = [start for start, _ in seen.spans]
    rate, steady = _rate(video, times)
    interlaced = bool(first and first.interlaced_frame) or (
        video.codec_context.field_order not in _PROGRESSIVE
    )
    width, height, turned, aspect = _shape(video, first)
    ends = _picture_ends(times, rate, steady, seen, heard)
    reasons, notes = [], list(found.notes)
    beside = list(found.reasons)  # what can be put right without coding the picture again
    if len(times) == 1 and heard.ends > ends + OUTLASTS:
        ends = heard.ends
        reasons.append("one picture stands for a longer sound")
    elif heard.ends > ends + OUTLASTS:
        beside.append("the sound outlasts the picture")
        notes.append(
            f"Its sound goes on for {heard.ends - ends:.1f} s after its picture ends, at "
            f"{ends:.1f} s; that rest is left out."
        )
    if found.early:
        beside.append("the sound begins before the picture")
    if found.slip:
        beside.append("the film begins inside a picture")
    reasons += _of_times(times, rate, steady, seen)
    if medium.container.streams.video[0].index != video.index:
        reasons.append("the picture that counts is not the first")
    if _is_turned(first):
        reasons.append("it is turned")
    if aspect != 1:
        reasons.append("its pixels are not square")
    if rate > FASTEST:
        notes.append(f"It has {float(rate):g} pictures a second; {FASTEST} of them are used.")
        rate = Fraction(FASTEST)
        reasons.append("it is faster than footage is read")
    if interlaced:
        rate *= 2
        reasons.append("it is interlaced")
    transfer, primaries = _light(video)
    if transfer or primaries:
        reasons.append("its light is not that of BT.709")
    if transfer:
        notes.append(f"It is HDR ({transfer}); its light is mapped to that of a usual screen.")
    if _other_code(video):
        reasons.append("its colours are coded in another way")
    frames = max(1, round(ends * rate)) if ends else 0
    unnamed = medium.unnamed_709 and found.codec not in _TOLD
    if unnamed:
        beside.append("its colours are not named")
    return Survey(
        reasons=(*reasons, *beside),
        copied=not reasons and found.codec in _COPIED,
        early=found.early,
        slip=found.slip,
        notes=tuple(notes),
        codec=found.codec,
        video=video.index,
        audio=found.audio,
        width=width,
        height=height,
        rotation=turned,
        aspect=aspect,
        rate=rate,
        frames=frames,
        moved=moved_to(times, rate, frames) if rate else (),
        seconds=ends,
        interlaced=interlaced,
        transfer=transfer,
        primaries=primaries,
        unnamed=unnamed,
        ends=found.ends,
        declared=found.declared,
    )


def _of_times(times: list[float], rate: Fraction, steady: bool, seen: Clock) -> Iterator[str]:
    if seen.restarts:
        yield "its clock begins again"
    if times and times[0] > max(LATE, 0.5 / float(rate or 25)):
        yield "the picture begins late"
    if not steady:
        yield "the rate varies"


def _shape(video: av.VideoStream, first: av.VideoFrame | None) -> tuple[int, int, int, Fraction]:
    """Width and height as shown, the rotation, and the aspect of a stored pixel."""
    turned = round(first.rotation / 90) * -90 % 360 if first else 0
    aspect = Fraction(video.sample_aspect_ratio or 1) or Fraction(1)
    width, height = video.codec_context.width, video.codec_context.height
    if aspect != 1:
        width = max(2, round(width * aspect / 2) * 2)
    sides = (height, width) if turned in (90, 270) else (width, height)
    return *sides, turned, aspect


def _is_turned(first: av.VideoFrame | None) -> bool:
    """Whether a picture is shown otherwise than it is stored: turned, by any angle, or mirrored."""
    if first is None:
        return False
    sides: Any = first.side_data  # whose stubs know of one kind only
    matrix = sides.get(Type.DISPLAYMATRIX)
    return matrix is not None and min(struct.unpack("<9i", bytes(matrix))[0:5:4]) < _UPRIGHT


def _picture_ends(
    times: list[float], rate: Fraction, steady: bool, seen: Clock, heard: Clock
) -> float:
    """When the last picture ends, in s."""
    ends = times[-1] + float(1 / rate) if times and rate else seen.ends
    if steady:
        return ends
    # A picture stands until the next one: where some do so long, the last under its sound does.
    steps = np.diff(times)
    stands = float(steps.max()) if steps.max() > _STANDS * np.median(steps) else 0.0
    return max(ends, seen.ends, min(heard.ends, times[-1] + stands))


def _rate(video: av.VideoStream, times: list[float]) -> tuple[Fraction, bool]:
    """Frames a second, and whether the pictures keep to it."""
    said = [rate for rate in (video.average_rate, video.guessed_rate) if rate]
    if len(times) < 3:
        return (said[0] if said else Fraction(25)), True
    for rate in [*said, mean_rate(times)]:
        if is_steady(times, rate):
            return rate, True
    return fitting_rate(times), False


def _light(video: av.VideoStream) -> tuple[str, str]:
    """HDR's transfer, and primaries wider than BT.709's; empty where it is neither."""
    codec = video.codec_context
    transfer = _TRANSFERS.get(codec.color_trc, "")
    primaries = _WIDE.get(codec.color_primaries, "")
    return transfer, primaries or ("2020" if transfer else "")


def _other_code(video: av.VideoStream) -> bool:
    """Whether a matrix other than BT.709 or the full range is meant, of pictures in YUV."""
    codec = video.codec_context
    layout = codec.pix_fmt or ""
    if not layout.startswith("yuv") or layout.startswith("yuva"):
        return False
    other = codec.colorspace not in (_BT709, _UNKNOWN_MATRIX)
    return other or codec.color_range == _FULL or layout.startswith("yuvj")
