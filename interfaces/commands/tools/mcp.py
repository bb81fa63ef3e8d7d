"""`python main.py mcp`: the studio for other programs."""

import typer

app = typer.Typer()


@app.command(short_help="Offer the studio to other programs (Model Context Protocol).")
def mcp() -> None:
    """Serve the media tools, and `run`, `revise`, `plan` and `ask`, by the Model Context Protocol
    over standard input and output. A client starts this command itself; in its settings write

    \b
        {"mcpServers": {"animation-studio": {
            "command": "/path/to/animation-ai-studio/.venv/bin/python",
            "args": ["/path/to/animation-ai-studio/main.py", "mcp"]}}}
    """
    from interfaces.commands.context import command

    with command(as_json=False) as context:
        import asyncio

        from interfaces.mcp.server import serve

        asyncio.run(serve(context.settings))
