"""Lists for editors, read back by the libraries of their formats."""

from pathlib import Path

import opentimelineio as otio

from studio.errors import EngineError
from tools.handover.cut import rate_of

_ADAPTERS = {".edl": "cmx_3600", ".xml": "fcp_xml", ".fcpxml": "fcpx_xml"}


def check_cut(path: Path, cut: otio.schema.Timeline) -> None:
    """EngineError where a written list does not say the same as `cut` when it is read back: how
    many clips, which files, how long."""
    rate = rate_of(cut)
    told, wanted = _told(read_cut(path, round(rate))), _told(cut)
    if path.suffix == ".edl":  # its clips are called by their files, and hold their transitions
        same = len(told) == len(wanted) and sum(n for n, _ in told) == sum(n for n, _ in wanted)
    else:
        # The reader of FCPXML cuts where it should round, and takes 29.97 for 29.
        off = 0 if path.suffix == ".xml" else 1
        share = 0.0 if rate == round(rate) else 0.05
        same = len(told) == len(wanted) and all(
            url == meant and abs(length - whole) <= off + off * share * whole
            for (length, url), (whole, meant) in zip(told, wanted, strict=True)
        )
    if not same:
        raise EngineError(f"{path.name} reads back as {told}, not as {wanted}.")


def read_cut(path: Path, rate: int) -> otio.schema.Timeline:
    """A written list as the library of its format reads it."""
    more = {"rate": rate} if path.suffix == ".edl" else {}
    read = otio.adapters.read_from_file(str(path), _ADAPTERS[path.suffix], **more)
    if isinstance(read, otio.schema.SerializableCollection):
        read = read[0]
    return read


def picture_of(cut: otio.schema.Timeline) -> otio.schema.Track:
    """The track of the picture: the first of a cut, the spine of FCPXML."""
    tracks = cut.video_tracks()
    return next((track for track in tracks if track.name == "0"), tracks[0])


def _told(cut: otio.schema.Timeline) -> list[tuple[int, str]]:
    return [
        (round(clip.duration().value), str(getattr(clip.media_reference, "target_url", "")))
        for clip in picture_of(cut).find_clips()
    ]
