"""`python main.py page`: the page's server, on this machine alone."""

import asyncio
import contextlib
import secrets
import signal
import socket

import typer
import uvicorn
from rich.text import Text

from interfaces.chat.keeping import held
from interfaces.commands.context import CommandContext
from interfaces.gates import named_gates
from interfaces.page.app import create_page
from interfaces.page.conversation import PageConversation
from interfaces.workplace import open_workplace
from llm.endpoint import bind
from llm.protocol import server_config
from studio.errors import EndpointError, InputError

HOST = "127.0.0.1"


def open_page(
    context: CommandContext, *, use_cache: bool, gate: str, name: str, port: int, open_it: bool
) -> None:
    """Serve the page until Ctrl-C, and print its address. InputError for what cannot name a
    conversation, for one that another process holds, and for a port that cannot be had."""
    gates = named_gates(gate)
    with held(context.settings, name), contextlib.closing(_bound(port)) as listener:
        asyncio.run(_serve(context, listener, gates, use_cache, name, open_it))


def _bound(port: int) -> socket.socket:
    try:
        return bind(HOST, port)
    except EndpointError as error:
        raise InputError(
            f"the page cannot have port {port}: it is taken, or not allowed.",
            "Choose another with --port, or 0 for a free one.",
        ) from error


async def _serve(
    context: CommandContext,
    listener: socket.socket,
    gates: tuple[str, ...],
    use_cache: bool,
    name: str,
    open_it: bool,
) -> None:
    port, token = listener.getsockname()[1], secrets.token_urlsafe(24)
    address = f"http://{HOST}:{port}/?token={token}"
    async with open_workplace(context.settings, use_cache=use_cache) as workplace:
        conversation = PageConversation(workplace, gates, name)
        config = server_config(
            create_page(conversation, token, port), lifespan="off", timeout_graceful_shutdown=2
        )
        server = _Server(config)
        stopping = asyncio.create_task(_stopped(server, conversation))
        context.console.print(Text(address, style="bold"), soft_wrap=True)
        context.console.print(Text("Open it in a browser. Ctrl-C ends.", style="quiet"))
        if open_it:
            typer.launch(address)
        try:
            await server.serve(sockets=[listener])
        finally:
            stopping.cancel()
            await conversation.close()


async def _stopped(server: uvicorn.Server, conversation: PageConversation) -> None:
    """Wait for a signal that ends the server; open streams end with it."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    await told.wait()
    server.should_exit = True
    conversation.feed.close()


class _Server(uvicorn.Server):
    """Leaves the signals to the command."""

    @contextlib.contextmanager
    def capture_signals(self):
        """None."""
        yield
