"""A program that floods its output, and is stopped while nobody reads, is gone at once: asyncio
waits for a process's end until all that it wrote is read."""

import asyncio

from sandbox.docker.runner.wire import START, message
from sandbox.embedded.engine import _terms
from sandbox.embedded.peer import MontyProcess
from sandbox.interface import Interface, Limits

FLOOD = "for number in range(100000000):\n    print(number)"


async def test_it_ends_though_nobody_reads_what_it_wrote():
    limits = Limits(turn_seconds=5, output_kb=4096)
    process = await MontyProcess.start(_terms(Interface({}, ""), limits, type_check=False))
    await process.send(START, message({"code": FLOOD}))
    stdout = process._process.stdout
    assert stdout
    for _ in range(100):  # until asyncio has read as much as it keeps
        await asyncio.sleep(0.05)
        if len(stdout._buffer) > 2 * stdout._limit:
            break
    assert len(stdout._buffer) > stdout._limit
    await asyncio.wait_for(process.end(), 10)
    assert not process.is_alive
