"""Process 1 of a sandbox container: forks a process for each program, carries its bytes, and ends
everything that it left behind. Standard library only, single-threaded.

It shares the program's user and has no capability, so it guards itself: as process 1 it takes no
signal that it has no handler for, and as a process that is not dumpable it can be neither traced
nor read. It never decodes what the program says; the host does, and trusts none of it.
"""

import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import time
from typing import Any

from . import program
from .cleaning import empty, end_all, reap
from .relay import Relay
from .wire import (
    CHUNK,
    ENDED,
    MAX_START,
    READY,
    START,
    TO_PROGRAM,
    Envelopes,
    FrameError,
    say,
)

PR_SET_DUMPABLE = 4
SCRATCH = "/tmp"
# What programs import; a fork has it at once
PRELOADED = ("asyncio", "json", "numpy", "PIL.Image", "PIL.ImageDraw", "PIL.PngImagePlugin")
HOST_IN = 0


def main() -> None:
    """Serve programs until the host closes the pipe."""
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, lambda *_: None)  # without a handler nothing wakes the poll
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_read, False)
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    for name in PRELOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what was loaded stays shared between the forks
    Supervisor(wake_read, wake_write, json.loads(os.environ["STUDIO_TERMS"])).serve()


class Supervisor:
    """One program at a time, in a process that was forked and made ready before it came."""

    def __init__(self, wake: int, wake_write: int, terms: dict[str, Any]):
        self._wake = wake
        self._wake_write = wake_write
        self._terms = terms
        self._silence = terms["silence"]
        self._heard = time.monotonic()
        self._host = Envelopes(MAX_START)
        self._inbox: list[tuple[bytes, bytes]] = []

    def serve(self) -> None:
        """Answer START envelopes until the pipe is closed."""
        self._prepare()
        say(READY)
        while True:
            while not self._inbox:
                poll = select.poll()
                poll.register(HOST_IN, select.POLLIN)
                if self._wait(poll):
                    self._read_host()
            kind, body = self._inbox.pop(0)
            if kind == START:  # what else comes now is for a program that has ended
                say(ENDED, json.dumps(self._run(body)).encode())
                self._prepare()

    def _prepare(self) -> None:
        """Fork the next program's process; it waits for its code."""
        ours, theirs = socket.socketpair()
        out_read, out_write = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            for fd in (ours.fileno(), out_read, self._wake, self._wake_write):
                os.close(fd)
            program.begin(theirs.detach(), out_write, self._terms)  # never returns
        theirs.close()
        os.close(out_write)
        self._relay = Relay(ours.detach(), out_read, self._terms["output"])

    def _wait(self, poll: select.poll) -> list[tuple[int, int]]:
        """Poll for as long as the host may be silent: an engine that was killed closes no pipe."""
        left = self._heard + self._silence - time.monotonic()
        if left <= 0:
            os._exit(0)
        return poll.poll(left * 1000)

    def _read_host(self) -> None:
        data = os.read(HOST_IN, CHUNK)
        self._heard = time.monotonic()
        if not data:
            os._exit(0)  # the host is gone; with process 1 the kernel ends all others
        try:
            self._inbox.extend(self._host.feed(data))
        except FrameError:
            os._exit(1)

    def _run(self, start: bytes) -> dict[str, Any]:
        """Run one program to its end; says how it ended and whether the container is as before."""
        relay = self._relay
        relay.send(start)
        status = self._carry(relay)
        left = end_all()
        relay.finish()
        clean = left is not None and empty(SCRATCH)
        return {"status": status, "left": left, "clean": clean, "dropped": relay.dropped}

    def _carry(self, relay: Relay) -> int:
        """Carry bytes until the program's own process has ended; its exit code."""
        while True:
            poll = select.poll()
            poll.register(self._wake, select.POLLIN)
            if not relay.is_full():  # else the host waits, and ends us all when it must
                poll.register(HOST_IN, select.POLLIN)
            for fd, events in relay.wanted():
                poll.register(fd, events)
            for fd, events in self._wait(poll):
                if fd == HOST_IN:
                    self._read_host()
                    for kind, body in self._inbox:
                        if kind == TO_PROGRAM:
                            relay.send(body)
                    self._inbox.clear()
                elif fd == self._wake:
                    os.read(self._wake, CHUNK)
                else:
                    relay.serve(fd, events)
            status = reap(self._child)
            if status is not None:
                return os.waitstatus_to_exitcode(status)
