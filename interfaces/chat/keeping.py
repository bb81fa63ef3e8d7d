"""A conversation with a name: one process holds it, and goes on with it where it stood."""

import contextlib
from collections.abc import Generator

from interfaces.chat.branches import show_tree, told
from interfaces.chat.state import Talk
from studio.errors import InputError
from studio.plan.wording import counted
from studio.settings import Settings
from studio.store.conversations import check_name
from studio.store.owner import only_one


@contextlib.contextmanager
def held(settings: Settings, name: str) -> Generator[None]:
    """Hold the conversation, if it has a name: two that went on with one would each lose the
    other's pieces. InputError for what cannot be a name, and where another process holds it."""
    if not name:
        yield
        return
    refusal = InputError(
        f"the conversation {name} is open in another process.",
        "Leave it there (/quit, or Ctrl-C for a page), or choose another name.",
    )
    with only_one(settings.paths.locks, f"chat-{check_name(name)}", refusal):
        yield


def take_up(talk: Talk, name: str) -> bool:
    """Stand where the conversation of this name stood. Whether there was one; a new one is told."""
    talk.resume(talk.workplace.sessions.conversations.load(name))
    if not talk.tree.pieces:
        talk.notice(f"A new conversation, kept as {name}.")
    return bool(talk.tree.pieces)


def go_on(talk: Talk, name: str) -> None:
    """Stand where the conversation of this name stood, and say what was made before."""
    if not take_up(talk, name):
        return
    talk.notice(f"The conversation {name}: {counted(len(talk.tree.pieces), 'piece')}.")
    show_tree(talk, [])
    for path in talk.last:
        talk.notice(f"{path}")
    told(talk, "You are at")
