"""Values that leave a sandbox: counted before anything walks them, in both engines alike."""

import asyncio
import subprocess
import sys

import pytest

from sandbox.docker.runner.values import DEEPEST, MOST_NODES, MOST_TEXT, TooLarge, count
from sandbox.interface import Interface
from studio.printable import printable
from studio.settings import ROOT
from tests.sandbox.tools import LIMITS, SIGNATURES, STUBS


@pytest.fixture
async def run(make_sandbox, engine, tools):
    """Runs code without a type check, so that it is the sandbox that holds."""
    box = await make_sandbox(engine, Interface(SIGNATURES, STUBS), LIMITS, type_check=False)

    async def run_code(code):
        printed = []
        record = await box.run(code, tools, printed.append)
        return record, "".join(printed)

    return run_code


BOMB = 'x = (1, "a")\nfor _ in range(22):\n    x = (x, x, x)\n'


def test_what_is_shared_counts_as_often_as_it_would_be_written():
    shared = [0] * 100
    assert count([shared] * 10) == 1 + 10 * 101
    with pytest.raises(TooLarge, match="values"):
        count([shared] * (MOST_NODES // 100))


@pytest.mark.parametrize(
    "value",
    [
        [0] * (MOST_NODES + 1),
        {n: n for n in range(MOST_NODES)},
        ["a" * (MOST_TEXT // 2)] * 3,
        10**400,
    ],
)
def test_more_than_may_leave_is_refused(value):
    with pytest.raises(TooLarge):
        count(value)


def test_deep_and_endless_values_are_refused():
    value = []
    for _ in range(DEEPEST):
        value = [value]
    with pytest.raises(TooLarge, match="deep"):
        count(value)
    value.append(value)
    with pytest.raises(TooLarge):
        count(value)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_is_refused(number):
    with pytest.raises(ValueError, match="no number"):
        count({"a": [number]})


async def test_the_loop_goes_on_while_a_program_does_its_worst(run):
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    ticking = asyncio.create_task(tick())
    calls = [f"{BOMB}x", f"from tools import speak\n{BOMB}await speak(x)"]
    for code in calls:
        before = ticks
        record, _ = await run(code)
        assert record.outcome == "limit" and "too large" in record.error
        assert ticks > before
    ticking.cancel()


async def test_a_program_that_was_too_large_spoils_nothing_for_the_next(run):
    assert (await run(f"{BOMB}x"))[0].outcome == "limit"
    record, _ = await run("1 + 1")
    assert (record.outcome, record.result) == ("done", 2)


async def test_texts_of_programs_are_cleaned(run):
    code = 'print("a\\u202eb\\x1b[31mc")\n{"k\\u200f": "\\x1b]0;t\\x07d\\u2066e"}'
    record, _ = await run(code)
    assert record.result == {"k": "de"}
    assert "abc" in record.output and record.outcome == "done"


def test_one_cleaner_takes_escapes_marks_and_halves():
    text = "a\x1b[1;31mb\x1b]0;title\x07c\u202ed\u200fe\ud800f\x00g\th\ni"
    assert printable({"x": [text, 1]}) == {"x": ["abcdefg\th\ni", 1]}


def test_a_bare_script_ends_well_without_closing():
    script = """
import asyncio
from sandbox.embedded.engine import MontySandbox
from sandbox.interface import Interface, Limits

async def call(tool, arguments): ...

async def main():
    box = MontySandbox(Interface({}, ""), Limits(), type_check=False)
    record = await box.run("print('hi')\\n1 + 1", call, lambda text: None)
    print(record.outcome, record.result)

asyncio.run(main())
"""
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=120
        )
        assert (done.returncode, done.stdout.strip()) == (0, "done 2"), done.stderr
