"""The studio as an MCP server, met by the protocol's own client over a real pipe."""

import asyncio
import base64
import io
import os
import sys
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from PIL import Image

from studio.settings import ROOT
from tests.made_before import MadeBefore
from tools.registry import all_tools

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, made_before: MadeBefore) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("mcp")
    with made_before.shared_with(folder / "data"):
        yield folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(folder: Path) -> AsyncGenerator[Client]:
    own = {
        "STUDIO_PATHS__DATA": str(folder / "data"),
        "STUDIO_PATHS__OUTPUTS": str(folder / "outputs"),
    }
    server = StdioServerParameters(
        command=sys.executable,
        args=[str(ROOT / "main.py"), "mcp"],
        env=dict(os.environ) | own,
        cwd=str(folder),
    )
    ready: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
    over = asyncio.Event()

    async def hold() -> None:  # opened and closed by one task, as the client wants
        async with Client(stdio_client(server)) as client:
            ready.set_result(client)
            await over.wait()

    holding = asyncio.create_task(hold())
    await asyncio.wait({ready, holding}, return_when=asyncio.FIRST_COMPLETED)
    if holding.done():
        holding.result()
    yield ready.result()
    over.set()
    await holding


async def test_every_tool_is_offered_as_it_is_declared(client: Client) -> None:
    offered = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(offered) == {"run", "revise", "plan", "ask", *all_tools()}
    for name, spec in all_tools().items():
        assert offered[name].input_schema == spec.json_schema()["parameters"]
        assert offered[name].annotations.read_only_hint == (spec.category == "measure")
    assert offered["run"].input_schema["required"] == ["text"]


async def test_a_plan_makes_nothing_and_tells_what_is_left_out(
    client: Client, folder: Path
) -> None:
    text = "A picture of Giulia waving in the harbour with three elephants"
    told = await client.call_tool("plan", {"text": text})
    assert not told.is_error and "elephants" in told.content[0].text
    assert told.structured_content["plan"]["shots"][0]["kind"] == "picture"
    assert told.structured_content["left_out"] and told.structured_content["exit_code"] == 3
    assert not (folder / "outputs").exists() or not any((folder / "outputs").iterdir())


async def test_a_tool_takes_a_file_and_shows_its_picture(client: Client, folder: Path) -> None:
    Image.new("RGB", (900, 300), "#3060c0").save(folder / "blue.png")
    progress = []

    async def heard(done: float, total: float | None, message: str | None) -> None:
        progress.append((done, total, message))

    made = await client.call_tool(
        "make_music", {"mood": "cheerful", "duration": 2}, progress_callback=heard
    )
    assert not made.is_error and made.structured_content["result"]["duration"] == 2
    (sound,) = made.structured_content["files"].values()
    assert Path(sound).stat().st_size > 10_000
    steps = [done for done, _, _ in progress]
    assert len(steps) > 2 and steps == sorted(set(steps)) and steps[-1] <= 1.01
    captioned = await client.call_tool(
        "caption_picture", {"image": str(folder / "blue.png"), "captions": [{"text": "We won!"}]}
    )
    text, picture = captioned.content
    assert not captioned.is_error and "image:" in text.text
    shown = Image.open(io.BytesIO(base64.b64decode(picture.data)))
    assert shown.size == (640, 213) and picture.mime_type == "image/jpeg"


async def test_a_line_is_made_changed_and_asked_about(client: Client) -> None:
    told = []

    async def heard(done: float, total: float | None, message: str | None) -> None:
        told.append(message)

    text = "Mina says 'Welcome aboard!' cheerfully"
    made = await client.call_tool("run", {"text": text}, progress_callback=heard)
    first = made.structured_content
    assert not made.is_error and first["outcome"] == "approved" and not first["left_out"]
    assert Path(first["deliverables"][0]["path"]).is_file() and Path(first["report"]).is_file()
    assert any("director, plan" in one for one in told) and any("speak" in one for one in told)
    again = await client.call_tool("revise", {"text": "make her sad"})
    assert again.structured_content["plan"]["shots"][0]["lines"][0]["emotion"] == "sad"
    assert again.structured_content["session"] != first["session"]
    why = {"question": "why sad?", "of": "director"}
    answer = await client.call_tool("ask", why)
    assert answer.structured_content["who"] == "director" and "sad" in answer.content[0].text


@pytest.mark.parametrize(
    ("name", "arguments", "part"),
    [
        ("run", {"text": ""}, "the brief is empty"),
        ("run", {"text": "Luca waves", "seeed": 1}, "Its arguments: text, media, seed"),
        ("run", {"text": "Luca waves", "media": ["none.png"]}, "none.png"),
        ("run", {}, "text: Field required"),
        ("revise", {"text": "sadder", "session": "nobody"}, "there is no session 'nobody'"),
        ("ask", {"question": " "}, "the question is empty"),
        ("ask", {"question": "why?", "of": "cook"}, "of: "),
        ("speak", {"character": "Bob", "text": "Ciao"}, "there is no character 'Bob'"),
        ("speak", {"character": "Luca"}, "text: Field required"),
        ("measure_image", {"image": "none.png"}, "there is no file 'none.png'"),
        ("fly", {}, "there is no tool 'fly'"),
    ],
)
async def test_what_is_wrong_is_said_in_words(
    client: Client, name: str, arguments: dict, part: str
) -> None:
    told = await client.call_tool(name, arguments)
    assert told.is_error and part in told.content[0].text
    assert "Traceback" not in told.content[0].text and "fault" not in told.content[0].text
