"""One program's run in a sandbox, as the host sees it. Nothing that comes is trusted."""

import asyncio
import codecs
import errno
import re
import signal
import time
from contextlib import suppress

from sandbox.artifacts import KEEP
from sandbox.calls import Calls
from sandbox.calls import Refused as CallRefused
from sandbox.channel.peer import Peer, PeerLost
from sandbox.channel.said import (
    Call,
    Crashed,
    Done,
    Ended,
    Refused,
    Said,
    Stopped,
    Syntax,
    Unfit,
    read_ended,
    read_said,
)
from sandbox.docker.runner.wire import (
    ENDED,
    FROM_PROGRAM,
    MAX_JSON,
    OUTPUT,
    START,
    TO_PROGRAM,
    FrameError,
    Messages,
    message,
)
from sandbox.interface import Limits
from sandbox.record import Recorder, worded_for_the_coder
from studio.nouns.program import RunRecord

LINE = re.compile(r"^main\.py:(\d+):", re.MULTILINE)
MESSAGES_A_CALL = 4  # a program that sends more than that, on average, is no program
LONGEST_TURN = 10  # times what a turn may compute, by the clock, however busy the machine is
OVER_A_LIMIT = {errno.EFBIG, errno.ENOSPC, errno.EDQUOT, errno.EAGAIN, errno.ENOMEM, errno.EMFILE}
LIMIT_SIGNALS = {
    signal.SIGKILL: "it used more memory than it may",
    signal.SIGXFSZ: "it wrote a larger file than it may",
    signal.SIGXCPU: "it computed for longer than it may",
}


class Turn:
    """What a program computes from its start, or from its last tool's answer, to its next call."""

    def __init__(self, peer: Peer, seconds: float):
        self._peer = peer
        self._seconds = seconds
        self._began = self._now()
        self.due = time.monotonic() + seconds  # when to look whether it is over
        self._latest = time.monotonic() + LONGEST_TURN * seconds

    def is_over(self) -> bool:
        """Whether it has computed for too long; `due` is moved where it has not."""
        left = self._seconds - (self._now() - self._began)
        self.due = min(time.monotonic() + left, self._latest)
        return left <= 0 or time.monotonic() >= self._latest

    def _now(self) -> float:
        """Seconds of processor where the peer knows them, else the clock's."""
        computed = self._peer.computed()
        return time.monotonic() if computed is None else computed


