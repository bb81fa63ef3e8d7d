"""A server process under load: connections that ask one after another, latencies, its own use of
processor and memory."""

import asyncio
import contextlib
import json
import os
import secrets
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from studio.settings import ROOT

KEY = f"sk-{secrets.token_hex(16)}"  # every proxy checks it
START_SECONDS = 180
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Target:
    """Something that answers at `port`, in process `pid`, and what was measured of it."""

    name: str
    port: int
    pid: int
    latencies: dict[int, list[float]] = field(default_factory=dict)
    rates: dict[int, list[float]] = field(default_factory=dict)
    first: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def cpu_seconds(self) -> float:
        """Of the process so far (proc(5), fields 14 and 15)."""
        values = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(values[11]) + int(values[12])) / _TICK

    def memory(self) -> float:
        """Resident, in MiB."""
        pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(pages) * _PAGE / 2**20


def request(port: int, stream: bool) -> bytes:
    """A chat request of the size of an agent's."""
    body = json.dumps(
        {
            "model": "studio-code",
            "stream": stream,
            "temperature": 0.2,
            "messages": [
                {"role": "system", "content": "You write programs. " * 40},
                {"role": "user", "content": "Luca waves in the harbour. " * 40},
            ],
        }
    ).encode()
    return (
        b"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:%d\r\n"
        b"authorization: Bearer %s\r\ncontent-type: application/json\r\n"
        b"content-length: %d\r\n\r\n%s" % (port, KEY.encode(), len(body), body)
    )


async def answer(reader: asyncio.StreamReader) -> float:
    """Read one answer; the time of its body's first byte."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.decode(errors="replace"))
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0].strip()
    if length:
        body = await reader.readexactly(int(length))
        assert b"word word" in body
        return time.perf_counter()
    size = int((await reader.readuntil(b"\r\n")).strip(), 16)
    first = time.perf_counter()
    while size:
        await reader.readexactly(size + 2)
        size = int((await reader.readuntil(b"\r\n")).strip(), 16)
    await reader.readexactly(2)
    return first


async def load(target: Target, clients: int, seconds: float, stream: bool = False) -> list[float]:
    """Latencies of all requests that `clients` connections made one after another, one each at
    least (with `stream`: times to the first byte)."""
    sent = request(target.port, stream)
    until = time.perf_counter() + seconds
    latencies: list[float] = []

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
        ended = False
        while not ended:
            begun = time.perf_counter()
            writer.write(sent)
            first = await answer(reader)
            latencies.append((first if stream else time.perf_counter()) - begun)
            ended = time.perf_counter() >= until
        writer.close()

    await asyncio.gather(*(one() for _ in range(clients)))
    return latencies


@contextlib.contextmanager
def process(name: str, command: list[str], port: int, **environment: str) -> Iterator[Target]:
    """Run it until the end of the block."""
    with tempfile.TemporaryFile() as output:
        running = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=output, stderr=output
        )
        try:
            wait_for(port, running, output)
            yield Target(name, port, running.pid)
        finally:
            running.terminate()
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def wait_for(port: int, running: subprocess.Popen, output) -> None:
    """Until it answers a chat request."""
    probe = Target("", port, 0)
    limit = time.monotonic() + START_SECONDS
    while True:
        try:
            asyncio.run(load(probe, 1, 0.01))
            return
        except (OSError, RuntimeError, asyncio.IncompleteReadError) as error:
            if running.poll() is not None or time.monotonic() > limit:
                output.seek(0)
                said = output.read()[-3000:].decode(errors="replace")
                raise SystemExit(f"{running.args[0]} does not answer: {error}\n{said}") from error
            time.sleep(0.3)
