"""Names of earlier pieces on the command line: the session of a note, and media that were made."""

import re
from collections.abc import Sequence
from pathlib import Path

from agents.outcome import outcome_of
from interfaces.commands.pieces.listing import NEWEST, find_piece
from interfaces.stores import open_stores
from studio.errors import InputError
from studio.settings import Settings
from studio.store.sessions import SessionStore

_ID = re.compile(r"[0-9a-z-]{1,80}")


def earlier_named(
    revise: str | None, media: Sequence[Path], settings: Settings
) -> tuple[str, list[Path]]:
    """The id of the session that `revise` names ("" where it is None), and the files that `media`
    name: where there is no such file, `last` and a session's id mean what that session made.

    InputError for a session that there is not, and for one that handed nothing over.
    """
    if revise is None and not any(_may_name_a_session(path) for path in media):
        return "", list(media)
    with open_stores(settings) as (sessions, _):
        session = find_piece(sessions, revise) if revise is not None else ""
        return session, [found for path in media for found in _made(path, sessions)]


def _may_name_a_session(path: Path) -> bool:
    return bool(_ID.fullmatch(str(path))) and not path.exists()


def _made(path: Path, sessions: SessionStore) -> list[Path]:
    name = str(path)
    if not _may_name_a_session(path) or not (name == NEWEST or sessions.has(name)):
        return [path]
    session = find_piece(sessions, name) if name == NEWEST else name
    events = sessions.events(session)
    pieces = outcome_of(events).pieces if any(event.kind == "brief" for event in events) else []
    if not pieces:
        which = "the last session" if name == NEWEST else "the session"
        raise InputError(f"{which}, {session}, handed nothing over.", "Name a file.")
    return pieces