class ProgramRun:
    """Runs one program; afterwards `reusable` says whether the other end is as it was before."""

    def __init__(self, peer: Peer, limits: Limits, calls: Calls, recorder: Recorder):
        self.reusable = False
        self._peer = peer
        self._limits = limits
        self._calls = calls
        self._recorder = recorder
        self._messages = Messages(MAX_JSON, limits.artifact_mb * 2**20)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._jobs: set[asyncio.Task[None]] = set()
        self._sending = asyncio.Lock()
        self._heard = 0
        self._said: Said | None = None
        self._loop = asyncio.get_running_loop()
        self._ends = self._loop.time() + limits.seconds
        self._turn = Turn(peer, limits.turn_seconds)
        self._patience: asyncio.Timeout | None = None

    async def run(self, code: str) -> RunRecord:
        """The record of the program. PeerLost when the other end went away."""
        try:
            async with asyncio.timeout_at(self._ends):
                await self._peer.send(START, message({"code": code}))
                ended = await self._listen()
        except TimeoutError:
            return self._recorder.failed("timeout", self._late())
        except FrameError as error:
            return self._recorder.failed(
                "error", f"The program broke its channel to the tools: {error}."
            )
        finally:
            await self._calls.end()
            await self._end_jobs()
        self.reusable = ended.clean and ended.left == 0 and self._said is not None
        if ended.dropped:
            self._recorder.cut()
        return self._record(ended, code)

    async def _listen(self) -> Ended:
        """Serve the program until it has ended."""
        while True:
            kind, body = await self._next()
            if kind == OUTPUT:
                self._recorder.print(self._decoder.decode(body))
            elif kind == FROM_PROGRAM:
                for text, blob in self._messages.feed(body):
                    await self._hear(text, blob)
            elif kind == ENDED:
                self._recorder.print(self._decoder.decode(b"", final=True))
                return read_ended(body)

    async def _next(self) -> tuple[bytes, bytes]:
        """The next envelope. TimeoutError when the program has computed for too long."""
        while True:
            try:
                async with asyncio.timeout_at(self._deadline()) as self._patience:
                    return await self._peer.receive()
            except TimeoutError:
                if self._turn.is_over():
                    raise
            finally:
                self._patience = None

    async def _hear(self, text: bytes, blob: bytes) -> None:
        self._heard += 1
        if self._heard > self._limits.calls * MESSAGES_A_CALL + 100:
            raise FrameError("it sent far more than its calls")
        if self._said is not None:
            raise FrameError("it spoke after its end")
        # Reading is work that the program sets: the loop does not do it.
        said = await asyncio.to_thread(read_said, text)
        if blob and not (isinstance(said, Call) and said.tool == KEEP):
            raise FrameError("it sent bytes that belong to nothing")
        if not isinstance(said, Call):
            self._said = said
            return
        job = asyncio.create_task(self._answer(said, blob))
        self._jobs.add(job)
        job.add_done_callback(self._answered)

    async def _answer(self, call: Call, blob: bytes) -> None:
        args = (blob, *call.args) if call.tool == KEEP else call.args
        try:
            result = await self._calls.answer(call.tool, args, call.kwargs)
            if isinstance(result, bytes):
                sent = message({"id": call.id, "bytes": True}, result)
            else:
                sent = message({"id": call.id, "result": result})
        except (CallRefused, ValueError, TypeError) as error:
            sent = message({"id": call.id, "error": str(error)})
        with suppress(PeerLost):  # whoever listens is told
            async with self._sending:
                await self._peer.send(TO_PROGRAM, sent)

    def _answered(self, job: asyncio.Task[None]) -> None:
        self._jobs.discard(job)
        if not self._jobs:
            self._turn = Turn(self._peer, self._limits.turn_seconds)
        if self._patience and not self._patience.expired():
            self._patience.reschedule(self._deadline())

    def _deadline(self) -> float | None:
        """While tools work only the whole run's time counts; else the program computes."""
        return None if self._jobs else self._turn.due

    def _late(self) -> str:
        if self._loop.time() >= self._ends:
            return f"The program ran for more than {self._limits.seconds:g} s."
        return (
            f"The program was stopped: it ran for more than {self._limits.turn_seconds:g} s "
            "without calling a tool."
        )

    async def _end_jobs(self) -> None:
        jobs = tuple(self._jobs)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    def _record(self, ended: Ended, code: str) -> RunRecord:
        said = self._said
        if isinstance(said, Done):
            return self._recorder.done(said.result)
        if isinstance(said, Unfit):
            return self._recorder.unfit(said.text)
        if isinstance(said, Refused):
            line = LINE.search(said.text)
            return self._recorder.refused(said.text, int(line.group(1)) if line else None)
        if isinstance(said, Stopped):
            return self._recorder.failed("timeout", f"The program was stopped: {said.text}.")
        if isinstance(said, Syntax):
            return self._recorder.failed(
                "type_error",
                f"The program was not run, it does not compile: {said.text}",
                said.line,
            )
        if isinstance(said, Crashed):
            frames = [(int(line), str(name)) for line, name in said.frames if str(line).isdigit()]
            text = said.text or (said.kind == "MemoryError" and self._memory_words()) or ""
            text = worded_for_the_coder(said.kind, text, frames, code)
            over = said.limit or said.errno in OVER_A_LIMIT
            line = frames[-1][0] if frames else None
            return self._recorder.failed("limit" if over else "error", text, line)
        return self._unsaid(ended.status)

    def _memory_words(self) -> str:
        return f"the program used more than {self._limits.memory_mb} MB of memory"

    def _unsaid(self, status: int) -> RunRecord:
        """It ended without a word."""
        if status < 0:
            number = signal.Signals(-status) if -status in set(signal.Signals) else -status
            reason = LIMIT_SIGNALS.get(number)
            if reason:
                return self._recorder.failed("limit", f"The program was ended: {reason}.")
            name = number.name if isinstance(number, signal.Signals) else number
            return self._recorder.failed("error", f"The program was ended by signal {name}.")
        return self._recorder.failed(
            "error",
            f"The program ended its own process, with exit code {status}, before its last "
            "line. Let it run to its end.",
        )
