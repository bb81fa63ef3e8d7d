"""The cut for editors: EDL (CMX 3600), FCPXML and the older Final Cut XML, each with real files.

What only we can draw, cards and stills, is a clip for them; music and atmosphere are the stems, as
loud as they are in the film.
"""

import unicodedata
from collections.abc import Mapping
from pathlib import Path

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from studio.errors import InputError
from studio.naming import slug
from studio.printable import printable
from tools.engines.timeline.build import OURS
from tools.engines.timeline.read import MEDIA
from tools.handover.cut import rate_of

TIMECODE_RATES = (24, 25, 30, 48, 50, 60)  # frames that a timecode counts in a second
_REEL = 8  # letters of a reel's name in an EDL
_EFFECTS = {"wipe": "WIPE", "fade_through_black": "DIP TO COLOUR"}


def with_files(
    timeline: otio.schema.Timeline, files: Mapping[str, Path], clips: Mapping[str, Path]
) -> otio.schema.Timeline:
    """A copy of the picture track whose media are `files` by their handles, or the `clips` by the
    names of their items where those were made for it."""
    made = otio.schema.Timeline(timeline.name)
    made.metadata[OURS] = timeline.metadata.get(OURS, {})
    made.tracks.append(timeline.video_tracks()[0].deepcopy())
    for clip in made.find_clips():
        reference = clip.media_reference
        handle = getattr(reference, "target_url", "").removeprefix(MEDIA)
        path = clips.get(clip.name) or files[handle]
        clip.media_reference = otio.schema.ExternalReference(
            target_url=path.resolve().as_uri(), available_range=reference.available_range
        )
        clip.media_reference.name = path.name
    return made


def with_sounds(
    cut: otio.schema.Timeline, stems: Mapping[str, Path]
) -> otio.schema.Timeline:  # fmt: skip
    """A copy of a cut with a track for each of the stems, as long as the film."""
    made = cut.deepcopy()
    length = made.video_tracks()[0].duration()
    whole = TimeRange(RationalTime(0, length.rate), length)
    for name, path in stems.items():
        track = otio.schema.Track(name, kind=otio.schema.TrackKind.Audio)
        reference = otio.schema.ExternalReference(path.resolve().as_uri(), whole)
        track.append(otio.schema.Clip(name, reference, whole))
        made.tracks.append(track)
    return made


def edl_of(cut: otio.schema.Timeline) -> str:
    """The picture as a CMX 3600 list, in non-drop timecode. Clips are named by their files.
    InputError for a frame rate that timecode does not count."""
    rate = _counted_rate(cut, "an EDL")
    counted = _counted(cut, rate)
    reels: dict[str, str] = {}
    kinds = _kinds(counted)
    for clip in counted.find_clips():
        file = clip.media_reference.name
        reel = reels.setdefault(file, _reel(file, set(reels.values())))
        clip.name = _ascii(file)
        clip.media_reference = otio.schema.MissingReference()
        clip.markers.clear()
        comments = [f"EFFECT NAME: {kinds[id(clip)]}"] if id(clip) in kinds else []
        clip.metadata["cmx_3600"] = {"reel": reel, "comments": comments}
    counted.name = ""
    text = otio.adapters.write_to_string(counted, "cmx_3600", rate=rate)
    title = _ascii(one_line(cut.name))[:70] or "film"
    return f"TITLE: {title}\nFCM: NON-DROP FRAME\n\n{text}"


def final_cut_of(cut: otio.schema.Timeline) -> str:
    """The whole cut as Final Cut Pro 7 XML, which Premiere and Resolve open. InputError for a frame
    rate that timecode does not count."""
    _counted_rate(cut, "Final Cut XML")
    plain = cut.deepcopy()
    size = {name: str(cut.metadata.get(OURS, {}).get(name, 0)) for name in ("width", "height")}
    _make_plain(plain)
    # Without it, an editor takes the sequence for one of its usual size.
    picture = {"format": {"samplecharacteristics": size}}
    plain.metadata["fcp_xml"] = {"media": {"video": picture}}
    for item in plain.video_tracks()[0]:
        if isinstance(item, otio.schema.Transition):
            item.transition_type = otio.schema.TransitionTypes.SMPTE_Dissolve
    return otio.adapters.write_to_string(plain, "fcp_xml")


def _counted_rate(cut: otio.schema.Timeline, form: str) -> int:
    """The frames that timecode counts in a second of the cut."""
    rate = round(rate_of(cut))
    if rate not in TIMECODE_RATES:
        raise InputError(
            f"{form} counts no {rate_of(cut):g} frames a second.",
            f"Make the film in {', '.join(map(str, TIMECODE_RATES))}, or use the timeline (.otio).",
        )
    return rate


def _make_plain(timeline: otio.schema.Timeline) -> None:
    """Leave away what is ours alone, and of names what XML cannot hold."""
    for thing in (timeline, *timeline.tracks, *timeline.find_children()):
        thing.metadata.clear()
        for named in (thing, *getattr(thing, "markers", ())):
            named.name = one_line(named.name)


def _counted(cut: otio.schema.Timeline, rate: int) -> otio.schema.Timeline:
    """A copy that counts the same frames at a whole rate: 29.97 in non-drop timecode of 30."""
    copy = cut.deepcopy()

    def anew(time: RationalTime) -> RationalTime:
        return RationalTime(round(time.value), rate)

    for item in copy.video_tracks()[0]:
        if isinstance(item, otio.schema.Transition):
            item.in_offset, item.out_offset = anew(item.in_offset), anew(item.out_offset)
        else:
            shown = item.trimmed_range()
            item.source_range = TimeRange(anew(shown.start_time), anew(shown.duration))
    return copy


def _kinds(cut: otio.schema.Timeline) -> dict[int, str]:
    """The effects of the clips that a list can only call a dissolve."""
    found, before = {}, None
    for item in cut.video_tracks()[0]:
        if isinstance(before, otio.schema.Transition):
            kind = str(before.metadata.get(OURS, {}).get("kind", ""))
            if kind in _EFFECTS:
                found[id(item)] = _EFFECTS[kind]
        before = item
    return found


def one_line(text: str) -> str:
    """A name as XML can hold it: without line breaks and control characters."""
    return " ".join(printable(text).split())


def _ascii(text: str) -> str:
    """Text as a list of the seventies can hold it: letters without their marks."""
    plain = text.replace("ß", "ss").replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    plain = plain.replace("Ä", "Ae").replace("Ö", "Oe").replace("Ü", "Ue")
    folded = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in folded if " " <= c <= "~")


def _reel(file: str, taken: set[str]) -> str:
    """A name for the reel of a file: its letters and digits, and a number where another has it."""
    stem = "".join(c for c in _ascii(slug(Path(file).stem)).upper() if c.isalnum())[:_REEL]
    name, number = stem or "AX", 2
    while name in taken:
        name = f"{stem[: _REEL - len(str(number))]}{number}"
        number += 1
    return name
