"""A person's words and files become a Brief, or an error that says what is wrong with them."""

import codecs
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from interfaces.intake.words import check_text
from studio.errors import BriefError, InputError, MediaError
from studio.media import confined, plain
from studio.media.original import check_plain
from studio.nouns.artifact import Artifact, Kind, MediaFacts
from studio.nouns.brief import Borrowed, Brief, Earlier, SourceMedia
from studio.plan import Change
from studio.settings import Settings
from studio.store.artifacts import ArtifactStore
from tools.engines.media.probe import identify

MAX_MEDIA = 16
MAX_SEED = 2**31 - 1
MAX_WORDS = 40_000_000  # bytes of a file of text
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")
# What can only be meant as a file: a text that ends as a picture, sound or video does.
_PATH = re.compile(
    r"[^\n]*[^\s/]\.(a?png|jpe?g|jfif|webp|gif|bmp|tiff?"
    r"|wav|w64|mp3|flac|ogg|oga|opus|m4a|aac|aiff?|mka"
    r"|mp4|m4v|webm|mov|mkv|avi|ts|mts|m2ts|mpe?g|vob|flv|3gp|ogv)",
    re.IGNORECASE,
)
_TEXT = re.compile(r"[^\n]*[^\s/]\.(srt|vtt|cube)", re.IGNORECASE)
_PLAIN_SUFFIX = {"image": ".png", "audio": ".wav", "video": ".mp4"}


def take_in(
    text: str,
    media: Sequence[Path | SourceMedia],
    *,
    seed: int,
    artifacts: ArtifactStore,
    settings: Settings,
    earlier: Earlier | None = None,
    footage: Sequence[SourceMedia] = (),
    changes: Sequence[Change] = (),
    borrowed: Sequence[Borrowed] = (),
) -> Brief:
    """The brief, its media in the artifact store, where some may be already. `earlier` is a piece
    that it may be a note on, `footage` what came with that piece's brief, `changes` what was
    changed in its plan by hand, `borrowed` what it takes from other pieces.

    Raises BriefError for the words, MediaError for a file.
    """
    text = check_text(text)
    if not 0 <= seed <= MAX_SEED:
        raise BriefError(f"the seed is {seed}.", f"Give one from 0 to {MAX_SEED}.")
    if len(media) > MAX_MEDIA:
        raise MediaError(f"{len(media)} files come with the brief.", f"Give at most {MAX_MEDIA}.")
    sources = [
        one if isinstance(one, SourceMedia) else source_of(one, artifacts, settings)
        for one in media
    ]
    known = {source.handle for source in sources}
    sources += [source for source in footage if source.handle not in known]
    return Brief(
        text=text,
        seed=seed,
        media=sources[:MAX_MEDIA],
        earlier=earlier,
        changes=list(changes),
        borrowed=list(borrowed),
    )


def is_file(path: Path) -> bool:
    """Whether there is a plain file; False for names that no file can have, too."""
    try:
        return path.is_file()
    except OSError:
        return False


def _is_meant_as_file(text: str) -> bool:
    """Whether a text ends as media do, or is the path of a file that is there, however it ends."""
    if _PATH.fullmatch(text) or _TEXT.fullmatch(text):
        return True
    return ("/" in text or _SUFFIX.fullmatch(Path(text).suffix) is not None) and is_file(Path(text))


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def source_of(path: Path, artifacts: ArtifactStore, settings: Settings) -> SourceMedia:
    """A file of a person's, taken into the store. MediaError says what is wrong with it."""
    try:
        confined.look(path, settings.media)
        kind, facts = identify(path, settings.media)
    except OSError as error:
        raise MediaError(
            f"cannot read {path}: {error.strerror}.", "Check the path and its rights."
        ) from error
    if _SUFFIX.fullmatch(path.suffix.lower()):
        artifact = artifacts.add(path, kind, facts)
    else:
        artifact = _add_renamed(path, kind, facts, artifacts)
    plain.know_copy(path, artifacts.path(artifact.handle))
    return SourceMedia(handle=artifact.handle, name=path.name, facts=artifact.facts)


def _add_renamed(path: Path, kind: Kind, facts: MediaFacts, artifacts: ArtifactStore) -> Artifact:
    """Keep a file whose name has no usable ending under one that tells its kind."""
    with tempfile.TemporaryDirectory() as folder:
        named = Path(folder) / f"media{_PLAIN_SUFFIX[kind]}"
        shutil.copyfile(path, named)
        return artifacts.add(named, kind, facts)


def taken_in(
    value: Any, artifacts: ArtifactStore, settings: Settings, names: dict[str, str]
) -> Any:
    """A tool's arguments with the handles of files where a person wrote their paths, and the text
    of subtitles and tables of colours. `names` is told what the file of each handle is called.
    InputError for a file that there is not."""
    if isinstance(value, dict):
        return {key: taken_in(item, artifacts, settings, names) for key, item in value.items()}
    if isinstance(value, list):
        return [taken_in(item, artifacts, settings, names) for item in value]
    if not isinstance(value, str) or not _is_meant_as_file(value):
        return value
    if not _is_there(Path(value)):
        raise InputError(f"there is no file {_short(value)!r}.", "Check the path.")
    if _TEXT.fullmatch(value):
        return read_words(Path(value))
    source = source_of(Path(value), artifacts, settings)
    names[source.handle] = source.name
    return source.handle


def read_words(path: Path) -> str:
    """The text of a file in UTF-8, in UTF-16 with its mark, or else in Windows-1252. InputError for
    one that is none."""
    try:
        if check_plain(path) > MAX_WORDS:
            raise InputError(
                f"{path.name} is over {MAX_WORDS // 10**6} MB.", "Give the text of one file."
            )
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"cannot read {path}: {error.strerror}.", "Check the path and its rights."
        ) from error
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.strip() and "\0" not in text:
            return text
    raise InputError(f"{path.name} holds no text.", "Save it as UTF-8 and give it again.")


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:100]}…{text[-60:]}"
