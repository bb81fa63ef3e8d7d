"""The headers by which a client tells where its session will go next.

    X-Studio-Session: 2026-11-02-luca    any name of at most 128 characters
    X-Studio-Next: studio-vision         the model or role that it will ask after this answer

Both are hints. A session that does not come is waited for no longer than the others' patience
allows, and a model that the gateway does not know is nobody's next.
"""

from collections.abc import Iterable

from llm.backends.backend import Backends
from llm.switching.expectations import Errand
from studio.conversation import NEXT_HEADER, SESSION_HEADER

_SESSION, _NEXT = SESSION_HEADER.lower().encode(), NEXT_HEADER.lower().encode()
_LONGEST = 128


def read_errand(headers: Iterable[tuple[bytes, bytes]], backends: Backends) -> Errand | None:
    """What the headers say; None: nothing."""
    said = dict(headers)
    session = said.get(_SESSION, b"").decode("latin-1")[:_LONGEST]
    if not session:
        return None
    following = backends.find(said.get(_NEXT, b"").decode("latin-1"))
    return Errand(session, following.key if following else "")
