"""Carries a program's channel and its output to the host. Standard library only."""

import os
import select

from .wire import CHUNK, FROM_PROGRAM, OUTPUT, say

MAX_PENDING = 1024 * 1024


class Relay:
    """One program's two streams. Never blocks on the program, whatever it does not read."""

    def __init__(self, channel: int, output: int, room: int):
        self.dropped = False
        self._channel = channel
        self._output = output
        self._room = room + 1  # the byte over it tells the host that there was more
        self._pending = bytearray()
        self._open = {channel, output}
        for fd in self._open:
            os.set_blocking(fd, False)

    def wanted(self) -> list[tuple[int, int]]:
        """Descriptors and the poll events that matter now."""
        write = select.POLLOUT if self._pending else 0
        return [(fd, select.POLLIN | (write if fd == self._channel else 0)) for fd in self._open]

    def is_full(self) -> bool:
        """Whether the program does not take what it is sent."""
        return len(self._pending) > MAX_PENDING

    def send(self, data: bytes) -> None:
        """Bytes for the program; what does not fit into its socket waits."""
        if self._channel in self._open:
            self._pending += data
            self._flush()

    def serve(self, fd: int, events: int) -> None:
        """Do what `fd` is ready for."""
        if events & select.POLLOUT:
            self._flush()
        if events & (select.POLLIN | select.POLLHUP | select.POLLERR):
            self._read(fd)

    def finish(self) -> None:
        """Carry all that is left, when nobody writes any more, and close."""
        for fd in (self._output, self._channel):
            while fd in self._open and self._read(fd):
                pass
            os.close(fd)

    def _flush(self) -> None:
        try:
            while self._pending:
                sent = os.write(self._channel, self._pending[:CHUNK])
                del self._pending[:sent]
        except BlockingIOError:
            pass
        except OSError:
            self._pending.clear()

    def _read(self, fd: int) -> bool:
        """Carry one portion; False when there is none."""
        try:
            data = os.read(fd, CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self._open.discard(fd)
            return False
        if fd == self._channel:
            # what was printed before it comes before it
            while self._output in self._open and self._read(self._output):
                pass
            say(FROM_PROGRAM, data)
        else:
            if self._room > 0:  # what is over the limit is dropped before it costs the host
                say(OUTPUT, data[: self._room])
            self.dropped = self.dropped or len(data) >= self._room
            self._room = max(0, self._room - len(data))
        return True
