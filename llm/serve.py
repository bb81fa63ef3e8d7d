"""Serve the offline planner by itself: python -m llm.serve --port 8765"""

import argparse
import os
import sys
from pathlib import Path

import uvicorn

from llm.backends.models import is_loopback
from llm.cascade.brain import Brain, RunningServer, state_name
from llm.endpoint import bind
from llm.protocol import server_config
from llm.server import ServerSettings, create_app
from studio.errors import EndpointError, SettingsError

_KEY_VARIABLE = "STUDIO_LLM_API_KEY"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m llm.serve", description=__doc__)
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    parser.add_argument(
        "--port", type=int, default=0, help="port; 0 takes a free one and prints it"
    )
    parser.add_argument(
        "--ready-file", type=Path, help="file to write the base URL to, once listening"
    )
    parser.add_argument(
        "--max-bytes", type=int, default=ServerSettings.max_bytes, help="largest request body"
    )
    parser.add_argument("--served-model-name", default="", help="one more name that it goes by")
    parser.add_argument("--brain", default="", help="address of a model for what rules cannot read")
    parser.add_argument("--brain-model", default="", help="what that server calls it")
    parser.add_argument("--brain-weights", default="", help="the digest of its weights, if known")
    return parser.parse_args()


def _brain(given: argparse.Namespace) -> Brain | None:
    if not given.brain:
        return None
    # Only of weights that are known can a saved state be trusted to be theirs.
    state = state_name(given.brain_weights) if given.brain_weights else ""
    return Brain(RunningServer(given.brain, given.brain_model), state)


def main() -> int:
    """Serve until interrupted. The API key comes from the environment, never from the command
    line, where every user of the machine could read it."""
    given = _arguments()
    key = os.environ.get(_KEY_VARIABLE, "")
    name = given.served_model_name
    settings = ServerSettings(key, given.max_bytes, _brain(given), name=name)
    try:
        if not settings.api_key and not is_loopback(given.host):
            raise SettingsError(
                f"{given.host} can be reached from other machines.", f"Set {_KEY_VARIABLE} first."
            )
        listener = bind(given.host, given.port)
    except (SettingsError, EndpointError) as error:
        print(error, file=sys.stderr)
        return error.exit_code
    base_url = f"http://{given.host}:{listener.getsockname()[1]}/v1"
    print(base_url, flush=True)
    if given.ready_file:
        partial = given.ready_file.with_suffix(".partial")
        partial.write_text(base_url)
        partial.replace(given.ready_file)
    config = server_config(create_app(settings, given.host), lifespan="off")
    uvicorn.Server(config).run(sockets=[listener])
    return 0


if __name__ == "__main__":
    sys.exit(main())
