"""A finished piece is accepted by the person, or copied to a folder of theirs."""

import shutil
from pathlib import Path

from interfaces.chat.state import Talk
from interfaces.report.build import write_report
from studio.errors import InputError
from studio.naming import inside
from studio.plan.wording import counted

PLAN = "plan.json"


def accept(talk: Talk, words: list[str]) -> None:
    """Record that the person takes the piece as it is, with what they say of it. What the critic
    measured stays as it was."""
    piece = talk.piece
    if piece is None:
        talk.notice("Nothing was delivered yet that could be approved.")
    elif piece.outcome == "approved":
        talk.notice("The critic has approved it already.")
    elif talk.workplace.sessions.events(piece.session, "accepted"):
        talk.notice("You have approved it already.")
    else:
        sessions = talk.workplace.sessions
        sessions.append(piece.session, "accepted", "person", {"note": " ".join(words)})
        place = talk.workplace
        write_report(sessions.events(piece.session), place.artifacts, place.settings.paths.outputs)
        talk.notice("Taken as it is, on your word; the critic's scores stay as they are.")


def export(talk: Talk, words: list[str]) -> None:
    """Copy the piece into a new folder: its files, the timeline, the program, the report, the
    plan."""
    piece = talk.piece
    if piece is None or piece.plan is None:
        talk.notice("Nothing was made yet that could be exported.")
        return
    try:
        folder = _new_folder(" ".join(words))
        shutil.copytree(
            inside(talk.workplace.settings.paths.outputs, piece.session),
            folder,
            dirs_exist_ok=True,
        )
        (folder / PLAN).write_text(piece.plan.model_dump_json(indent=2), encoding="utf-8")
    except InputError as error:
        talk.notice(str(error))
    except (OSError, shutil.Error) as error:
        talk.notice(f"Not exported: {error}.")
    else:
        count = sum(path.is_file() for path in folder.rglob("*"))
        talk.notice(f"{counted(count, 'file')} in {folder.resolve()}.")


def _new_folder(name: str) -> Path:
    try:
        folder = Path(name).expanduser()
        taken = folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(f"{name!r} cannot be a folder.", "Choose another name.") from error
    if taken:
        raise InputError(
            f"{folder} is there already, and nothing is overwritten.", "Name a new folder."
        )
    return folder
