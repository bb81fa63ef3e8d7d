"""The folder of a batch: what of it is finished, so that it can be gone on with."""

import contextlib
import hashlib
import json
import secrets
from collections.abc import Generator
from pathlib import Path
from typing import Any

from interfaces.batch.pieces import Piece
from studio.errors import InputError, StoreError
from studio.naming import inside
from studio.store.integrity import replace
from studio.store.owner import only_one

CRASHED = 1  # the exit code after which a piece is tried again
_LAST_LINES = 3  # of the log: what is told of a piece that left no result


class BatchFolder:
    """`results/NAME.json` for each piece that ended, `scripts/` and `logs/` beside them."""

    def __init__(self, path: Path):
        self.path = path

    @contextlib.contextmanager
    def own(self) -> Generator[None]:
        """Be the one batch that writes here. InputError where another does, StoreError where the
        folder cannot be written to."""
        try:
            for name in ("results", "scripts", "logs"):
                (self.path / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"cannot write to {self.path}: {error.strerror}.", "Name another folder: --into."
            ) from error
        refusal = InputError(
            f"another batch is at work in {self.path}.",
            "Wait for it, or name another folder: --into.",
        )
        with only_one(self.path, "batch", refusal):
            yield

    def script(self, piece: Piece) -> Path:
        """The file that is played for a piece."""
        if piece.file:
            return piece.file
        path = inside(self.path / "scripts", f"{piece.name}.yaml")
        path.write_text(piece.script, encoding="utf-8")
        return path

    def log(self, piece: Piece) -> Path:
        """Where the chat of a piece goes."""
        return inside(self.path / "logs", f"{piece.name}.txt")

    def coming(self, piece: Piece) -> Path:
        """Where a piece's result is written while it is not known to be finished."""
        return inside(self.path / "results", f"{piece.name}.new")

    def key(self, piece: Piece) -> str:
        """What the store knows a piece by: another one for each folder, and for whatever the piece
        is made from."""
        path = self.path / "batch.id"
        if not path.exists():
            path.write_text(secrets.token_hex(16), encoding="utf-8")
        mark = f"{path.read_text(encoding='utf-8')}\0{piece.name}\0{piece.digest}"
        return hashlib.sha256(mark.encode()).hexdigest()

    def result(self, piece: Piece) -> dict[str, Any] | None:
        """What came of a piece as it is asked for now; None where it is not finished."""
        found = read_result(inside(self.path / "results", f"{piece.name}.json"))
        if not found or found.get("digest") != piece.digest:
            return None
        return found if found["complete"] and found["exit_code"] != CRASHED else None

    def keep(self, piece: Piece, came: dict[str, Any]) -> dict[str, Any]:
        """Keep and return what came of a piece: `items` and whether these are `complete`, how it
        ended (`exit_code`, `seconds`), and where it did so without a word, why (`message`)."""
        message = came.get("message", "")
        if not came["complete"] and not message:
            lines = self.log(piece).read_text(encoding="utf-8", errors="replace").split("\n")
            message = "\n".join([line for line in lines if line.strip()][-_LAST_LINES:])
        code = came["exit_code"]
        told = came | {
            "name": piece.name,
            "text": piece.text,
            "digest": piece.digest,
            "exit_code": code if code in (0, 2, 3) else CRASHED,
            "seconds": round(came["seconds"], 3),
            "message": message,
        }
        path = inside(self.path / "results", f"{piece.name}.json")
        partial = path.with_suffix(".part")
        partial.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        replace(partial, path)
        return told


def read_result(path: Path) -> dict[str, Any] | None:
    """What a file of results holds; None where it is not whole."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none, or one that was cut off
        return None
    return found if isinstance(found, dict) and "complete" in found else None
