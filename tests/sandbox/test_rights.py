"""Handles are rights: what a program may name, read, hand on and hand over. Both engines."""

import pytest

from sandbox.artifacts import Allowance, ProgramArtifacts
from sandbox.interface import Interface
from tests.sandbox.tools import LIMITS, SIGNATURES, STUBS

UNKNOWN = "table:0123456789abcdef"
WAYS = {
    "read": "from tools import read_artifact\nawait read_artifact({})",
    "argument": "from tools import speak\nawait speak({})",
    "nested argument": "from tools import speak\nawait speak([{{'a': [{}]}}])",
    "key of an argument": "from tools import speak\nawait speak({{{}: 1}})",
    "result": "{}",
    "nested result": "{{'a': [1, {}]}}",
}


@pytest.fixture
async def run(make_sandbox, engine, tools, artifacts):
    """Runs code without the type check, so that what refuses is the sandbox."""
    box = await make_sandbox(
        engine,
        Interface(SIGNATURES, STUBS),
        LIMITS,
        lambda rights: ProgramArtifacts(artifacts, rights, Allowance()),
        type_check=False,
    )

    async def run_code(code, held=()):
        return await box.run(code, tools, lambda _: None, held)

    return run_code


@pytest.mark.parametrize("way", WAYS)
async def test_what_is_not_held_is_refused_on_every_way_in(run, tools, artifacts, way):
    """In the same words whether there is such an artifact or not."""
    foreign = artifacts.add_table("secret").handle
    told = {}
    for handle in (foreign, UNKNOWN):
        record = await run(WAYS[way].format(repr(handle)))
        assert record.outcome == "error" and "holds no artifact" in record.error, record
        assert record.result is None and not record.held
        told[handle] = record.error.replace(handle, "HANDLE")
    assert told[foreign] == told[UNKNOWN] and tools.calls == []
    given = await run(WAYS[way].format(repr(foreign)), [foreign])
    assert "holds no artifact" not in given.error


@pytest.mark.parametrize("way", WAYS)
async def test_free_text_that_is_a_handle_gives_no_right(run, tools, artifacts, way):
    tools.sheets["Luca"] = artifacts.add_table("secret").handle
    record = await run(
        "from tools import find\ncard = await find('Luca')\n"
        + WAYS[way].format("card['description']")
    )
    assert record.outcome == "error" and "holds no artifact" in record.error, record
    assert tools.calls == ["find"]


@pytest.mark.parametrize("value", ["{{{}}}", "{}.encode()", "frozenset([{}])", "[b'x', {}]"])
async def test_no_other_type_of_value_carries_a_handle(run, tools, artifacts, value):
    """A schema would make a list of a set and text of bytes, and the tool would fetch by it."""
    foreign = artifacts.add_table("secret").handle
    record = await run(f"from tools import speak\nawait speak({value.format(repr(foreign))})")
    assert record.outcome in ("error", "limit") and tools.calls == []


async def test_rights_end_with_the_run(run, tools):
    made = await run("from tools import paint\nawait paint('red')")
    assert made.outcome == "done" and made.held == [made.result["image"]]
    handle = made.result["image"]
    again = await run(f"from tools import read_artifact\nlen(await read_artifact('{handle}'))")
    assert again.outcome == "error" and "holds no artifact" in again.error
