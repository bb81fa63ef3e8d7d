"""One export in the making: where it goes, what it has written, and what it has not."""

import shutil
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import opentimelineio as otio

from agents.outcome import Deliverable, Outcome
from studio.naming import slug
from studio.settings import Settings
from studio.store.artifacts import ArtifactStore
from tools.engines.base import Progress
from tools.handover.cut import Written, cut_of, spoken_in, written_in
from tools.toolbox import Toolbox


@dataclass
class Job:
    """`files` are what was written, each with what it is; `missing` why a format is not there.
    `known`: the file in the folder of each artifact that has one; `made_by`: the tool, its engine
    and version that made an artifact; `signed`: files with credentials."""

    folder: Path
    outcome: Outcome
    toolbox: Toolbox
    settings: Settings
    formats: tuple[str, ...]
    progress: Progress
    files: dict[Path, str] = field(default_factory=dict)
    missing: dict[str, list[str]] = field(default_factory=dict)
    known: dict[str, Path] = field(default_factory=dict)
    made_by: dict[str, dict[str, str]] = field(default_factory=dict)
    signed: set[Path] = field(default_factory=set)

    @property
    def sources(self) -> set[str]:
        """What came with the brief."""
        return {medium.handle for medium in self.outcome.brief.media}

    @property
    def store(self) -> ArtifactStore:
        """Where the artifacts lie."""
        return self.toolbox.artifacts

    def place(self, *parts: str) -> Path:
        """A path in the folder, whose own folder is there."""
        path = self.folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def wrote(self, path: Path, what: str) -> None:
        """Note a file that was written."""
        self.files[path] = what

    def lacks(self, form: str, why: str) -> None:
        """Note why a format is not there."""
        reasons = self.missing.setdefault(form, [])
        if why not in reasons:
            reasons.append(why)

    def file_of(self, handle: str, folder: str, name: str) -> Path:
        """The file of an artifact in the folder; copied there where it was not handed over."""
        if handle not in self.known:
            artifact = self.store.get(handle)
            path = self.place(folder, f"{slug(name)}{artifact.suffix}")
            number = 2
            while path.exists():
                path = path.with_name(f"{slug(name)}.{number}{artifact.suffix}")
                number += 1
            shutil.copyfile(self.store.path(handle), path)
            self.known[handle] = path
        return self.known[handle]


@dataclass
class PieceCut:
    """A piece that was handed over by itself: a film, a take, a picture or a line. `stem`: of the
    names of its files; `stems` of its sound, once they are written."""

    job: Job
    main: Deliverable
    stems: dict[str, Path] | None = None

    @property
    def stem(self) -> str:
        """As its own file is called."""
        return Path(self.main.path).stem

    @property
    def name(self) -> str:
        """What it is called: the film's title, else as its file."""
        plan = self.job.outcome.plan
        return (plan.title if plan and plan.title else "") or self.stem

    @cached_property
    def timeline(self) -> otio.schema.Timeline | None:
        """Its cut; None for what is no video."""
        return cut_of(self.job.store, self.main.handle, self.name)

    @cached_property
    def words(self) -> list[Written]:
        """What is spoken and written in it."""
        if self.timeline is None:
            return list(spoken_in(self.job.store, self.main.handle))
        return written_in(self.timeline, self.job.store)
