"""What an interface must offer to follow a session while it runs."""

from typing import Protocol

from studio.nouns.event import Event


class Listener(Protocol):
    """Told of everything, in order. Progress may come from another thread."""

    def on_event(self, event: Event) -> None:
        """An event was stored."""
        ...

    def on_progress(self, tool: str, fraction: float, note: str) -> None:
        """A tool is `fraction` (0 to 1) done; `note` says with what."""
        ...

    def on_output(self, text: str) -> None:
        """The program printed something."""
        ...

    def on_notice(self, text: str, detail: str = "") -> None:
        """The studio has something to say that is of no session; `detail` is for the curious."""
        ...


class Silent:
    """Hears everything and says nothing."""

    def on_event(self, event: Event) -> None:
        """Nothing."""

    def on_progress(self, tool: str, fraction: float, note: str) -> None:
        """Nothing."""

    def on_output(self, text: str) -> None:
        """Nothing."""

    def on_notice(self, text: str, detail: str = "") -> None:
        """Nothing."""
