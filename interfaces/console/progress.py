"""Progress of running tools: bars on a terminal, now and then a line elsewhere."""

import threading
import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from interfaces.console.style import safe
from studio.nouns.event import Event

LINE_EVERY = 10.0  # seconds between two lines about one tool, where there are no bars


class ProgressLines:
    """One bar for each tool that is running; calls of the same tool at one time share it. Without
    `bars`, or without a terminal: lines."""

    def __init__(self, console: Console, *, bars: bool = True):
        self._console = console
        self._drawn = bars and console.is_terminal
        self._lock = threading.Lock()
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._told: dict[str, float] = {}

    def update(self, tool: str, fraction: float, note: str) -> None:
        """`tool` is `fraction` done. Safe from any thread."""
        with self._lock:
            if self._drawn:
                self._move_bar(tool, fraction, note)
            else:
                self._tell_line(tool, fraction, note)

    def finish(self, tool: str) -> None:
        """The tool's call ended, well or not."""
        with self._lock:
            task = self._tasks.pop(tool, None)
            self._told.pop(tool, None)
            if self._bars and task is not None:
                self._bars.remove_task(task)
            if not self._tasks:
                self._stop()

    def close(self) -> None:
        """Take all bars away."""
        with self._lock:
            self._tasks.clear()
            self._stop()

    def _move_bar(self, tool: str, fraction: float, note: str) -> None:
        if self._bars is None:
            self._bars = Progress(
                TextColumn("  {task.description}"),
                BarColumn(bar_width=28),
                TextColumn("{task.percentage:>3.0f} %"),
                TimeElapsedColumn(),
                TextColumn("{task.fields[note]}", markup=False, style="quiet"),
                console=self._console,
                transient=True,
                refresh_per_second=8,
            )
            self._bars.start()
        if tool not in self._tasks:
            self._tasks[tool] = self._bars.add_task(tool, total=1.0, note="")
        self._bars.update(self._tasks[tool], completed=fraction, note=safe(note).plain)

    def _tell_line(self, tool: str, fraction: float, note: str) -> None:
        now = time.monotonic()
        if now - self._told.setdefault(tool, now) >= LINE_EVERY:
            self._told[tool] = now
            words = f"  {tool} {fraction:.0%} {note}".rstrip()
            self._console.print(Text.assemble(safe(words, "quiet")))

    def _stop(self) -> None:
        if self._bars:
            self._bars.stop()
            self._bars = None


class Status:
    """What is being made, and for how long still; moved by events and progress. `fraction` of the
    running tool's call is done, None where that is not known."""

    def __init__(self) -> None:
        self.doing = ""
        self.fraction: float | None = None
        self._until = 0.0

    def on_event(self, event: Event) -> None:
        """Follow the session."""
        self.fraction = None
        if event.kind == "estimate":
            self._until = time.monotonic() + float(event.data["seconds"])
        elif event.kind in ("delivered", "ended"):
            self.clear()
        else:
            self.doing = f"{event.actor}: {event.kind}"

    def on_progress(self, tool: str, fraction: float, note: str) -> None:
        """Follow a tool."""
        self.doing, self.fraction = f"{tool} {fraction:.0%} {note}".rstrip(), fraction

    def clear(self) -> None:
        """Nothing is being made."""
        self.doing, self.fraction, self._until = "", None, 0.0

    @property
    def left(self) -> float:
        """Seconds that the estimate still leaves, 0 where there is none."""
        return max(0.0, self._until - time.monotonic()) if self._until else 0.0

    def told(self) -> str:
        """One line."""
        if not self.doing:
            return " Tab completes, Alt-Enter begins a new line, /help lists the commands"
        left = self.left
        still = f", about {left:.0f} s left" if left >= 1 else ""
        return f" {self.doing}{still}   (Ctrl-C stops it)"
