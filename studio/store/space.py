"""The studio's folders, and the room on their disks."""

import errno
import shutil
from pathlib import Path

from studio.errors import StoreError

SPARE_BYTES = 200 * 1024 * 1024


def make_folder(folder: Path) -> Path:
    """`folder`, made where it is not there. StoreError where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if is_full(error):
            raise no_room(error, folder) from error
        raise StoreError(
            f"the folder {folder} cannot be made: {error.strerror}.",
            "See that nothing else has that name, or name other `paths` in configs/studio.yaml.",
        ) from error
    return folder


def require_space(folder: Path, spare: int = SPARE_BYTES) -> None:
    """Raise StoreError when `folder`'s disk has less than `spare` bytes free."""
    free = shutil.disk_usage(make_folder(folder)).free
    if free < spare:
        raise StoreError(
            f"only {free // 2**20} MB are free on the disk of {folder}, of {spare // 2**20}.",
            "Free some space, or point paths.data in configs/studio.yaml at another disk.",
        )


def is_full(error: BaseException) -> bool:
    """Whether an error is that of a disk, or of a person's share of it, with no room left."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def no_room(error: BaseException, folder: Path) -> StoreError:
    """What a person is told of a disk without room: which file or `folder` it was."""
    return StoreError(
        f"no space is left on the disk of {getattr(error, 'filename', None) or folder}.",
        "Free some space there, then `python main.py resume SESSION` goes on.",
    )
