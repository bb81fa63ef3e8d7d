"""The server: what is offered, over the protocol. One client, over standard input and output."""

import asyncio
import base64
from collections.abc import Sequence
from pathlib import Path

import mcp_types as types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server

from interfaces.errors import Stopped, worded
from interfaces.mcp.media_tools import media_tools
from interfaces.mcp.offer import Given, Offer
from interfaces.mcp.pieces import Pieces
from interfaces.workplace import open_workplace
from studio.errors import ToolError
from studio.settings import Settings
from tools.engines.media.showing import jpeg_of

NAME = "animation-studio"
INSTRUCTIONS = """Animation AI Studio makes finished 3D animation from a sentence, on this machine.
`run` makes a whole piece, `revise` changes it, `ask` tells of it, `plan` only looks ahead. The
other tools are the studio's own media tools, for single steps."""
SHOWN = 640  # pixels: pictures are sent no larger; the files are whole
_PICTURES = (".png", ".jpg", ".jpeg", ".webp")


async def serve(settings: Settings) -> None:
    """Answer one client until it closes standard input. StudioError where the studio cannot run."""
    async with open_workplace(settings) as place:
        offers = [*Pieces(place).offers(), *media_tools(place)]
        server = make_server(offers, place.settings.paths.data / "logs")
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())


def make_server(offers: Sequence[Offer], logs: Path) -> Server:
    """A server of these offers. A call that fails is answered with an error in words; tracebacks
    of errors of the studio's own go into files under `logs`."""
    known = {offer.name: offer for offer in offers}

    async def list_tools(
        context: ServerRequestContext, parameters: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_told(offer) for offer in offers])

    async def call_tool(
        context: ServerRequestContext, parameters: types.CallToolRequestParams
    ) -> types.CallToolResult:
        try:
            with worded(lambda: "", lambda: logs):
                offer = known.get(parameters.name)
                if offer is None:
                    raise ToolError(
                        f"there is no tool {parameters.name!r}.", f"There are {', '.join(known)}."
                    )
                async with _Progress(context) as progress:
                    given = await offer.call(parameters.arguments or {}, progress.report)
        except Stopped as stop:
            text = f"{stop.message} {stop.fix}".strip()
            return types.CallToolResult(content=[types.TextContent(text=text)], is_error=True)
        return _result(given)

    return Server(NAME, instructions=INSTRUCTIONS, on_list_tools=list_tools, on_call_tool=call_tool)


def _told(offer: Offer) -> types.Tool:
    return types.Tool(
        name=offer.name,
        description=offer.description,
        input_schema=offer.schema,
        annotations=types.ToolAnnotations(
            read_only_hint=not offer.makes, destructive_hint=False, open_world_hint=False
        ),
    )


def _result(given: Given) -> types.CallToolResult:
    content: list[types.ContentBlock] = [types.TextContent(text=given.text)]
    content += [_picture(path) for path in given.pictures if path.suffix in _PICTURES]
    return types.CallToolResult(content=content, structured_content=given.data)


def _picture(path: Path) -> types.ImageContent:
    data = base64.b64encode(jpeg_of(path, SHOWN)).decode()
    return types.ImageContent(data=data, mime_type="image/jpeg")


class _Progress:
    """Sends what is reported, by any thread, to the client that waits for a call. The protocol
    wants numbers that only grow: parts of steps are added to the steps that are done."""

    def __init__(self, context: ServerRequestContext):
        self._context = context
        self._queue: asyncio.Queue[tuple[str, float | None] | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()

    async def __aenter__(self) -> "_Progress":
        self._sending = asyncio.create_task(self._send())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._queue.put_nowait(None)
        await self._sending

    def report(self, text: str, done: float | None) -> None:
        """Send a sentence and, where it is known, how far the work is (0 to 1)."""
        self._loop.call_soon_threadsafe(self._queue.put_nowait, (text, done))

    async def _send(self) -> None:
        told = 0.0
        while (item := await self._queue.get()) is not None:
            text, done = item
            told = told + 1 if done is None else max(told + 1e-3, done)
            total = 1.0 if done is not None and told <= 1 else None
            await self._context.session.report_progress(told, total, text)
