"""The embedded sandbox on real programs."""

import asyncio

import pytest

from sandbox.interface import Interface, Limits
from sandbox.monty import MontySandbox
from studio.errors import EngineError, ToolError

STUBS = """
from typing import NewType, TypedDict
Audio = NewType("Audio", str)
class Speech(TypedDict):
    audio: Audio
async def speak(text: str, rate: float = 1.0) -> Speech: ...
async def mix(track: Audio) -> Speech: ...
"""


@pytest.fixture
async def sandbox():
    interface = Interface({"speak": ("text", "rate"), "mix": ("track",)}, STUBS)
    limits = Limits(seconds=20, turn_seconds=1, memory_mb=50, output_kb=4, calls=5)
    box = MontySandbox(interface, limits)
    yield box
    await box.close()


MEETING: list[str] = []


async def call(tool, arguments):
    """A tool that answers, refuses, breaks or takes its time, as its text says."""
    text = arguments.get("text", "")
    if text == "refuse":
        raise ToolError("there is no voice of that name.", "Use Luca.")
    if text == "break":
        raise EngineError("the voice engine crashed.", "See its log.")
    if text == "meet":  # goes on only when four calls are under way at once
        MEETING.append(tool)
        while len(MEETING) < 4:
            await asyncio.sleep(0.01)
    return {"audio": f"audio:{tool}-{arguments.get('rate', 1.0)}"}


async def run(sandbox, code):
    printed = []
    record = await sandbox.run(code, call, printed.append)
    return record, "".join(printed)


async def test_last_expression_is_the_result_and_prints_are_streamed(sandbox):
    record, printed = await run(
        sandbox,
        "from tools import speak\nline = await speak('hi', rate=2.0)\n"
        "print('made', line['audio'])\n{'a': line['audio']}",
    )
    assert record.outcome == "done"
    assert record.result == {"a": "audio:speak-2.0"}
    assert printed == record.output == "made audio:speak-2.0\n"
    assert (record.calls, record.engine) == (1, "monty")


async def test_wrong_parameter_is_refused_before_anything_runs(sandbox):
    record, printed = await run(
        sandbox, "from tools import speak\nprint('early')\nawait speak(txt='hi')"
    )
    assert record.outcome == "type_error"
    assert record.line == 3
    assert "txt" in record.error
    assert printed == "" and record.calls == 0


async def test_a_handle_of_another_kind_is_a_type_error(sandbox):
    record = await sandbox.check("from tools import mix\nawait mix(track='image:00')")
    assert record.outcome == "type_error"
    assert "Audio" in record.error
    assert await sandbox.check("from tools import speak\nawait speak('hi')") is None


async def test_a_tool_s_refusal_reaches_the_program_and_then_the_coder(sandbox):
    code = "from tools import speak\nawait speak('refuse')"
    record, _ = await run(sandbox, code)
    assert record.outcome == "error"
    assert "Use Luca" in record.error and "line 2" in record.error
    caught, printed = await run(
        sandbox,
        "from tools import speak\ntry:\n    await speak('refuse')\n"
        "except RuntimeError as fault:\n    print(fault)\n1",
    )
    assert caught.outcome == "done" and "Use Luca" in printed


async def test_a_broken_engine_is_not_the_program_s_fault(sandbox):
    with pytest.raises(EngineError, match="crashed"):
        await run(sandbox, "from tools import speak\nawait speak('break')")


async def test_calls_run_in_parallel(sandbox):
    MEETING.clear()
    record, _ = await run(
        sandbox,
        "import asyncio\nfrom tools import speak\n"
        "await asyncio.gather(*[speak('meet') for _ in range(4)])\n1",
    )
    assert record.outcome == "done" and record.calls == 4


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("while True:\n    pass", "timeout"),
        ("x = [0] * 10**9", "limit"),
        ("def f(n: int) -> int:\n    return f(n + 1)\nf(0)", "limit"),
        ("from tools import speak\nfor _ in range(9):\n    await speak('hi')", "error"),
        ("x = (1,", "type_error"),
        ("import os\nos.system('ls')", "type_error"),
        ("open('/etc/passwd')", "type_error"),
        ("import socket", "type_error"),
        ("1 / 0", "error"),
        ("import asyncio\nawait asyncio.sleep(60)", "timeout"),
    ],
)
async def test_limits_and_escapes(sandbox, code, outcome):
    record, _ = await run(sandbox, code)
    assert record.outcome == outcome, record
    assert record.error


async def test_output_is_bounded_and_has_no_terminal_escapes(sandbox):
    record, printed = await run(sandbox, "print('\\x1b[31mred')\nprint('x' * 9000)\n1")
    assert record.outcome == "done"
    assert printed.startswith("red\n") and "\x1b" not in printed
    assert len(record.output) < 4 * 1024 + 40 and "[output cut]" in record.output


async def test_cancel_ends_the_run(sandbox):
    MEETING.clear()
    task = asyncio.create_task(run(sandbox, "from tools import speak\nawait speak('meet')\n1"))
    while not MEETING:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    record, _ = await run(sandbox, "1 + 1")
    assert record.result == 2
