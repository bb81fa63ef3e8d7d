"""A program's own time is what it computes: a machine that is busy elsewhere stops none."""

import asyncio
import contextlib
import os
import signal
from pathlib import Path

import pytest

from sandbox.embedded.processor import computed
from sandbox.interface import Interface, Limits

LIMITS = Limits(seconds=60, turn_seconds=0.5)
COUNTING = "total = 0\nfor number in range(300_000):\n    total += number\ntotal"


def _below(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        texts = [path.read_text() for path in Path(f"/proc/{pid}").glob("task/*/children")]
        children = [int(child) for text in texts for child in text.split()]
        return [pid, *(each for child in children for each in _below(child))]
    return []


def _signal_sandbox(number: signal.Signals) -> int:
    """Send it to all processes of the sandboxes below this one; how many they are."""
    pids = [
        pid
        for child in _below(os.getpid())[1:]
        if b"sandbox.embedded.child" in Path(f"/proc/{child}/cmdline").read_bytes()
        for pid in _below(child)
    ]
    for pid in pids:
        os.kill(pid, number)
    return len(pids)


async def test_time_in_which_a_program_is_not_run_does_not_count(make_sandbox):
    box = await make_sandbox("monty", Interface({}, ""), LIMITS, type_check=False)
    await box.run("1", None, lambda _: None)  # its process has started
    running = asyncio.create_task(box.run(COUNTING, None, lambda _: None))
    await asyncio.sleep(0)
    assert _signal_sandbox(signal.SIGSTOP)
    try:
        await asyncio.sleep(3 * LIMITS.turn_seconds)
        assert not running.done()
    finally:
        _signal_sandbox(signal.SIGCONT)
    record = await running
    assert record.outcome == "done" and record.result == sum(range(300_000)), record.error


async def test_computing_counts(make_sandbox):
    box = await make_sandbox("monty", Interface({}, ""), LIMITS, type_check=False)
    record = await box.run("while True:\n    pass", None, lambda _: None)
    assert record.outcome == "timeout" and "0.5 s without calling a tool" in record.error


def test_what_ended_children_computed_counts():
    before = computed(os.getpid())
    child = os.fork()
    if not child:
        while sum(os.times()[:2]) < 0.2:
            pass
        os._exit(0)
    os.waitpid(child, 0)
    assert computed(os.getpid()) - before == pytest.approx(0.2, abs=0.1)
