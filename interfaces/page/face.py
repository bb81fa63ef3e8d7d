"""The page as the face of a conversation: what happens becomes events of its feed."""

import asyncio
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from agents.flow.production import Gates
from agents.outcome import Outcome
from interfaces.console.progress import Status
from interfaces.console.style import THEME
from interfaces.format.wording import Message, Narrator, untold
from interfaces.gates import QUESTION, Ask, asked_at, asks_at, read_answer
from interfaces.page.feed import Feed
from interfaces.page.view import render_message
from interfaces.report.build import verdict_of
from studio.nouns.event import Event

WIDTH = 66  # letters of a table's line
# A person's own words are shown when they are said.
_ECHOED = ("interjection",)
_TOUCHING = ("plan", "treated", "tool", "judged", "review", "delivered", "ended")


class PageFace:
    """Tells the feed. `asks` are the gates that the person wants to be asked at; `gate` is the one
    that waits for an answer, with its `question` and what may be chosen."""

    def __init__(self, feed: Feed, gates: Sequence[str] = ()):
        self.session = ""
        self.sessions: set[str] = set()
        self.asks = set(gates)
        self.gate, self.question = "", ""
        self.choices: list[str] = []
        self.at_work = False
        self.stopped = ""  # the session that was made last, where it can be gone on with
        self.media: Callable[[], list[str]] = list  # the names of what goes with the next brief
        self._feed = feed
        self._status = Status()
        self._narrator = Narrator()
        self._version = 0
        self._loop = asyncio.get_running_loop()

    def on_event(self, event: Event) -> None:
        """Tell the event's message."""
        self._loop.call_soon_threadsafe(self._event, event)
        self.session = event.session
        self.sessions.add(event.session)

    def on_progress(self, tool: str, fraction: float, note: str) -> None:
        """Show how far the tool is."""
        self._status.on_progress(tool, fraction, note)
        self._loop.call_soon_threadsafe(self._show_progress)

    def on_output(self, text: str) -> None:
        """What the program prints is in its record."""

    def on_notice(self, text: str, detail: str = "") -> None:
        """Tell what the studio has to say."""
        self.tell(Message("studio", "", text, quiet=True))

    def on_answer(self, who: str, text: str) -> None:
        """Tell what one of the crew answers."""
        self.tell(Message(who, "answers", text))

    def on_table(self, draw: Callable[[Console], None]) -> None:
        """Tell it as lines of even letters."""
        paper = io.StringIO()
        draw(Console(file=paper, theme=THEME, width=WIDTH, no_color=True, highlight=False))
        html = render_message(Message("studio", ""), table=paper.getvalue())
        self._feed.tell("message", {"html": html})

    def on_file(self, path: Path) -> None:
        """Say where it is."""
        self.on_notice(f"{path}")

    def on_made(self, outcome: Outcome) -> None:
        """Say how it ended."""
        self.stopped = outcome.session if outcome.open else ""
        words, _ = verdict_of(outcome)
        missing, said = untold(outcome)
        told = " ".join(filter(None, [outcome.message, outcome.fix, said]))
        self.tell(Message("studio", words, told, missing))

    def gates(self, ask: Ask) -> Gates:
        """The person at the page."""
        return _PageGates(self, ask)

    def tell(self, message: Message) -> None:
        """Tell a message that is no event's."""
        self._feed.tell("message", {"html": render_message(message)})

    def recall(self, events: Sequence[Event]) -> None:
        """Tell a session that was made before."""
        narrator = Narrator()
        for event in events:
            if message := narrator.tell(event):
                self.tell(message)
        self.sessions.add(events[0].session)

    def ask(self, gate: str, subject: Any) -> None:
        """Show that a gate waits for an answer."""
        self.gate, self.question = gate, asked_at(gate, subject)
        self.choices = subject.choices if gate == QUESTION else []
        self.show_state()

    def asked(self) -> None:
        """Show that none does any more."""
        self.gate, self.question, self.choices = "", "", []
        self.show_state()

    def show_state(self) -> None:
        """Show where the conversation stands. The page then looks at the piece anew."""
        self._version += 1
        if not self.at_work:
            self._status.clear()
        state: dict[str, Any] = {
            "at_work": self.at_work,
            "gate": self.gate,
            "question": self.question,
            "choices": self.choices,
            "stopped": self.stopped,
            "asks": sorted(self.asks),
            "media": self.media(),
            "version": self._version,
        }
        self._feed.show("state", state)
        self._show_progress()

    def _event(self, event: Event) -> None:
        self._status.on_event(event)
        message = self._narrator.tell(event)
        is_said = event.kind == "brief" and not event.data.get("changes")
        is_end = event.kind == "ended" or "exit_code" in event.data
        if message and not is_said and not is_end and event.kind not in _ECHOED:
            self.tell(message)
        if event.kind in _TOUCHING:
            self.show_state()
        else:
            self._show_progress()

    def _show_progress(self) -> None:
        status = self._status
        progress = {"doing": status.doing, "fraction": status.fraction, "left": round(status.left)}
        self._feed.show("progress", progress)


class _PageGates:
    """Asks at the gates that the person chose, and where the budget does not suffice."""

    def __init__(self, face: PageFace, ask: Ask):
        self._face, self._ask = face, ask

    async def approve(self, gate: str, subject: Any) -> tuple[bool, str] | None:
        """Yes, or no with an optional note of what to do instead; None at a gate not chosen."""
        if not asks_at(gate, self._face.asks):
            return None
        self._face.ask(gate, subject)
        try:
            return read_answer(gate, await self._ask())
        finally:
            self._face.asked()
