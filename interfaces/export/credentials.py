"""Content credentials in the files that were exported."""

from collections.abc import Iterable
from pathlib import Path

from interfaces.export.job import Job, PieceCut
from studio.nouns.artifact import Artifact
from studio.settings import Settings
from tools.handover.credentials import SIGNED, Making, is_trained, sign
from tools.handover.cut import ancestors
from tools.handover.signer import identity

FOLDER = "credentials"  # under paths.data


async def write_credentials(job: Job, piece: PieceCut) -> None:
    """Sign the piece's own file and what belongs to it: shots, sounds, stems, passes."""
    own = identity(folder_of(job.settings))
    by_path = {path: handle for handle, path in job.known.items()}
    for path in job.files:
        if path.suffix.lower() not in SIGNED or path in job.signed:
            continue
        handle = by_path.get(path, piece.main.handle)
        made = list(ancestors(job.store, handle))
        sign(
            path,
            Making(
                title=piece.name if handle == piece.main.handle else path.name,
                brief=job.outcome.brief.text,
                session=job.outcome.session,
                tools=_tools(job, made),
                trained=is_trained(made),
                footage=any(one.handle in job.sources for one in made),
            ),
            own,
        )
        job.signed.add(path)
        job.files[path] += "; with content credentials"


def folder_of(settings: Settings) -> Path:
    """Where the studio's signature is kept."""
    return settings.paths.data / FOLDER


def _tools(job: Job, made: Iterable[Artifact]) -> list[dict[str, str]]:
    """The tools that made these artifacts, with the engine and version where the session tells."""
    found: dict[str, dict[str, str]] = {}
    for artifact in made:
        if artifact.tool:
            known = job.made_by.get(artifact.handle, {"tool": artifact.tool})
            found.setdefault(str(known), known)
    return list(found.values())
