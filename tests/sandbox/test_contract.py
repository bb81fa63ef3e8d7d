"""What every sandbox engine does, on real programs. One suite, both engines."""

import asyncio

import pytest

from sandbox.interface import Answer, Interface, Limits
from studio.errors import EngineError
from tests.sandbox.tools import LIMITS, SIGNATURES, STUBS


@pytest.fixture
async def run(make_sandbox, engine, tools):
    """Runs code in one sandbox; gives the record and what was printed."""
    box = await make_sandbox(engine, Interface(SIGNATURES, STUBS), LIMITS)

    async def run_code(code):
        printed = []
        record = await box.run(code, tools, printed.append)
        return record, "".join(printed)

    run_code.sandbox = box
    return run_code


async def test_last_expression_is_the_result_and_prints_are_streamed(run, engine):
    record, printed = await run(
        "from tools import speak\nline = await speak('hi', rate=2.0)\n"
        "print('made', line['audio'])\n{'a': line['audio']}",
    )
    assert record.outcome == "done", record
    assert record.result == {"a": "audio:speak-2.0"}
    assert printed == record.output == "made audio:speak-2.0\n"
    assert (record.calls, record.engine) == (1, engine)


async def test_prints_come_while_the_program_runs(run, tools):
    seen = []
    task = asyncio.create_task(
        run.sandbox.run(
            "from tools import speak\nprint('before')\nawait speak('never')", tools, seen.append
        )
    )
    while "before\n" not in "".join(seen):
        await asyncio.sleep(0.01)
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_positional_and_named_arguments_and_a_module_import(run):
    record, _ = await run(
        "import tools\n[await tools.speak('a', 2.0), await tools.speak(text='b')]"
    )
    assert [line["audio"] for line in record.result] == ["audio:speak-2.0", "audio:speak-1.0"]


async def test_wrong_parameter_is_refused_before_anything_runs(run):
    record, printed = await run("from tools import speak\nprint('early')\nawait speak(txt='hi')")
    assert record.outcome == "type_error"
    assert record.line == 3
    assert "txt" in record.error and "main.py:3" in record.error
    assert printed == "" and record.calls == 0


async def test_a_handle_of_another_kind_is_a_type_error(run):
    record = await run.sandbox.check("from tools import mix\nawait mix(track='image:00')")
    assert record.outcome == "type_error"
    assert "Audio" in record.error
    assert await run.sandbox.check("from tools import speak\nawait speak('hi')") is None


@pytest.mark.parametrize(
    "code",
    ["x = (1,", "undefined + 1", "from tools import sing", "def f() -> int:\n    return 'x'\nf()"],
)
async def test_what_does_not_check_does_not_run(run, code):
    record, _ = await run(f"print('ran')\n{code}")
    assert record.outcome == "type_error" and record.error and not record.output, record


async def test_a_tool_s_refusal_reaches_the_program_and_then_the_coder(run):
    record, _ = await run("from tools import speak\nawait speak('refuse')")
    assert record.outcome == "error"
    assert "Use Luca" in record.error and "line 2: await speak" in record.error
    assert record.line == 2
    caught, printed = await run(
        "from tools import speak\ntry:\n    await speak('refuse')\n"
        "except RuntimeError as fault:\n    print(fault)\n1",
    )
    assert caught.outcome == "done" and "Use Luca" in printed


async def test_a_traceback_holds_the_program_s_own_lines_alone(run):
    record, _ = await run(
        "def inner(x: int) -> float:\n    return 1 / x\n\ndef outer() -> float:\n"
        "    return inner(0)\n\nouter()"
    )
    assert record.outcome == "error" and record.line == 2
    assert record.error.splitlines() == [
        "ZeroDivisionError: division by zero",
        "  line 7: outer()",
        "  line 5 in outer: return inner(0)",
        "  line 2 in inner: return 1 / x",
    ]


@pytest.mark.parametrize("text", ["break", "bug"])
async def test_a_broken_engine_is_not_the_program_s_fault(run, text):
    with pytest.raises(EngineError, match=r"crashed|studio's own"):
        await run(f"from tools import speak\nawait speak('{text}')")
    record, _ = await run("1 + 1")
    assert record.result == 2


async def test_calls_run_in_parallel(run):
    record, _ = await run(
        "import asyncio\nfrom tools import speak\n"
        "await asyncio.gather(*[speak('meet') for _ in range(4)])\n1",
    )
    assert record.outcome == "done" and record.calls == 4


async def test_a_call_begins_before_it_is_awaited(run):
    record, _ = await run(
        "from tools import speak\ncalls = [speak('meet') for _ in range(4)]\n"
        "[await call for call in calls]",
    )
    assert record.outcome == "done" and len(record.result) == 4


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("while True:\n    pass", "timeout"),
        ("x = [0] * 10**9", "limit"),
        ("def f(n: int) -> int:\n    return f(n + 1)\nf(0)", "limit"),
        ("from tools import speak\nfor _ in range(9):\n    await speak('hi')", "error"),
        ("1 / 0", "error"),
        ("{1, 2}", "error"),
        ("import asyncio\nawait asyncio.sleep(60)", "timeout"),
    ],
)
async def test_limits(run, code, outcome):
    record, _ = await run(code)
    assert record.outcome == outcome, record
    assert record.error
    after, _ = await run("1 + 1")
    assert after.result == 2


async def test_time_in_a_tool_is_not_the_program_s_own(run, tools):
    async def slow(tool, arguments):
        await asyncio.sleep(LIMITS.turn_seconds * 1.5)
        return Answer({"audio": "audio:1"})

    record = await run.sandbox.run(
        "from tools import speak\nawait speak('x')", slow, lambda _: None
    )
    assert record.outcome == "done", record


async def test_the_whole_run_has_a_limit_too(make_sandbox, engine, tools):
    short = Limits(seconds=1, turn_seconds=60, memory_mb=50)
    box = await make_sandbox(engine, Interface(SIGNATURES, STUBS), short)
    record = await box.run("from tools import speak\nawait speak('never')", tools, lambda _: None)
    assert record.outcome == "timeout" and "1 s" in record.error
    assert tools.ended == ["speak"]


async def test_output_is_bounded_and_has_no_terminal_escapes(run):
    record, printed = await run("print('\\x1b[31mred')\nprint('x' * 9000)\n1")
    assert record.outcome == "done"
    assert printed.startswith("red\n") and "\x1b" not in printed
    assert len(record.output) < 4 * 1024 + 40 and "[output cut]" in record.output


async def test_cancel_ends_the_run_and_its_calls(run, tools):
    task = asyncio.create_task(run("from tools import speak\nawait speak('never')\n1"))
    while not tools.calls:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert tools.ended == ["speak"]
    record, _ = await run("1 + 1")
    assert record.result == 2


async def test_programs_run_side_by_side(run):
    records = await asyncio.gather(
        *(run(f"from tools import speak\nawait speak('x')\n{n}") for n in range(6))
    )
    assert [record.result for record, _ in records] == list(range(6))
