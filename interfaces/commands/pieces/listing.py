"""The list of sessions, and finding one of them."""

from interfaces.commands.context import CommandContext
from interfaces.console.tables import print_sessions
from interfaces.stores import open_stores
from studio.errors import InputError
from studio.store.sessions import SessionStore

NEWEST = "last"


def list_sessions(context: CommandContext, limit: int) -> None:
    """The newest sessions."""
    with open_stores(context.settings) as (sessions, _):
        found = sessions.sessions(limit)
    if found:
        print_sessions(context.console, found)
    else:
        context.console.print('No sessions yet. Begin with: python main.py run "..."')


def find_piece(sessions: SessionStore, name: str) -> str:
    """The id of the session whose piece a note is on, as `find_session` finds it; "last" is the
    newest that has a plan of shots, so that a question or a refusal between does not hide it."""
    if name == NEWEST:
        for session in sessions.sessions(limit=100):
            if any(plan.data.get("shots") for plan in sessions.events(session.id, "plan")):
                return session.id
    return find_session(sessions, name)


def find_session(sessions: SessionStore, name: str) -> str:
    """The id of a session by its name, its unique beginning, or "last". InputError for none."""
    known = [session.id for session in sessions.sessions(limit=10_000)]
    if name == NEWEST:
        if not known:
            raise InputError("nothing was made yet.", 'Begin with: python main.py run "..."')
        return known[0]
    matching = [session for session in known if session.startswith(name)] if name else []
    if name in known or len(matching) == 1:
        return name if name in known else matching[0]
    if matching:
        raise InputError(
            f"{len(matching)} sessions begin with {name!r}.", f"The newest is {matching[0]}."
        )
    raise InputError(f"there is no session {name!r}.", "See `python main.py sessions`.")
