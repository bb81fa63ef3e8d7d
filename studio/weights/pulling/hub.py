"""A model hub, through huggingface_hub: asked only where a person says so."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from studio.errors import WeightsError
from studio.nouns.artifact import sha256_of
from studio.store.integrity import flushed
from studio.weights.catalogue import Entry, WeightFile
from studio.weights.pulling.progress import Step, Tell, watched

RECORD = ".digests.json"  # of an entry whose files the catalogue doesn't list: file -> SHA-256


def fetch_file(entry: Entry, file: WeightFile, staging: Path, step: Step, tell: Tell) -> Path:
    """A listed file, in `staging`; what was fetched of it before is gone on with.

    WeightsError: it cannot be fetched, or is not what the catalogue says."""
    from huggingface_hub import hf_hub_download

    assert entry.hub, f"{entry.name} has no hub"
    with watched(staging, file.bytes, step, tell):
        path = Path(
            _asked(
                entry,
                lambda repository, revision: hf_hub_download(
                    repository, file.hub, revision=revision, local_dir=staging
                ),
            )
        )
    digest = sha256_of(path)
    if path.stat().st_size != file.bytes or digest != file.sha256:
        path.unlink()
        raise WeightsError(f"{file.hub} has SHA-256 {digest}, and {file.sha256} was wanted")
    return path


def fetch_all(entry: Entry, staging: Path, folder: Path, tell: Tell) -> None:
    """All wanted files of the entry's repository, into `folder`, and a record of their digests.

    Large files are compared with the digests that the hub itself states, and those that are known
    beforehand with the catalogue's. WeightsError as above."""
    from huggingface_hub import HfApi, snapshot_download

    assert entry.hub, f"{entry.name} has no hub"
    only = entry.hub.only or None
    stated = _asked(
        entry,
        lambda repository, revision: HfApi().model_info(
            repository, revision=revision, files_metadata=True
        ),
    )
    step = Step(entry.name, entry.hub.repository, 0, entry.size)
    with watched(staging, entry.size, step, tell):
        _asked(
            entry,
            lambda repository, _: snapshot_download(
                repository, revision=stated.sha, local_dir=staging, allow_patterns=only
            ),
        )
    shutil.rmtree(staging / ".cache", ignore_errors=True)
    digests = {
        path.relative_to(staging).as_posix(): sha256_of(path)
        for path in sorted(staging.rglob("*"))
        if path.is_file()
    }
    if not digests:
        raise WeightsError(f"{entry.hub.repository} holds none of the files that are wanted")
    for sibling in stated.siblings or []:
        wanted = sibling.lfs.sha256 if sibling.lfs else None
        if wanted and digests.get(sibling.rfilename, wanted) != wanted:
            (staging / sibling.rfilename).unlink()
            raise WeightsError(f"{sibling.rfilename} is not what the hub says that it is")
    for name, wanted in entry.hub.digests.items():
        if digests.get(name) != wanted:
            (staging / name).unlink(missing_ok=True)
            raise WeightsError(f"{name} has SHA-256 {digests.get(name)}, and {wanted} was wanted")
    record = {"repository": entry.hub.repository, "revision": stated.sha, "files": digests}
    (staging / RECORD).write_text(json.dumps(record, indent=1))
    for name in (*digests, RECORD):
        flushed(staging / name)
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging.replace(folder)  # all of them or none; over an empty folder at most
    flushed(folder.parent)


def recorded(folder: Path) -> dict[str, str]:
    """The digests that `fetch_all` wrote down; empty: none, or they can't be read."""
    try:
        files = json.loads((folder / RECORD).read_text())["files"]
        return {str(name): str(digest) for name, digest in files.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _asked(entry: Entry, ask: Callable[[str, str], Any]) -> Any:
    """What the hub answers. WeightsError says in one clause why it doesn't."""
    from huggingface_hub import errors
    from huggingface_hub.utils import disable_progress_bars

    disable_progress_bars()
    assert entry.hub, f"{entry.name} has no hub"
    where = f"{entry.hub.repository} on the model hub"
    try:
        return ask(entry.hub.repository, entry.hub.revision)
    except errors.HfHubHTTPError as error:
        raise WeightsError(f"{where} answers {error.response.status_code}") from error
    except ImportError as error:  # what a proxy of the environment would need: SOCKS
        raise WeightsError(f"{where} cannot be asked: {error}") from error
    except (
        errors.HTTPError,
        errors.EntryNotFoundError,
        errors.RevisionResolutionError,
        errors.XetDownloadError,
        OSError,
        ValueError,
    ) as error:
        raise WeightsError(f"{where} cannot be reached ({type(error).__name__})") from error
