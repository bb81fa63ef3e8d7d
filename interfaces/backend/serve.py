"""The gateway's process: python -m interfaces.backend.serve --profile offline"""

import argparse
import contextlib
import logging
import signal
import sys
from collections.abc import Sequence

import uvicorn

from interfaces.backend.state import state_file, this_process
from llm.backends.models import Roster, load_roster
from llm.endpoint import bind
from llm.gateway.app import create_gateway
from llm.gateway.embeddings import Embedder
from llm.gateway.server import config
from memory.embedding import WEIGHTS, minilm
from studio.errors import StudioError
from studio.settings import settings
from studio.weights import warehouse

EMBEDDING = "studio-embedding"
_WIDTH = 384
_BATCH = 32  # of 256 tokens at most each: about 100 MB at work


def memory_embedder() -> Embedder | None:
    """The memory's own embedding, where its weights are here."""
    if warehouse(settings()).missing(WEIGHTS):
        return None
    model = minilm(settings())

    def embed(texts: list[str]) -> Sequence[Sequence[float]]:
        batches = (texts[i : i + _BATCH] for i in range(0, len(texts), _BATCH))
        return [row.tolist() for batch in batches for row in model.embed(batch)]

    return Embedder(EMBEDDING, embed, _WIDTH)


def _reached(host: str) -> str:
    """Where this machine itself finds what listens at `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


class _Server(uvicorn.Server):
    """Tells where it is, once it answers."""

    def __init__(self, settings: uvicorn.Config, roster: Roster, root: str, profile: str) -> None:
        super().__init__(settings)
        self._roster, self._running = roster, this_process(root, profile)

    async def startup(self, sockets: list | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._running.write(self._roster)
            print(self._running.root, flush=True)


def options() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m interfaces.backend.serve", description=__doc__)
    parser.add_argument("--profile", help="a profile of configs/models.yaml")
    parser.add_argument("--port", type=int, help="0 takes a free one")
    parser.add_argument("--cache-url", help="a Redis that keeps the answers; else cache.url")
    return parser


def main() -> int:
    """Serve until told to end."""
    given = options().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        roster = load_roster()
        if given.port is not None:
            roster.gateway.port = given.port
        if given.cache_url is not None:
            roster.cache.url = given.cache_url
        profile, _ = roster.chosen(given.profile)
        app = create_gateway(roster, profile, memory_embedder())
        listener = bind(roster.gateway.host, roster.gateway.port)
    except StudioError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    host = _reached(roster.gateway.host)
    host = f"[{host}]" if ":" in host else host
    root = f"http://{host}:{listener.getsockname()[1]}"
    server = _Server(config(app, roster.gateway), roster, root, profile)
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal that ended it once more; what follows must still be done.
        signal.signal(number, lambda *_: None)
    try:
        server.run(sockets=[listener])
    finally:
        with contextlib.suppress(OSError):
            state_file(roster).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
