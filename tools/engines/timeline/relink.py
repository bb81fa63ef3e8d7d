"""A timeline that leaves the studio: its media become files beside it, which any editor finds."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import opentimelineio as otio

from tools.engines.timeline.build import save
from tools.engines.timeline.read import MEDIA


def media_in(path: Path) -> dict[str, str]:
    """The handles that the timeline at `path` refers to, each with its (first) track's name."""
    found: dict[str, str] = {}
    for track, reference in _references(otio.adapters.read_from_file(str(path))):
        found.setdefault(reference.target_url.removeprefix(MEDIA), track)
    return found


def relink(source: Path, target: Path, files: Mapping[str, str]) -> None:
    """Write the timeline `source` to `target` with each handle's own file in place of the handle.
    `files` are paths relative to the folder that the timeline will lie in."""
    timeline = otio.adapters.read_from_file(str(source))
    for _, reference in _references(timeline):
        file = files[reference.target_url.removeprefix(MEDIA)]
        reference.target_url = otio.url_utils.url_from_filepath(file)
    save(timeline, target)


def _references(
    timeline: otio.schema.Timeline,
) -> Iterator[tuple[str, otio.schema.ExternalReference]]:
    for track in timeline.tracks:
        for clip in track.find_clips():
            found = clip.media_reference
            is_file = isinstance(found, otio.schema.ExternalReference)
            if is_file and found.target_url.startswith(MEDIA):
                yield track.name, found
