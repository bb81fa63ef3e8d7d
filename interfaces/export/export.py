"""Export: a finished piece in a folder of its own."""

import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from agents.outcome import outcome_of
from interfaces.export.credentials import write_credentials
from interfaces.export.cuts import write_editors, write_otio, write_sound, write_words
from interfaces.export.job import Job, PieceCut
from interfaces.export.paintings import write_paintings
from interfaces.export.readme import write_readme
from interfaces.export.scenes import write_scenes
from interfaces.report.build import write_report
from studio.errors import InputError
from studio.naming import inside
from studio.nouns.artifact import ToolCall, handles_in
from studio.nouns.event import Event
from studio.settings import Settings
from tools.engines.base import Progress
from tools.toolbox import Toolbox

PLAN = "plan.json"
Write = Callable[[Job, PieceCut], Awaitable[None]]

# In this order they are written; those on one line by one function.
WRITERS: dict[tuple[str, ...], Write] = {
    ("otio",): write_otio,
    ("stems",): write_sound,
    ("edl", "fcpxml", "xml"): write_editors,
    ("srt", "vtt", "ass"): write_words,
    ("blend",): write_scenes,
    ("comfyui",): write_paintings,
    ("c2pa",): write_credentials,
}
FORMATS = tuple(form for forms in WRITERS for form in forms)


@dataclass(frozen=True)
class Exported:
    """What an export wrote: the folder, its files with what each is, and why a format is not
    there."""

    folder: Path
    files: dict[Path, str]
    missing: dict[str, list[str]]


def formats_named(text: str) -> tuple[str, ...]:
    """The formats that a person names, with commas or spaces between; all for none. InputError for
    one that there is not."""
    words = text.replace(",", " ").lower().split()
    unknown = [word for word in words if word not in FORMATS]
    if unknown:
        raise InputError(
            f"there is no format {unknown[0]!r} to export.", f"Choose from {', '.join(FORMATS)}."
        )
    return tuple(form for form in FORMATS if form in words) if words else FORMATS


def new_folder(name: str | Path) -> Path:
    """A folder that is not there yet, or is empty. InputError for another."""
    try:
        folder = Path(name).expanduser()
        taken = folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(f"{str(name)!r} cannot be a folder.", "Choose another name.") from error
    if taken:
        raise InputError(
            f"{folder} is there already, and nothing is overwritten.", "Name a new folder."
        )
    return folder


async def export_session(
    events: Sequence[Event],
    toolbox: Toolbox,
    settings: Settings,
    folder: Path,
    formats: tuple[str, ...] = FORMATS,
    progress: Progress = lambda *_: None,
) -> Exported:
    """Write what a session delivered to `folder`, in these formats besides. InputError where
    nothing was delivered or its files are gone, and where the folder cannot be written."""
    outcome = outcome_of(list(events))
    if not outcome.deliverables:
        told = outcome.fix or "Export another one."
        raise InputError(f"session {outcome.session} delivered nothing.", told)
    home = inside(settings.paths.outputs, outcome.session)
    if gone := [path for path in outcome.files if not path.is_file()]:
        raise InputError(
            f"{gone[0]} is not there any more.", f"Run: python main.py resume {outcome.session}"
        )
    write_report(list(events), toolbox.artifacts, settings.paths.outputs)
    job = Job(folder, outcome, toolbox, settings, formats, progress)
    job.made_by = _makers(events)
    try:
        shutil.copytree(home, folder, dirs_exist_ok=True)
        _note_delivered(job, home)
        await _write_formats(job)
        write_readme(job)
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()
    except OSError as error:
        raise _not_written(folder, error) from error
    return Exported(folder, job.files, job.missing)


def _not_written(folder: Path, error: OSError) -> InputError:
    """What is told of it; what was written in part is gone, so that the folder can be named
    again."""
    shutil.rmtree(folder, ignore_errors=True)
    why = error.strerror
    if isinstance(error, shutil.Error):  # of each file that could not be copied
        why = str(error.args[0][0][2]).partition("] ")[2].partition(":")[0]
    return InputError(
        f"{folder} cannot be written: {why or error}.", "Name another folder, or make room."
    )


def _makers(events: Sequence[Event]) -> dict[str, dict[str, str]]:
    """By which tool, engine and version each artifact was made, as the session tells."""
    found: dict[str, dict[str, str]] = {}
    for event in events:
        if event.kind == "tool" and event.data.get("result"):
            call = ToolCall.model_validate(event.data)
            made = {"tool": call.tool, "engine": call.engine, "version": str(call.version)}
            for handle in handles_in(call.result):
                found.setdefault(handle, made)
    return found


def _note_delivered(job: Job, home: Path) -> None:
    for one in job.outcome.deliverables:
        path = job.folder / Path(one.path).relative_to(home)
        job.known[one.handle] = path
        job.wrote(path, "as it was delivered")
    if job.outcome.plan:
        path = job.place(PLAN)
        path.write_text(job.outcome.plan.model_dump_json(indent=2), encoding="utf-8")
        job.wrote(path, "the plan that it was made by")


async def _write_formats(job: Job) -> None:
    pieces = main_pieces(job)
    for forms, write in WRITERS.items():
        if any(form in job.formats for form in forms):
            for piece in pieces:
                await write(job, piece)


def main_pieces(job: Job) -> list[PieceCut]:
    """What was handed over for itself, each by its main file: the first of its shot."""
    firsts: dict[str, PieceCut] = {}
    for one in job.outcome.deliverables:
        if not one.part and one.shot not in firsts:
            firsts[one.shot] = PieceCut(job, one)
    return list(firsts.values())
