"""What is written of artifacts, in the database."""

from typing import Any

from pydantic import ValidationError
from sqlalchemy import Engine, bindparam, select

from studio.errors import StoreError, ToolError
from studio.nouns.artifact import Artifact
from studio.store.database import as_store_error, database_session, named
from studio.store.schema import ArtifactRow

_DOCUMENT = select(ArtifactRow.document).where(ArtifactRow.handle == bindparam("of"))


class ArtifactRecords:
    """A document for each handle."""

    def __init__(self, engine: Engine):
        self._engine = engine

    def get(self, handle: str) -> Artifact:
        """The artifact of `handle`; ToolError when there is none. StoreError when what is written
        of it cannot be read."""
        # Core, not the ORM: every use of a file asks this.
        reading = as_store_error(f"read artifact {handle}", self._engine)
        with reading, self._engine.connect() as connection:
            row = connection.execute(_DOCUMENT, {"of": handle}).first()
        if row is None:
            raise ToolError(
                f"there is no artifact {handle!r}.",
                "Pass a handle that a tool of this program returned.",
            )
        artifact = _read(row.document)
        if artifact is None:
            raise StoreError(
                f"what {named(self._engine)} holds of artifact {handle} cannot be read.",
                "Run the brief again with --no-cache: it is written anew.",
            )
        return artifact

    def put(self, artifact: Artifact, *, anew: bool = False) -> Artifact:
        """Write it down; returns what is written of it: what was known before, unless `anew`."""
        with database_session(self._engine, "record an artifact") as session, session.begin():
            row = session.get(ArtifactRow, artifact.handle)
            known = _read(row.document) if row else None
            if known and known.sha256 == artifact.sha256 and not anew:
                return known
            document = artifact.model_dump(mode="json")
            session.merge(
                ArtifactRow(handle=artifact.handle, kind=artifact.kind, document=document)
            )
            return artifact


def _read(document: dict[str, Any]) -> Artifact | None:
    """What is known of an artifact; None when it cannot be read."""
    try:
        return Artifact.model_validate(document)
    except ValidationError:
        return None
