"""How the gateway is served."""

import uvicorn
from starlette.types import ASGIApp

from llm.backends.settings import Gateway
from llm.protocol import Limits, protocol, server_config


def config(app: ASGIApp, settings: Gateway, stop_seconds: int = 5) -> uvicorn.Config:
    """uvicorn's configuration, with the limits of `settings`."""
    return server_config(
        app,
        loop="uvloop",
        http=protocol(
            Limits(
                settings.header_seconds,
                settings.stall_seconds,
                settings.max_head_kb * 1024,
                settings.max_headers,
            )
        ),
        lifespan="on",
        server_header=False,
        date_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=stop_seconds,
    )
