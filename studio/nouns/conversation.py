"""A conversation: a tree of pieces, each of which knows what it came from."""

from pydantic import BaseModel, ConfigDict, Field

from studio.errors import InputError


class PieceNode(BaseModel):
    """One piece: its session, the words that asked for it, and the number of the piece that it came
    from, 0 for none."""

    model_config = ConfigDict(extra="forbid")

    session: str
    words: str
    parent: int = Field(default=0, ge=0)


class Conversation(BaseModel):
    """The pieces in the order in which they were made; they are numbered from 1. `at` is where one
    stands, 0 before the first; `ahead` are those that a step back left, the nearest last."""

    model_config = ConfigDict(extra="forbid")

    name: str = ""
    pieces: list[PieceNode] = []
    at: int = Field(default=0, ge=0)
    ahead: list[int] = []

    def add(self, session: str, words: str, came_from: str = "") -> int:
        """A piece that was made out of the session `came_from`; one stands on it. Its number."""
        parent = self.number_of(came_from)
        self.pieces.append(PieceNode(session=session, words=words, parent=parent))
        self.go(len(self.pieces))
        return self.at

    def number_of(self, session: str) -> int:
        """The newest piece's number that this session made, 0 for none."""
        numbered = enumerate(self.pieces, 1)
        return max((number for number, node in numbered if node.session == session), default=0)

    def session_of(self, number: int) -> str:
        """The session of piece `number`. InputError for one that there is not."""
        count = len(self.pieces)
        if not 1 <= number <= count:
            have = f"1 to {count}" if count else "none yet"
            raise InputError(f"there is no piece {number} ({have}).", "/tree lists the pieces.")
        return self.pieces[number - 1].session

    def path(self) -> list[int]:
        """The numbers from the first piece to where one stands."""
        found, number = [], self.at
        while number:
            found.append(number)
            number = self.pieces[number - 1].parent
        return found[::-1]

    def go(self, number: int) -> None:
        """Stand on a piece. IndexError for a number that there is not."""
        if not 1 <= number <= len(self.pieces):
            raise IndexError(number)
        self.at, self.ahead = number, []

    def back(self) -> bool:
        """Stand on the piece that this one came from; False where it came from none."""
        parent = self.pieces[self.at - 1].parent if self.at else 0
        if parent:
            self.ahead.append(self.at)
            self.at = parent
        return bool(parent)

    def forward(self) -> bool:
        """Take the last step back again; False where there was none."""
        if self.ahead:
            self.at = self.ahead.pop()
            return True
        return False

    def tree(self) -> list[tuple[int, int]]:
        """(number, depth) of every piece, each below what it came from."""
        under: dict[int, list[int]] = {}
        for number, node in enumerate(self.pieces, 1):
            under.setdefault(node.parent, []).append(number)
        found: list[tuple[int, int]] = []
        waiting = [(number, 0) for number in reversed(under.get(0, []))]
        while waiting:
            number, depth = waiting.pop()
            found.append((number, depth))
            waiting += [(child, depth + 1) for child in reversed(under.get(number, []))]
        return found
