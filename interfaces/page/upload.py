"""Takes in the files that a person gives along in the page."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from interfaces.intake.media import source_of
from interfaces.workplace import Workplace
from studio.bounded import MIB
from studio.errors import MediaError
from studio.nouns.brief import SourceMedia
from studio.store.space import require_space

LONGEST_NAME = 200  # characters


async def taken_up(name: str, body: AsyncIterator[bytes], workplace: Workplace) -> SourceMedia:
    """The file of this name, as it comes in, in the artifact store. MediaError for one that is too
    large, or no medium."""
    plain = _plain(name)
    most = workplace.settings.media.max_file_mb * MIB
    folder = workplace.settings.paths.data
    require_space(folder)
    with tempfile.TemporaryDirectory(prefix="upload-", dir=folder) as place:
        path = Path(place) / plain
        taken = 0
        with path.open("wb") as file:
            async for piece in body:
                taken += len(piece)
                if taken > most:
                    raise MediaError(
                        f"{plain} is larger than {workplace.settings.media.max_file_mb} MB.",
                        "Give a shorter or smaller one, or raise media.max_file_mb.",
                    )
                await asyncio.to_thread(file.write, piece)
        return await asyncio.to_thread(source_of, path, workplace.artifacts, workplace.settings)


def _plain(name: str) -> str:
    """The last part of a name, as a browser gives it. MediaError for what names no file."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in last if letter.isprintable()).strip()
    if plain in ("", ".", "..") or len(plain.encode()) > LONGEST_NAME:
        raise MediaError(f"{name[:60]!r} is no name of a file.", "Rename it.")
    return plain
