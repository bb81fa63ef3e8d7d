"""Reaching the Docker engine."""

from typing import Any

from docker import APIClient
from docker.constants import DEFAULT_UNIX_SOCKET
from docker.errors import DockerException
from docker.utils import kwargs_from_env
from requests.exceptions import RequestException

from studio.errors import EngineError
from studio.proxies import is_here

ANSWER_SECONDS = 60
PING_SECONDS = 5
ADDRESSES = ("unix://", "http+unix://", "tcp://", "http://")

_REMOTE = ("tcp://", "http://")

# what a call of the engine may raise when it is not there, or no longer
LOST = (DockerException, RequestException, OSError)


class _Here(APIClient):
    """A client of an engine on this machine, which no proxy of the environment leads to."""

    def merge_environment_settings(self, *args: Any, **options: Any) -> Any:
        self.trust_env = False  # the constructor asks the engine already, and sets it before
        return super().merge_environment_settings(*args, **options)


def connect(address: str = "") -> APIClient:
    """A client of the engine at `address`, else at DOCKER_HOST, else at the usual socket.

    EngineError when none answers, or not over a plain socket.
    """
    try:
        options = kwargs_from_env()
        if address:
            options["base_url"] = address
        where = options.get("base_url") or DEFAULT_UNIX_SOCKET
        if not where.startswith(ADDRESSES) or options.get("tls"):
            raise EngineError(
                f"the Docker engine at {where} is not on this machine.",
                "Use one on a unix:// socket; the sandbox's channel is not made for TLS or SSH.",
            )
        kind = _Here if not where.startswith(_REMOTE) or is_here(_as_http(where)) else APIClient
        kind(**options, timeout=PING_SECONDS, version="auto").close()
        client = kind(**options, timeout=ANSWER_SECONDS, version="auto")
        # else it keeps a connection for every path that it ever asked for, each container's too
        client.headers["Connection"] = "close"
        return client
    except LOST as error:
        raise EngineError(
            f"no Docker engine answers ({_short(error)}).",
            "Start Docker, or set DOCKER_HOST or sandbox.docker_host to its address.",
        ) from error


def _as_http(address: str) -> str:
    return f"http://{address.partition('://')[2]}"


def _short(error: Exception) -> str:
    text = str(error)
    for word in ("No such file or directory", "Permission denied", "Connection refused"):
        if word.lower() in text.lower():
            return word.lower()
    return text.splitlines()[0][:200] if text else type(error).__name__
