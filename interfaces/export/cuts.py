"""The cut and its words: timeline, lists for editors, subtitles, stems."""

from collections.abc import Callable
from pathlib import Path

import opentimelineio as otio

from interfaces.export.job import Job, PieceCut
from studio.errors import InputError
from studio.plan.parts import Finish
from tools.engines.ffmpeg.requests import EncodePiece
from tools.engines.timeline.build import OURS, save
from tools.engines.timeline.read import MEDIA, pieces
from tools.engines.timeline.relink import relinked
from tools.handover.checking import check_cut
from tools.handover.cut import rate_of
from tools.handover.editors import edl_of, final_cut_of, with_files, with_sounds
from tools.handover.fcpxml import fcpxml_of
from tools.handover.stems import write_stems
from tools.handover.subtitles import write_subtitles

NO_CUT = "{name} is no video: it has no cut."
EDIT, MEDIA_FOLDER = "edit", "edit/media"


async def write_otio(job: Job, piece: PieceCut) -> None:
    """`<piece>.otio`, whose media are the files beside it."""
    timeline = piece.timeline
    if timeline is None:
        job.lacks("otio", NO_CUT.format(name=piece.stem))
        return
    path = job.place(f"{piece.stem}.otio")
    save(timeline, path)
    files = {
        handle: file.relative_to(job.folder).as_posix()
        for handle, file in _files(job, timeline).items()
    }
    lengths = {handle: job.store.get(handle).facts.duration for handle in files}
    path.write_text(relinked(path, files, lengths), encoding="utf-8")
    read = otio.adapters.read_from_file(str(path))
    for clip in read.find_clips():
        url = getattr(clip.media_reference, "target_url", "")
        if url and not (job.folder / otio.url_utils.filepath_from_url(url)).is_file():
            raise InputError(f"the timeline names {url}, which is not there.", "Export it again.")
    job.wrote(path, "the cut as an OpenTimelineIO timeline; its media lie beside it")


def _files(job: Job, timeline: otio.schema.Timeline) -> dict[str, Path]:
    """The file in the folder of each artifact that a timeline names."""
    found: dict[str, Path] = {}
    for track in timeline.tracks:
        for clip in track.find_clips():
            url = getattr(clip.media_reference, "target_url", "")
            if url.startswith(MEDIA):
                handle = url.removeprefix(MEDIA)
                named = clip.name or track.name
                sound = track.kind == otio.schema.TrackKind.Audio and track.name != "voices"
                folder = "sound" if sound else "shots"
                found[handle] = job.file_of(handle, folder, track.name if sound else named)
    return found


async def write_editors(job: Job, piece: PieceCut) -> None:
    """EDL, FCPXML and Final Cut XML of the piece, of those that are asked for."""
    writers: dict[str, tuple[str, Callable[[otio.schema.Timeline], str]]] = {
        "edl": ("picture as a CMX 3600 list, for any editor", edl_of),
        "fcpxml": ("cut as FCPXML, for Final Cut Pro and Resolve", fcpxml_of),
        "xml": ("cut as Final Cut 7 XML, for Premiere and Resolve", final_cut_of),
    }
    asked = [form for form in writers if form in job.formats]
    timeline = piece.timeline
    if timeline is None:
        for form in asked:
            job.lacks(form, NO_CUT.format(name=piece.stem))
        return
    cut = with_files(timeline, _files(job, timeline), await _drawn(job, piece, timeline))
    for form in asked:
        what, write = writers[form]
        given = cut if form == "edl" else with_sounds(cut, await stems_of(job, piece))
        path = job.place(EDIT, f"{piece.stem}.{form}")
        try:
            path.write_text(write(given), encoding="utf-8")
            check_cut(path, cut)
        except InputError as error:
            path.unlink(missing_ok=True)
            job.lacks(form, str(error))
        else:
            job.wrote(path, f"the {what}")


async def _drawn(job: Job, piece: PieceCut, timeline: otio.schema.Timeline) -> dict[str, Path]:
    """A clip for each card and each still of the cut, which editors cannot draw."""
    made: dict[str, Path] = {}
    about, rate = timeline.metadata.get(OURS, {}), rate_of(timeline)
    for clip in timeline.video_tracks()[0].find_clips():
        is_card = isinstance(clip.media_reference, otio.schema.GeneratorReference)
        if not is_card and not clip.metadata.get(OURS, {}).get("still"):
            continue
        alone = otio.schema.Timeline(clip.name)
        track = otio.schema.Track("picture", kind=otio.schema.TrackKind.Video)
        copy = clip.deepcopy()
        copy.markers.clear()
        copy.source_range = copy.media_reference.available_range
        track.append(copy)
        alone.tracks.append(track)
        whole = pieces(alone)[0].as_dict()
        for source in whole["sources"]:
            source["media"] = str(job.store.path(source["media"]))
        name = clip.name if _alone(job) else f"{piece.stem}.{clip.name}"
        out = job.place(MEDIA_FOLDER, f"{name}.mp4")
        await job.toolbox.engines["ffmpeg"].run(
            EncodePiece(
                piece=whole,
                width=about["width"],
                height=about["height"],
                fps=round(rate),
                finish=Finish(),
                out=out,
            ),
            lambda *_: None,
        )
        job.wrote(out, "a card or a still as a clip, for the lists in edit/")
        made[clip.name] = out
    return made


async def write_words(job: Job, piece: PieceCut) -> None:
    """SRT, WebVTT and ASS of the piece, of those that are asked for."""
    about = piece.timeline.metadata.get(OURS, {}) if piece.timeline else {}
    size = (int(about.get("width", 1280)), int(about.get("height", 720)))
    spoken = [one for one in piece.words if not one.at]
    for form, what in (
        ("srt", "its lines as SRT, for any player"),
        ("vtt", "its lines as WebVTT, for the web"),
        ("ass", "its lines and captions as ASS, with their places"),
    ):
        if form not in job.formats:
            continue
        if not (piece.words if form == "ass" else spoken):
            job.lacks(form, f"nobody is known to speak in {piece.stem}.")
            continue
        path = job.place("subtitles", f"{piece.stem}.{form}")
        write_subtitles(piece.words, path, size, piece.name)
        job.wrote(path, what)


async def write_sound(job: Job, piece: PieceCut) -> None:
    """The stems of the piece."""
    if piece.timeline is None:
        job.lacks("stems", NO_CUT.format(name=piece.stem))
        return
    for name, path in (await stems_of(job, piece)).items():
        job.wrote(path, f"its {name} alone, as long as the film, before mastering")
    if not piece.stems:
        job.lacks("stems", f"{piece.stem} is silent.")


async def stems_of(job: Job, piece: PieceCut) -> dict[str, Path]:
    """The stems, written once."""
    if piece.stems is None:
        assert piece.timeline is not None
        folder = job.folder / "stems" / ("" if _alone(job) else piece.stem)
        ffmpeg = job.toolbox.engines["ffmpeg"]
        piece.stems = await write_stems(piece.timeline, job.store, ffmpeg, folder, job.progress)
    return piece.stems


def _alone(job: Job) -> bool:
    return sum(not one.part and one.kind == "video" for one in job.outcome.deliverables) == 1
