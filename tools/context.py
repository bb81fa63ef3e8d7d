"""What a tool's function is given besides its parameters."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import EngineMissing, StudioError
from studio.nouns.artifact import Artifact, Kind, MediaFacts, Unwritten
from studio.settings import Settings
from studio.sheet_book import SheetBook
from studio.store.artifacts import ArtifactStore
from tools.engines.base import Engine, Progress, status_of
from tools.engines.ffmpeg.edit.footage import as_graph
from tools.engines.ffmpeg.graph.graph import Graph
from tools.engines.request import Request, Result
from tools.scratch import Scratch
from tools.unwritten import graph_of


@dataclass(frozen=True)
class BoundEngine:
    """An engine at work for one call, whose progress goes to the call's."""

    engine: Engine
    progress: Progress

    @property
    def name(self) -> str:
        """The engine's name."""
        return self.engine.name

    @property
    def version(self) -> str:
        """The engine's version."""
        return self.engine.version

    async def run(self, request: Request[Result]) -> Result:
        """Do one job. ToolError for a fault of the request's, EngineError for the engine's."""
        return await self.engine.run(request, self.progress)


class ToolContext:
    """One call's surroundings: artifacts in, artifacts out, the engine, the sheets, progress."""

    def __init__(
        self,
        *,
        tool: str,
        parameters: dict[str, Any],
        artifacts: ArtifactStore,
        sheets: SheetBook,
        engine: Engine | None,
        settings: Settings,
        progress: Progress,
        use_cache: bool = True,
        others: Mapping[str, Engine] | None = None,
    ):
        self.artifacts = artifacts
        self.sheets = sheets
        self.settings = settings
        self.progress = progress
        self.made: list[str] = []
        self.fallback = self.done_by = ""
        self._tool = tool
        self.parameters = parameters
        self._engine = engine and BoundEngine(engine, progress)
        self._others = dict(others or {})
        self._use_cache = use_cache
        self._scratch: Scratch | None = None
        self._read: dict[Path, str] = {}

    @property
    def folder(self) -> Path:
        """A scratch folder of this call's own; it is gone when the call ends, or swept by a later
        one should the studio be killed."""
        if self._scratch is None:
            self._scratch = Scratch(self.settings.paths.scratch, self._tool)
        return self._scratch.folder

    def artifact(self, handle: str) -> Artifact:
        """What is known of an artifact; ToolError for an unknown handle."""
        return self.artifacts.get(handle)

    def path(self, handle: str) -> Path:
        """The read-only file of an artifact."""
        path = self.artifacts.path(handle)
        self._read[path] = handle
        return path

    def is_unwritten(self, handle: str) -> bool:
        """Whether a video is known by how it is made, whatever there is of its file."""
        return self.artifact(handle).graph is not None

    def footage(self, handle: str) -> Path | Graph:
        """What an engine that runs graphs reads a video (or a sound) from: its file, or how it is
        made where that is known."""
        artifact = self.artifact(handle)
        if artifact.graph is None:
            return self.path(handle)
        graph = graph_of(artifact, self.artifacts)
        self._read |= dict(zip(graph.inputs, artifact.graph.inputs, strict=True))
        return graph

    def table(self, handle: str) -> Any:
        """The data of a table artifact."""
        return self.artifacts.table(handle)

    def keep(
        self,
        path: Path,
        kind: Kind,
        facts: MediaFacts | None = None,
        *,
        notes: dict[str, Any] | None = None,
        inputs: Sequence[str] = (),
    ) -> str:
        """Keep a file as an artifact of this call; returns its handle. `inputs` are the handles
        it was made from, `notes` the engine's own words about it."""
        artifact = self.artifacts.add(
            path,
            kind,
            facts,
            tool=self._tool,
            parameters=self.parameters,
            inputs=inputs,
            notes=notes,
        )
        self.made.append(artifact.handle)
        return artifact.handle

    def keep_unwritten(
        self,
        graph: Graph,
        facts: MediaFacts,
        *,
        notes: dict[str, Any] | None = None,
        inputs: Sequence[str] = (),
        copied: bool = False,
    ) -> str:
        """Keep a video of this call as how it is made; its file is written when somebody asks for
        it. The files that it is made of are artifacts that this call was given, or kept."""
        artifact = self.artifacts.add_unwritten(
            Unwritten(
                inputs=[self._read[path] for path in graph.inputs],
                chains=list(graph.chains),
                rate=str(graph.rate),
                copied=copied,
            ),
            facts,
            made_by=self._engine.version if self._engine else "",
            tool=self._tool,
            parameters=self.parameters,
            inputs=list(inputs),
            notes=notes or {},
        )
        self.made.append(artifact.handle)
        return artifact.handle

    def keep_master(
        self,
        path: Path,
        facts: MediaFacts,
        *,
        notes: dict[str, Any] | None = None,
        inputs: Sequence[str] = (),
    ) -> str:
        """Keep a video that is coded for editing on, and larger than need be: it is written anew
        when it leaves the studio."""
        stored = self.path(self.keep(path, "video", facts, notes=notes, inputs=inputs))
        return self.keep_unwritten(as_graph(stored), facts, notes=notes, inputs=inputs, copied=True)

    def keep_table(
        self, data: Any, *, notes: dict[str, Any] | None = None, inputs: Sequence[str] = ()
    ) -> str:
        """Keep JSON-serialisable data as a table artifact; returns its handle."""
        artifact = self.artifacts.add_table(
            data, tool=self._tool, parameters=self.parameters, inputs=inputs, notes=notes
        )
        self.made.append(artifact.handle)
        return artifact.handle

    async def reused(self, key: str, make: Callable[[], Awaitable[str]]) -> str:
        """The handle of a part of this call's work: the one that was made before under the same
        `key` with the same engine and is still whole, else what `make` makes now. `key` must name
        all that the part depends on."""
        engine = self._engine
        version = f"{engine.name} {engine.version}" if engine else ""
        whole = hashlib.sha256(f"{self._tool} {version} {key}".encode()).hexdigest()
        known = self.artifacts.cached_call(whole) if self._use_cache else None
        if known:
            self.made.append(known.result["handle"])
            return known.result["handle"]
        handle = await make()
        self.artifacts.remember_call(whole, self._tool, {"handle": handle}, [handle])
        return handle

    def fell_back(self, instead: str, *failed: StudioError, by: str = "") -> None:
        """Say what poorer than usual does the work this once, `instead` of what `failed`: the
        engine `by`, where it is another one than was chosen. The user is told it with the remedies,
        and the result is not stored: the next call tries again."""
        told = [self.fallback, *(_with_remedy(error) for error in failed), instead]
        self.fallback = ". ".join(one.rstrip(".") for one in told if one)
        self.done_by = by

    @property
    def engine(self) -> BoundEngine:
        """The engine that was chosen for this call."""
        assert self._engine is not None, f"{self._tool} declares no engine"
        return self._engine

    def other(self, name: str) -> BoundEngine:
        """An engine that the tool `uses` beside the one that was chosen, or this one itself.
        EngineMissing where it cannot run here."""
        if self._engine and self._engine.name == name:
            return self._engine
        if name not in self._others:
            raise EngineMissing(f"{self._tool} needs {name}, which is not among the engines.")
        status = status_of(self._others[name])
        if not status.ready:
            raise EngineMissing(
                f"{self._tool} needs {name}: {status.reason}.", f"Run: {status.fix}"
            )
        return BoundEngine(self._others[name], self.progress)

    def first(self, *names: str) -> BoundEngine:
        """The first of these engines that the tool `uses` which is ready. EngineMissing says what
        each of them lacks."""
        reasons = []
        for name in names:
            try:
                return self.other(name)
            except EngineMissing as missing:
                reasons.append(missing)
        told = "; or ".join(one.message.rstrip(".") for one in reasons)
        raise EngineMissing(f"{told}.", reasons[-1].fix)

    def by_handles(self, text: str) -> str:
        """A text in which the files that this call read are named by the handles that it was
        given for them."""
        for path, handle in self._read.items():
            text = text.replace(path.name, handle)
        return text

    def close(self) -> None:
        """Remove the scratch folder."""
        if self._scratch is not None:
            self._scratch.remove()


def _with_remedy(error: StudioError) -> str:
    fix = error.fix.rstrip(".")
    return f"{error.message.rstrip('.')} ({fix})" if fix else error.message
