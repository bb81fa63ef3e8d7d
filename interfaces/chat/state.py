"""What a conversation has in hand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from agents.outcome import Outcome, outcome_of
from interfaces.chat.face import Face
from interfaces.format.history import History, history_of
from interfaces.references.pieces import Around
from interfaces.workplace import Workplace
from studio.nouns.brief import SourceMedia
from studio.nouns.conversation import Conversation


@dataclass
class Talk:
    """`face` is how it meets the person. `pieces` lead to where one stands in the `tree`: notes are
    on the last. `last`: the files of what was made last; `media` go along with the next brief.
    `left` are the sessions that an undo or a branch left."""

    face: Face
    workplace: Workplace
    media: list[Path | SourceMedia] = field(default_factory=list)
    last: list[Path] = field(default_factory=list)
    pieces: list[Outcome] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    tree: Conversation = field(default_factory=Conversation)

    @property
    def piece(self) -> Outcome | None:
        """The piece that notes are on."""
        return self.pieces[-1] if self.pieces else None

    @property
    def session(self) -> str:
        """The session that is spoken of: the newest, after an undo that of the piece it led to;
        empty before the first."""
        newest = self.face.session
        elsewhere = not newest or newest in self.left
        return self.piece.session if self.piece and elsewhere else newest

    def around(self) -> Around:
        """Where words that name pieces are looked up."""
        return Around(self.workplace, self.piece, self.tree)

    def history(self) -> History:
        """What is recorded of the session that is spoken of."""
        return history_of(self.workplace.sessions.events(self.session))

    def keep(self, outcome: Outcome) -> None:
        """Remember what was made, and what it was made out of."""
        self.last = outcome.pieces or self.last
        if not outcome.deliverables:
            return
        earlier = outcome.brief.earlier
        self.tree.add(outcome.session, outcome.brief.text, earlier.session if earlier else "")
        self._stand([*self.pieces, outcome])

    def resume(self, tree: Conversation) -> None:
        """Go on with a conversation that was kept: stand where it stood."""
        self.tree = tree
        self._stand([])

    def go(self, number: int) -> None:
        """Stand on piece `number`; nothing is lost. InputError for one that there is not."""
        self.tree.session_of(number)
        self.tree.go(number)
        self._move()

    def take_up(self, outcome: Outcome) -> None:
        """Stand on a piece, of this conversation or of another one."""
        number = self.tree.number_of(outcome.session)
        if number:
            self.go(number)
        else:
            self.tree.add(outcome.session, outcome.brief.text)
            self._move()

    def back(self) -> bool:
        """Stand on the piece that this one came from; False where it came from none."""
        return self.tree.back() and self._move()

    def forward(self) -> bool:
        """Take the last step back again; False where there was none."""
        return self.tree.forward() and self._move()

    def notice(self, text: str) -> None:
        """Say something that is of no session."""
        self.face.on_notice(text)

    def show(self, lines: Iterable[str]) -> None:
        """Show lines as they stand."""

        def draw(console: Console) -> None:
            for line in lines:
                console.print(line, soft_wrap=True, markup=False, highlight=False)

        self.face.on_table(draw)

    def _move(self) -> bool:
        self.left.add(self.face.session)
        self._stand(self.pieces)
        return True

    def _stand(self, known: list[Outcome]) -> None:
        """Have the pieces up to where one stands in hand: those `known`, the others read again."""
        found = {outcome.session: outcome for outcome in known}
        nodes = [self.tree.pieces[number - 1].session for number in self.tree.path()]
        self.pieces = [found.get(session) or self._read(session) for session in nodes]
        if self.piece:
            self.last = self.piece.pieces or self.last
        if self.tree.name:
            self.workplace.sessions.conversations.save(self.tree)

    def _read(self, session: str) -> Outcome:
        return outcome_of(self.workplace.sessions.events(session))
