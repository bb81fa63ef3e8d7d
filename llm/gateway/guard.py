"""Who may come in."""

import hmac

from starlette.types import Scope

from llm.errors import ApiError
from llm.roster.models import is_loopback


class Guard:
    """Checks the API key, and, on loopback, that it is not a web page in somebody's browser that
    asks: such a request names a foreign origin, or a host name that was pointed here."""

    def __init__(self, key: str, host: str) -> None:
        self._key = key.encode()
        self._local = is_loopback(host)

    def check(self, scope: Scope) -> None:
        """ApiError 401 or 403."""
        sent = b""
        for name, value in scope["headers"]:
            if name == b"authorization":
                sent = value
            elif name == b"origin" or (name == b"host" and self._local and not self._key):
                self._check_name(value.decode("latin-1"))
        if not self._key:
            return
        scheme, _, key = sent.partition(b" ")
        if not hmac.compare_digest(key.strip(), self._key) or scheme.lower() != b"bearer":
            raise ApiError(401, "The API key is missing or wrong.", code="invalid_api_key")

    @staticmethod
    def _check_name(given: str) -> None:
        host = given.rpartition("://")[2]
        host = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
        if not is_loopback(host.lower()):
            raise ApiError(
                403,
                f"Requests from or to {host[:100] or 'nowhere'} are not answered.",
                "permission_error",
                code="foreign_host",
            )
