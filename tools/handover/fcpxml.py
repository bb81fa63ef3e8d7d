"""FCPXML 1.8 (Final Cut Pro X; Resolve reads it too).

Written here, since OpenTimelineIO's adapter leaves transitions away, breaks at an apostrophe in a
name, and is a frame off at 3 of 100 times (it cuts where it should round). It reads what this
writes, as a check.
"""

from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote, urlparse
from xml.etree import ElementTree

import opentimelineio as otio

from studio.errors import InputError
from tools.engines.timeline.build import OURS
from tools.handover.cut import rate_of
from tools.handover.editors import one_line

RATES = {
    Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001),
    Fraction(30), Fraction(50), Fraction(60000, 1001), Fraction(60),
}  # fmt: skip
_SOUND = {"hasAudio": "1", "audioSources": "1", "audioChannels": "2", "audioRate": "48000"}
_ROLES = {"voices": "dialogue", "music": "music"}  # else effects


def fcpxml_of(cut: otio.schema.Timeline) -> str:
    """A cut as a library with one event and one project. InputError for a frame rate that Final
    Cut has no format for."""
    rate = Fraction(rate_of(cut)).limit_denominator(1001)
    if rate not in RATES:
        raise InputError(
            f"Final Cut has no format with {rate_of(cut):g} frames a second.",
            "Make the film in 24, 25, 30, 50 or 60, or use the other formats.",
        )
    return _Writer(cut, rate).text()


class _Writer:
    def __init__(self, cut: otio.schema.Timeline, rate: Fraction):
        self._cut, self._rate = cut, rate
        about = cut.metadata.get(OURS, {})
        self._root = ElementTree.Element("fcpxml", version="1.8")
        self._resources = ElementTree.SubElement(self._root, "resources")
        ElementTree.SubElement(
            self._resources,
            "format",
            id="r1",
            frameDuration=self._time(1),
            width=str(about.get("width", 0)),
            height=str(about.get("height", 0)),
        )
        self._assets: dict[str, str] = {}

    def text(self) -> str:
        """The document."""
        picture = self._cut.video_tracks()[0]
        name = one_line(self._cut.name) or "film"
        library = ElementTree.SubElement(self._root, "library")
        event = ElementTree.SubElement(library, "event", name=name)
        project = ElementTree.SubElement(event, "project", name=name)
        sequence = ElementTree.SubElement(
            project,
            "sequence",
            format="r1",
            duration=self._time(_frames(picture.duration())),
            tcStart="0s",
            tcFormat="NDF",
            audioLayout="stereo",
            audioRate="48k",
        )
        spine = ElementTree.SubElement(sequence, "spine")
        self._lay(picture, spine)
        for lane, track in enumerate(self._cut.audio_tracks(), 1):
            self._hang(track, spine, -lane)
        ElementTree.indent(self._root)
        body = ElementTree.tostring(self._root, encoding="unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n{body}\n'

    def _lay(self, track: otio.schema.Track, spine: ElementTree.Element) -> None:
        at = 0
        for item in track:
            if isinstance(item, otio.schema.Transition):
                ahead, behind = _frames(item.in_offset), _frames(item.out_offset)
                ElementTree.SubElement(
                    spine,
                    "transition",
                    name="Cross Dissolve",
                    offset=self._time(at - ahead),
                    duration=self._time(ahead + behind),
                )
                continue
            clip = self._clip(item, spine, at)
            for marker in item.markers:
                ElementTree.SubElement(
                    clip,
                    "marker",
                    start=self._time(_frames(marker.marked_range.start_time)),
                    duration=self._time(1),
                    value=one_line(marker.name),
                )
            at += _frames(item.duration())

    def _clip(
        self, item: otio.schema.Clip, parent: ElementTree.Element, at: int, **more: str
    ) -> ElementTree.Element:
        shown = item.trimmed_range()
        return ElementTree.SubElement(
            parent,
            "asset-clip",
            ref=self._asset(item),
            name=one_line(item.name),
            offset=self._time(at),
            start=self._time(_frames(shown.start_time)),
            duration=self._time(_frames(shown.duration)),
            format="r1",
            tcFormat="NDF",
            **more,
        )

    def _hang(self, track: otio.schema.Track, spine: ElementTree.Element, lane: int) -> None:
        """Connect a stem, which is as long as the film, to the first clip of the spine. Markers
        must be the last that a clip holds."""
        first = spine.find("asset-clip")
        start = self._cut.video_tracks()[0][0].trimmed_range().start_time
        role = _ROLES.get(track.name, "effects")
        for item in track:
            made = self._clip(item, first, _frames(start), lane=str(lane), audioRole=role)
            first.remove(made)
            first.insert(-lane - 1, made)

    def _asset(self, item: otio.schema.Clip) -> str:
        reference = item.media_reference
        url = reference.target_url
        if url not in self._assets:
            self._assets[url] = f"r{len(self._assets) + 2}"
            known = reference.available_range
            sounds = item.parent().kind == otio.schema.TrackKind.Audio
            ElementTree.SubElement(
                self._resources,
                "asset",
                id=self._assets[url],
                name=one_line(Path(unquote(urlparse(url).path)).name),
                src=url,
                start=self._time(_frames(known.start_time)),
                duration=self._time(_frames(known.duration)),
                format="r1",
                **(_SOUND if sounds else {"hasVideo": "1"}),
            )
        return self._assets[url]

    def _time(self, frames: int) -> str:
        seconds = frames / self._rate
        whole = seconds.denominator == 1
        return f"{seconds.numerator}s" if whole else f"{seconds.numerator}/{seconds.denominator}s"


def _frames(time: otio.opentime.RationalTime) -> int:
    return round(time.value)
