"""A session told as progress."""

from interfaces.format.wording import Narrator
from interfaces.mcp.offer import Report
from studio.nouns.event import Event


class Reporting:
    """A listener that tells each step in a sentence."""

    def __init__(self, report: Report):
        self._report = report
        self._narrator = Narrator()

    def on_event(self, event: Event) -> None:
        """An event was stored."""
        message = self._narrator.tell(event)
        if message:
            words = f"{message.actor}, {message.about}: {message.text}"
            self._report(words.rstrip(": "), None)

    def on_progress(self, tool: str, fraction: float, note: str) -> None:
        """A tool is `fraction` (0 to 1) done."""
        self._report(f"{tool} {fraction:.0%} {note}".rstrip(), None)

    def on_output(self, text: str) -> None:
        """The program printed something, which is in the record."""

    def on_notice(self, text: str, detail: str = "") -> None:
        """The studio has something to say."""
        self._report(text, None)
