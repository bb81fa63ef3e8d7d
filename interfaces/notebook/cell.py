"""What happens, told in a notebook's cell: the chat in lines, and below it what is being made."""

import sys
import time
from typing import Any

from markupsafe import Markup

from interfaces.console.chat import ConsoleChat
from interfaces.console.progress import Status
from interfaces.console.style import make_console
from studio.nouns.event import Event

_PAUSE = 0.3  # seconds between two drawings, at least


def listener() -> ConsoleChat:
    """A CellChat where a notebook's kernel runs this, else the chat as on a console."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return CellChat() if getattr(shell, "kernel", None) else ConsoleChat(make_console())


class CellChat(ConsoleChat):
    """Prints the chat, and draws the running tool's progress in one display that is moved on."""

    def __init__(self) -> None:
        super().__init__(make_console(), bars=False)
        self.status = Status()
        self._handle: Any = None
        self._drawn = 0.0

    def on_event(self, event: Event) -> None:
        """Print its message, and what is being made now."""
        super().on_event(event)
        self._draw()

    def on_progress(self, tool: str, fraction: float, note: str) -> None:
        """Move the bar on."""
        super().on_progress(tool, fraction, note)
        if time.monotonic() - self._drawn >= _PAUSE:
            self._draw()

    def close(self) -> None:
        """Take the bar away."""
        super().close()
        self._draw()

    def _draw(self) -> None:
        from IPython.display import display  # there where a kernel runs

        assert self.status
        self._drawn = time.monotonic()
        shown = _Bar(self.status)
        if self._handle is None:
            self._handle = display(shown, display_id=True)
        else:
            self._handle.update(shown)


class _Bar:
    """What is being made, how far it is, and the seconds that the estimate still leaves."""

    def __init__(self, status: Status):
        left = f", about {status.left:.0f} s left" if status.left >= 1 else ""
        self._text = f"{status.doing}{left}" if status.doing else ""
        self._fraction = status.fraction

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        if not self._text:
            return ""
        # Without a value the bar only shows that something goes on.
        value = "" if self._fraction is None else f'value="{self._fraction:.2f}"'
        return Markup('<progress max="1" {}></progress> {}').format(Markup(value), self._text)
