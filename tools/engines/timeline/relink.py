"""The media of a timeline: which artifacts it names, and the same with files in their place."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from tools.engines.timeline.read import MEDIA


def media_of(path: Path) -> dict[str, str]:
    """The artifacts that a timeline names, each with the name of the track that names it first."""
    found: dict[str, str] = {}
    for track, reference in _references(_read(path)):
        found.setdefault(reference.target_url.removeprefix(MEDIA), track)
    return found


def relinked(path: Path, files: Mapping[str, str], seconds: Mapping[str, float | None]) -> str:
    """The timeline at `path` as .otio text, with the file of each artifact in `files` in its place,
    relative to where the timeline is put. An editor asks how long a medium is: of music and
    atmosphere, of which the timeline does not tell, `seconds` does, by the artifact."""
    timeline = _read(path)
    rate = timeline.video_tracks()[0].duration().rate
    for _, reference in _references(timeline):
        handle = reference.target_url.removeprefix(MEDIA)
        whole = seconds.get(handle)
        if whole and reference.available_range is None:
            frames = RationalTime(round(whole * rate), rate)
            reference.available_range = TimeRange(RationalTime(0, rate), frames)
        if handle in files:
            reference.target_url = otio.url_utils.url_from_filepath(files[handle])
    return otio.adapters.write_to_string(timeline)


def _read(path: Path) -> otio.schema.Timeline:
    return otio.adapters.read_from_file(str(path))


def _references(
    timeline: otio.schema.Timeline,
) -> Iterator[tuple[str, otio.schema.ExternalReference]]:
    for track in timeline.tracks:
        for clip in track.find_clips():
            if isinstance(clip.media_reference, otio.schema.ExternalReference):
                yield track.name, clip.media_reference
