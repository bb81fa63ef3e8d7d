"""The artifact store: immutable files under their content hash, with what is known of each."""

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from studio.errors import StoreError, ToolError
from studio.nouns.artifact import Artifact, Kind, MediaFacts, sha256_of
from studio.store.database import require_space, told
from studio.store.schema import ArtifactRow, CallRow


class CachedCall(NamedTuple):
    """A finished call: what it gave back, and the handles of what was made in it."""

    result: dict[str, Any]
    made: list[str]


class ArtifactStore:
    """Files under `folder`, rows in `engine`. The same bytes are kept once, and a handle that was
    handed out stays good: nothing is ever overwritten."""

    def __init__(self, folder: Path, engine: Engine):
        self.folder = folder
        self._engine = engine
        folder.mkdir(parents=True, exist_ok=True)

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
        self._place(source, artifact)
        with told("record an artifact"), Session(self._engine) as session, session.begin():
            row = session.get(ArtifactRow, artifact.handle)
            if row is None:
                document = artifact.model_dump(mode="json")
                session.add(ArtifactRow(handle=artifact.handle, kind=kind, document=document))
                return artifact
            return Artifact.model_validate(row.document)

    def add_table(self, data: Any, **about: Any) -> Artifact:
        """Keep JSON-serialisable `data` as a table artifact."""
        written = json.dumps(data, ensure_ascii=False, sort_keys=True).encode()
        with tempfile.TemporaryDirectory(prefix="studio-table-") as folder:
            file = Path(folder) / "table.json"
            file.write_bytes(written)
            return self.add(file, "table", **about)

    def get(self, handle: str) -> Artifact:
        """The artifact of `handle`; ToolError when there is none."""
        with told(f"read artifact {handle}"), Session(self._engine) as session:
            row = session.get(ArtifactRow, handle)
        if row is None:
            raise ToolError(
                f"there is no artifact {handle!r}.",
                "Pass a handle that a tool of this program returned.",
            )
        return Artifact.model_validate(row.document)

    def path(self, handle: str) -> Path:
        """Where the bytes of `handle` lie (read-only). StoreError when the file is gone."""
        path = self._path(self.get(handle))
        if not path.exists():
            raise StoreError(
                f"the file of artifact {handle} is missing from {self.folder}.",
                "Run the brief again with --no-cache.",
            )
        return path

    def table(self, handle: str) -> Any:
        """The data of a table artifact."""
        return json.loads(self.path(handle).read_bytes())

    def cached_call(self, key: str) -> CachedCall | None:
        """The stored result of a finished call whose files are all still here, else None."""
        with told("read the call cache"), Session(self._engine) as session:
            row = session.get(CallRow, key)
        if row is None:
            return None
        known = row.document["artifacts"]
        if not all(self._exists(handle) for handle in known):
            return None
        return CachedCall(row.document["result"], known)

    def remember_call(
        self, key: str, tool: str, result: dict[str, Any], made: Sequence[str]
    ) -> None:
        """Store the result of a finished call; `made` are the handles that it needs to be whole."""
        document = {"result": result, "artifacts": list(made)}
        with told("write the call cache"), Session(self._engine) as session, session.begin():
            session.merge(CallRow(key=key, tool=tool, document=document))

    def _exists(self, handle: str) -> bool:
        try:
            return self._path(self.get(handle)).exists()
        except ToolError:
            return False

    def _path(self, artifact: Artifact) -> Path:
        return self.folder / artifact.sha256[:2] / f"{artifact.sha256}{artifact.suffix}"

    def _place(self, source: Path, artifact: Artifact) -> None:
        target = self._path(artifact)
        if target.exists():
            return
        target.parent.mkdir(exist_ok=True)
        partial = target.with_suffix(f".{os.getpid()}.{id(artifact)}.part")
        try:
            shutil.copyfile(source, partial)
            partial.chmod(0o444)
            partial.replace(target)  # whole or not at all
        except OSError as fault:
            partial.unlink(missing_ok=True)
            raise StoreError(
                f"cannot keep {source.name} in {self.folder}: {fault.strerror}.",
                "Free some space, or point paths.data at another disk.",
            ) from fault
