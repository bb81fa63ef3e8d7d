"""A conversation in a page: what the page sends is said in the dialogue."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Generator, Sequence
from typing import Any

from interfaces.chat.branches import branch, told
from interfaces.chat.dialogue import Dialogue, is_end
from interfaces.chat.keeping import take_up
from interfaces.chat.state import Talk
from interfaces.errors import Stopped, worded
from interfaces.format.text import shortened
from interfaces.format.wording import Message
from interfaces.gates import GATES
from interfaces.intake.media import MAX_MEDIA
from interfaces.intake.words import MAX_TEXT
from interfaces.page.face import PageFace
from interfaces.page.feed import Feed
from interfaces.page.fields import Field, fields_of
from interfaces.page.upload import taken_up
from interfaces.page.view import render_piece, render_tree
from interfaces.workplace import Workplace
from studio.errors import InputError, MediaError
from studio.plan import Change, Film, Shot
from studio.plan.film import FILM_ID
from studio.plan.wording import spaced

RECALLED = 6  # pieces whose chat is shown when a conversation is gone on with
LEAVING = "Close this page; the studio itself ends with Ctrl-C in its terminal."


class PageConversation:
    """One conversation; any number of pages follow it."""

    def __init__(self, workplace: Workplace, gates: Sequence[str] = (), name: str = ""):
        self.feed = Feed()
        self.face = PageFace(self.feed, gates)
        self.talk = Talk(self.face, workplace)
        self.face.media = lambda: [one.name for one in self.talk.media]
        self._dialogue = Dialogue(self.talk)
        self._following: asyncio.Task[None] | None = None
        workplace.introduce(self.face)
        if name:
            self._go_on(name)
        self.face.show_state()

    def say(self, text: str) -> None:
        """A brief, note, question, command, answer, or a word in between."""
        self.face.tell(Message("person", "", text))
        if is_end(text):
            self.face.on_notice(LEAVING)
            return
        self._do(lambda: self._dialogue.say(text))

    def answer(self, text: str) -> None:
        """The answer at a gate. InputError where nothing is asked."""
        if not self._dialogue.is_asked:
            raise InputError("nothing is asked.", "Say it as a note.")
        self._do(lambda: self._dialogue.say(text))

    def change(self, changes: Sequence[Change]) -> None:
        """Revise the piece by hand. InputError for what the plan does not hold."""
        known = self._fields()
        for one in changes:
            if one.path not in known or one.op != "set":
                raise InputError(f"the plan has no row {one.path!r}.", "Change another row.")
        self._dialogue.change(changes, _told(changes, known))
        self._follow()

    async def bring(self, name: str, body: AsyncIterator[bytes]) -> None:
        """Take in a file that goes along with the next brief. MediaError for one that cannot."""
        self._check_room()
        source = await taken_up(name, body, self.talk.workplace)
        self._check_room()  # others may have come in meanwhile
        self.talk.media.append(source)
        self.face.show_state()

    def _check_room(self) -> None:
        if len(self.talk.media) >= MAX_MEDIA:
            raise MediaError(f"{MAX_MEDIA} files are here already.", "Send the brief first.")

    def leave(self, number: int) -> None:
        """Leave a file, by its place from 0, out again. InputError where there is none."""
        if not 0 <= number < len(self.talk.media):
            raise InputError("there is no such file.", "Load the page again.")
        del self.talk.media[number]
        self.face.show_state()

    def go(self, number: int) -> None:
        """Stand on another piece. InputError while the crew is at work."""
        if self._dialogue.at_work:
            raise InputError("the crew is at work.", "Wait for its end, or stop it.")
        self._do(lambda: branch(self.talk, [str(number)]))

    def ask_at(self, gates: Sequence[str]) -> None:
        """Choose the gates that the person is asked at."""
        self.face.asks = {gate for gate in gates if gate in GATES}
        self.face.show_state()

    def stop(self) -> None:
        """Stop the crew."""
        self._dialogue.stop()

    def shown(self) -> dict[str, str]:
        """The tree and the piece as HTML."""
        at_work, piece = self._dialogue.at_work, self.talk.piece
        session = piece.session if piece and not at_work else self.face.session
        html = render_piece(self.talk, session, at_work=at_work) if session else ""
        return {"tree": render_tree(self.talk), "piece": html}

    def sessions(self) -> set[str]:
        """The sessions whose files may be shown."""
        return self.face.sessions | {node.session for node in self.talk.tree.pieces}

    async def close(self) -> None:
        """End: what is being made is stopped, and can be resumed."""
        self.feed.close()
        self._dialogue.stop()
        if self._following:
            await self._following

    def _go_on(self, name: str) -> None:
        if not take_up(self.talk, name):
            return
        for piece in self.talk.pieces[-RECALLED:]:
            self.face.recall(self.talk.workplace.sessions.events(piece.session))
        told(self.talk, "You are at")

    def _fields(self) -> dict[str, Field]:
        """The rows of the plan where one stands, by their paths."""
        film = self.talk.piece.plan if self.talk.piece else None
        if film is None:
            return {}
        owners: list[Shot | Film] = [*film.shots, film]
        return {field.path: field for owner in owners for field in fields_of(film, owner, ())}

    def _do(self, act: Any) -> None:
        """Do it, and tell what goes wrong."""
        with self._telling():
            act()
        self._follow()

    @contextlib.contextmanager
    def _telling(self) -> Generator[None]:
        """Tell what goes wrong meanwhile."""
        try:
            with worded(lambda: self.face.session, self._logs):
                yield
        except Stopped as stop:
            self.face.on_notice(f"{stop.message} {stop.fix}".strip())

    def _follow(self) -> None:
        if self._dialogue.at_work and not self.face.at_work:
            self.face.at_work = True
            self._following = asyncio.create_task(self._made())
        self.face.show_state()

    async def _made(self) -> None:
        try:
            with self._telling():
                await self._dialogue.made()
        finally:
            self.face.at_work = False
            self.face.asked()

    def _logs(self) -> Any:
        return self.talk.workplace.settings.paths.data / "logs"


def _told(changes: Sequence[Change], known: dict[str, Field]) -> str:
    """`By hand: Luca expression sad, exposure 0.5 stops.`; of which shot, where there are more."""
    places = {path.partition(".")[0] for path in known} - {FILM_ID}
    told = [
        known[one.path].told(one.value)
        + (f" of {spaced(one.place)}" if len(places) > 1 and one.place != FILM_ID else "")
        for one in changes
    ]
    return shortened(f"By hand: {', '.join(told)}.", MAX_TEXT)
