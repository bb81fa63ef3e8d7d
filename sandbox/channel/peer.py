"""Who is at the other end of a sandbox's channel: a container's supervisor, or monty's process."""

from typing import Protocol


class PeerLost(Exception):
    """It went away, or what it says is no envelope."""


class Peer(Protocol):
    """Takes and gives envelopes; see sandbox/docker/runner/wire.py."""

    async def send(self, kind: bytes, body: bytes = b"") -> None:
        """One envelope to it. PeerLost when nobody is there."""
        ...

    async def receive(self) -> tuple[bytes, bytes]:
        """The next envelope from it; may be cancelled and called again. PeerLost when there is
        none, or no envelope."""
        ...

    def computed(self) -> float | None:
        """Seconds of processor that its programs have taken until now. None where a program can
        wait without computing: its time is the clock's then."""
        ...
