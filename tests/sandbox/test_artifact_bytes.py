"""Programs read the bytes of what they hold, and hand back bytes of their own: both engines."""

import asyncio
import io
import json

import pytest
from PIL import Image

from sandbox.artifacts import Allowance, ProgramArtifacts
from sandbox.interface import Interface
from sandbox.rights import Rights
from studio.errors import ToolError
from tests.sandbox.tools import LIMITS, SIGNATURES, STUBS

ALLOWANCE = Allowance(max_bytes=2**20, max_pixels=10**6)


@pytest.fixture
async def run_with_artifacts(make_sandbox, engine, tools, artifacts):
    """The same, in a sandbox that lets programs read and keep artifacts."""
    box = await make_sandbox(
        engine,
        Interface(SIGNATURES, STUBS),
        LIMITS,
        lambda rights: ProgramArtifacts(artifacts, rights, ALLOWANCE),
    )

    async def run_code(code, held=()):
        return await box.run(code, tools, lambda _: None, held)

    return run_code


async def test_a_program_reads_what_it_holds_and_keeps_what_it_makes(run_with_artifacts, artifacts):
    record = await run_with_artifacts(
        "from tools import paint, read_artifact, keep_artifact\n"
        "card = await paint('red')\n"
        "data = await read_artifact(card['image'])\n"
        "again = await keep_artifact(data, 'image')\n"
        "table = await keep_artifact(b'{\"frames\": 12}', 'table')\n"
        "{'image': again, 'same': again == card['image'], 'table': table,\n"
        " 'read': len(await read_artifact(table))}"
    )
    assert record.outcome == "done", record.error
    assert record.result["same"] and record.result["read"] == 14
    assert artifacts.table(record.result["table"]) == {"frames": 12}
    kept = artifacts.get(record.result["table"])
    assert kept.tool == "keep_artifact" and kept.kind == "table"


async def test_no_tool_fetches_what_the_program_does_not_hold(run_with_artifacts, artifacts, tools):
    foreign = artifacts.add_table("secret").handle
    code = f"from tools import speak\nawait speak('{foreign}')\n1"
    record = await run_with_artifacts(code)
    assert record.outcome == "error" and "holds no artifact" in record.error
    assert tools.calls == []
    assert (await run_with_artifacts(code, [foreign])).outcome == "done"
    assert tools.calls == ["speak"]


async def test_a_program_reads_no_other_session_s_artifact(run_with_artifacts, artifacts, tmp_path):
    path = tmp_path / "secret.json"
    path.write_text(json.dumps("secret"))
    foreign = artifacts.add(path, "table").handle
    record = await run_with_artifacts(
        f"from tools import read_artifact\nawait read_artifact('{foreign}')"
    )
    assert record.outcome == "error" and "holds no artifact" in record.error
    given = await run_with_artifacts(
        f"from tools import read_artifact\nlen(await read_artifact('{foreign}'))", [foreign]
    )
    assert given.result == len('"secret"')
    unknown = await run_with_artifacts(
        "from tools import read_artifact\nawait read_artifact('table:0123456789abcdef')"
    )
    assert unknown.error.replace("table:0123456789abcdef", foreign) == record.error.replace(
        "table:0123456789abcdef", foreign
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("keep_artifact(b'no picture', 'image')", "no good PNG"),
        ("keep_artifact(b'{', 'table')", "no good JSON"),
        ("keep_artifact(b'x' * (2**20 + 1), 'table')", "more than an artifact may have"),
        ("keep_artifact(b'RIFF', 'audio')", "no good WAV"),
    ],
)
async def test_bytes_must_be_what_they_are_said_to_be(run_with_artifacts, call, words):
    record = await run_with_artifacts(f"from tools import keep_artifact\nawait {call}")
    assert record.outcome == "error" and words in record.error, record


def test_a_picture_with_too_many_pixels_is_refused(artifacts):
    stream = io.BytesIO()
    Image.new("L", (1200, 1200)).save(stream, "PNG")
    with pytest.raises(ToolError, match="1200 x 1200"):
        kept = ProgramArtifacts(artifacts, Rights(), ALLOWANCE)
        asyncio.run(kept.keep(stream.getvalue(), "image"))
