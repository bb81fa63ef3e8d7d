"""/resume: going on with a piece that was stopped."""

from agents.outcome import outcome_of
from interfaces.chat.state import Talk
from interfaces.commands.pieces.listing import find_session
from interfaces.format.text import shortened
from studio.errors import InputError

RESUME = "/resume"


def stopped(talk: Talk, named: str) -> str:
    """The session to go on with: the one named, else this conversation's own that was stopped, else
    the newest of all that was. What it asked for is said. InputError where there is none."""
    sessions = talk.workplace.sessions
    if named:
        session = find_session(sessions, named)
    elif talk.face.session and not sessions.latest(talk.face.session, "ended"):
        session = talk.face.session
    else:
        waiting = [one.id for one in sessions.sessions() if one.outcome is None]
        if not waiting:
            raise InputError("no piece was stopped.", "Say what to make.")
        session = waiting[0]
    outcome = outcome_of(sessions.events(session))
    if not outcome.open:
        raise InputError(
            f"{session} came to its end: it is {outcome.outcome}.", "/revise TEXT changes a piece."
        )
    talk.notice(f"Going on with {session}: {shortened(outcome.brief.text, 80)}")
    return session
