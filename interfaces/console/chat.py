"""The group chat on the console, as it happens."""

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.syntax import Syntax
from rich.text import Text

from interfaces.console.progress import ProgressLines, Status
from interfaces.console.style import safe, source
from interfaces.format.wording import Message, Narrator
from studio.nouns.event import Event

FOLDED_LINES = 16  # of a program that are shown; the report has them all
INDENT = 2


class ConsoleChat:
    """A listener that prints. Knows the session's id from its first event."""

    def __init__(
        self,
        console: Console,
        *,
        whole_programs: bool = False,
        bars: bool = True,
        verbose: bool = False,
    ):
        self.session = ""
        self.status: Status | None = None  # a line that shows what goes on, where there is one
        self._console = console
        self._narrator = Narrator()
        self._progress = ProgressLines(console, bars=bars)
        self._whole = whole_programs
        self._verbose = verbose
        self._printed = ""

    def recall(self, events: Iterable[Event]) -> None:
        """What was told before, and is not told again: what comes is told as the sequel of it."""
        for event in events:
            self._narrator.tell(event)

    def on_event(self, event: Event) -> None:
        """Print the event's message."""
        if self.status:
            self.status.on_event(event)
        if event.session != self.session:
            self.session = event.session
            self._console.print(Text(f"session {event.session}", style="quiet"))
        if event.kind == "tool":
            self._progress.finish(event.data["tool"])
        if event.kind == "ended" or "exit_code" in event.data:  # said where the command ends
            return
        message = self._narrator.tell(event)
        if message:
            self._flush()
            self._print(message)

    def on_progress(self, tool: str, fraction: float, note: str) -> None:
        """Move the tool's bar."""
        if self.status:
            self.status.on_progress(tool, fraction, note)
            return
        self._progress.update(tool, fraction, note)

    def on_output(self, text: str) -> None:
        """Print whole lines of what the program prints."""
        *lines, self._printed = (self._printed + text).split("\n")
        for line in lines:
            self._console.print(Text.assemble(("  prints ", "quiet"), safe(line)))

    def on_notice(self, text: str, detail: str = "") -> None:
        """Print what the studio says of itself; the detail if everything is to be told."""
        text = f"{text} {detail}".strip() if self._verbose else text
        self._console.print(Text.assemble(("studio", "actor.studio"), "  ", safe(text, "quiet")))

    def on_answer(self, who: str, text: str) -> None:
        """Print what one of the crew answers to a question."""
        self._print(Message(who, "answers", text))

    def close(self) -> None:
        """Take the bars away and print what is left of an unfinished line."""
        if self.status:
            self.status.clear()
        self._progress.close()
        self._flush()

    def _flush(self) -> None:
        if self._printed:
            self.on_output("\n")

    def _print(self, message: Message) -> None:
        head = Text.assemble(
            (message.actor, f"actor.{message.actor}"), "  ", (message.about, "quiet")
        )
        if message.quiet and not message.points:
            self._console.print(Text.assemble(head, "  ", safe(message.text, "quiet")))
            return
        self._console.print()
        self._console.print(head)
        if message.text:
            self._indented(safe(message.text))
        for point in message.points:
            self._indented(Text.assemble(("- ", "quiet"), safe(point)))
        if message.code:
            self._program(message.code)

    def _program(self, code: str) -> None:
        lines = code.splitlines()
        shown = lines if self._whole or len(lines) <= FOLDED_LINES + 2 else lines[:FOLDED_LINES]
        self._indented(source("\n".join(shown), "python", line_numbers=True))
        if len(shown) < len(lines):
            rest = f"... {len(lines) - len(shown)} more lines; the report has the whole program"
            self._indented(Text(rest, style="quiet"))

    def _indented(self, content: Text | Syntax) -> None:
        self._console.print(Padding(content, (0, 0, 0, INDENT), expand=False))
