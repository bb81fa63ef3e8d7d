"""What a conversation has in hand."""

from dataclasses import dataclass, field
from pathlib import Path

from agents.outcome import Outcome
from interfaces.commands.context import CommandContext
from interfaces.console.chat import ConsoleChat
from interfaces.format.history import History, history_of
from interfaces.workplace import Workplace


@dataclass
class Talk:
    """`pieces` were made in it: notes are on the last. `last`: the files of what was made last;
    `media` go along with the next brief. `left` are the sessions that an undo left."""

    context: CommandContext
    listener: ConsoleChat
    workplace: Workplace
    media: list[Path] = field(default_factory=list)
    last: list[Path] = field(default_factory=list)
    pieces: list[Outcome] = field(default_factory=list)
    left: set[str] = field(default_factory=set)

    @property
    def piece(self) -> Outcome | None:
        """The piece that notes are on."""
        return self.pieces[-1] if self.pieces else None

    @property
    def session(self) -> str:
        """The session that is spoken of: the newest, after an undo that of the piece it led to;
        empty before the first."""
        newest = self.listener.session
        return self.piece.session if self.piece and newest in self.left else newest

    def history(self) -> History:
        """What is recorded of the session that is spoken of."""
        return history_of(self.workplace.sessions.events(self.session))

    def keep(self, outcome: Outcome) -> None:
        """Remember what was made."""
        self.last = outcome.pieces or self.last
        if outcome.deliverables:
            self.pieces.append(outcome)

    def notice(self, text: str) -> None:
        """Say something that is of no session."""
        self.listener.on_notice(text)
