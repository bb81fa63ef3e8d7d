"""The artifact store: immutable files under their content hash, with what is known of each."""

import hashlib
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Engine

from studio.errors import DamagedError, StoreError, ToolError
from studio.nouns.artifact import Artifact, Kind, MediaFacts, Unwritten, sha256_of
from studio.store.database import database_session
from studio.store.integrity import Integrity, replace
from studio.store.records import ArtifactRecords
from studio.store.schema import CallRow
from studio.store.space import make_folder, require_space


class CachedCall(NamedTuple):
    """A finished call: what it gave back, and the handles of what was made in it. `fallback`: why
    something poorer than usual did the work this once, `engine`: which engine, where that is
    another one; such a call is not stored."""

    result: dict[str, Any]
    made: list[str]
    fallback: str = ""
    engine: str = ""


class ArtifactStore:
    """Files under `folder`, rows in `engine`. The same bytes are kept once, and a handle that was
    handed out stays good: nothing is ever overwritten but a file that is damaged.

    A damaged file (of another size or hash than when it was stored) is as if it were not there.

    An edit of a video may be added before it is written: `writer` makes a draft of it when its file
    is asked for."""

    def __init__(self, folder: Path, engine: Engine):
        self.folder = folder
        self.writer: Callable[[Artifact, Path], None] | None = None
        self._engine = engine
        self._records = ArtifactRecords(engine)
        self._integrity = Integrity()
        make_folder(folder)

    def add(
        self,
        source: Path,
        kind: Kind,
        facts: MediaFacts | None = None,
        *,
        tool: str = "",
        parameters: dict[str, Any] | None = None,
        inputs: Sequence[str] = (),
        notes: dict[str, Any] | None = None,
    ) -> Artifact:
        """Copy `source` into the store and return its artifact (the stored one if it is known).

        Raises StoreError when the disk is full.
        """
        require_space(self.folder)
        digest = sha256_of(source)
        facts = (facts or MediaFacts()).model_copy(update={"bytes": source.stat().st_size})
        artifact = Artifact(
            handle=f"{kind}:{digest[:16]}",
            kind=kind,
            suffix=source.suffix.lower(),
            sha256=digest,
            facts=facts,
            tool=tool,
            parameters=parameters or {},
            inputs=list(inputs),
            notes=notes or {},
        )
        self._place(source, self._path(artifact), artifact.facts.bytes, digest)
        return self._records.put(artifact)

    def add_unwritten(
        self, graph: Unwritten, facts: MediaFacts, *, made_by: str, **about: Any
    ) -> Artifact:
        """Keep how a video is made in place of its file. `made_by`: the version of what will write
        it; the same graph by the same version is the same artifact."""
        told = json.dumps([made_by, graph.model_dump(), facts.model_dump()], sort_keys=True)
        digest = hashlib.sha256(told.encode()).hexdigest()
        handle = f"video:{digest[:16]}"
        artifact = Artifact(
            handle=handle,
            kind="video",
            suffix=".mp4",
            sha256=digest,
            graph=graph,
            facts=facts,
            **about,
        )
        known = self._records.put(artifact)
        if known.written and not self._is_whole(known):
            return self._records.put(artifact, anew=True)
        return known

    def write(self, handle: str, source: Path) -> None:
        """Copy `source`, which was made as its graph says, into the store as the file of
        `handle`."""
        require_space(self.folder)
        artifact, digest = self.get(handle), sha256_of(source)
        size = source.stat().st_size
        self._place(source, self._path(artifact), size, digest)
        facts = artifact.facts.model_copy(update={"bytes": size})
        self._records.put(
            artifact.model_copy(update={"facts": facts, "written": digest}), anew=True
        )

    def add_draft(self, handle: str, source: Path) -> Artifact:
        """Copy `source` into the store as what stands for the file of `handle` until that is
        written."""
        artifact = self.get(handle)
        draft = self.add(source, "video", artifact.facts, inputs=artifact.inputs)
        self._records.put(artifact.model_copy(update={"draft": draft.handle}), anew=True)
        return draft

    def add_table(self, data: Any, **about: Any) -> Artifact:
        """Keep JSON-serialisable `data` as a table artifact."""
        written = json.dumps(data, ensure_ascii=False, sort_keys=True).encode()
        with tempfile.TemporaryDirectory(prefix="studio-table-") as folder:
            file = Path(folder) / "table.json"
            file.write_bytes(written)
            return self.add(file, "table", **about)

    def get(self, handle: str) -> Artifact:
        """The artifact of `handle`; ToolError when there is none. StoreError when what is written
        of it cannot be read."""
        return self._records.get(handle)

    def path(self, handle: str, *, anew: bool = False) -> Path:
        """Where the bytes of `handle` lie (read-only). StoreError when the file is gone, or is not
        any more what was stored; with `anew` it is hashed whatever is known of it."""
        artifact = self.get(handle)
        if artifact.graph and not artifact.written:
            return self._drafted(artifact)
        path = self._path(artifact)
        if not self._is_whole(artifact, anew=anew):
            raise DamagedError(
                f"the file of artifact {handle} in {self.folder} is "
                f"{'damaged' if path.exists() else 'missing'}.",
                "Run the brief again, with its files: what can be made again is.",
            )
        return path

    def table(self, handle: str) -> Any:
        """The data of a table artifact."""
        return json.loads(self.path(handle).read_bytes())

    def is_whole(self, handle: str) -> bool:
        """Whether the file of `handle` is there and is what was stored, or can be written."""
        try:
            artifact = self.get(handle)
        except (ToolError, StoreError):
            return False
        if artifact.graph and not artifact.written:
            return all(map(self.is_whole, artifact.graph.inputs))  # a draft is made of them again
        return self._is_whole(artifact)

    def cached_call(self, key: str) -> CachedCall | None:
        """A finished call whose files are all still whole, else None."""
        with database_session(self._engine, "read the call cache") as session:
            row = session.get(CallRow, key)
        if row is None:
            return None
        try:
            known = CachedCall(dict(row.document["result"]), list(row.document["artifacts"]))
        except (KeyError, TypeError, ValueError):  # a broken row is as if it were not there
            return None
        return known if all(map(self.is_whole, known.made)) else None

    def is_known_call(self, key: str) -> bool:
        """Whether a call was finished once, whatever has become of its files."""
        with database_session(self._engine, "read the call cache") as session:
            return session.get(CallRow, key) is not None

    def remember_call(
        self, key: str, tool: str, result: dict[str, Any], made: Sequence[str]
    ) -> None:
        """Store the result of a finished call; `made` are the handles that it needs to be whole."""
        document = {"result": result, "artifacts": list(made)}
        with database_session(self._engine, "write the call cache") as session, session.begin():
            session.merge(CallRow(key=key, tool=tool, document=document))

    def _path(self, artifact: Artifact) -> Path:
        return self.folder / artifact.sha256[:2] / f"{artifact.sha256}{artifact.suffix}"

    def _drafted(self, artifact: Artifact) -> Path:
        assert artifact.graph is not None
        draft = artifact.graph.inputs[0] if artifact.graph.copied else artifact.draft
        if artifact.graph.copied or (draft and self.is_whole(draft)):
            return self.path(draft)
        if self.writer is None:
            raise DamagedError(
                f"the file of artifact {artifact.handle} in {self.folder} is not written.",
                "Run the brief again.",
            )
        with tempfile.TemporaryDirectory(prefix="studio-writing-") as folder:
            out = Path(folder) / "video.mp4"
            self.writer(artifact, out)
            return self._path(self.add_draft(artifact.handle, out))

    def _is_whole(self, artifact: Artifact, *, anew: bool = False) -> bool:
        path, digest = self._path(artifact), artifact.written or artifact.sha256
        return self._integrity.is_whole(path, artifact.facts.bytes, digest, anew=anew)

    def _place(self, source: Path, target: Path, size: int, digest: str) -> None:
        if self._integrity.is_whole(target, size, digest):
            return
        target.parent.mkdir(exist_ok=True)
        partial = target.with_suffix(f".{os.getpid()}.{threading.get_ident()}.part")
        try:
            shutil.copyfile(source, partial)
            partial.chmod(0o444)
            replace(partial, target)
            self._integrity.note(target)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise StoreError(
                f"cannot keep {source.name} in {self.folder}: {error.strerror}.",
                "Free some space, or point paths.data at another disk.",
            ) from error
