"""Words every failure of an endpoint: what happened, at which URL, and what to do."""

import json
import re
import time
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from studio.bounded import RefusedReply
from studio.errors import EndpointError
from studio.printable import printable
from studio.replies.completion import NoCompletion
from studio.replies.refusals import STATUSES, read_refusal

_DETAIL = 300
_LOADING = re.compile(r"\bloading\b", re.IGNORECASE)


class BadStatus(Exception):
    """The server answered with an error, or with an error status. `said` are its own words; `wait`
    the seconds after which it wants to be asked again, if it named them; `loads`: it is not busy,
    its model is on its way."""

    def __init__(self, status: int, body: bytes, retry_after: str | None):
        super().__init__(status)
        self.status, self.body = status, body
        self.said = _said(body)
        self.wait = _seconds(retry_after)
        self.loads = status == 503 and _LOADING.search(self.said) is not None


class Redirected(Exception):
    """The server names another address, `place`, with a 3xx status."""

    def __init__(self, status: int, place: str):
        super().__init__(status)
        self.status, self.place = status, place[:_DETAIL]


class Aborted(Exception):
    """A reply that the server ended early with status 200: what vLLM does when put to sleep."""


def worded(error: Exception, base_url: str, model: str, timeout: float) -> EndpointError:
    """The EndpointError for what went wrong while `model` was asked at `base_url`."""
    match error:
        case TimeoutError():
            text = f"{base_url} gave no reply of {model} within {timeout:g} s"
            fix = "See whether the model is loaded and awake, or raise llm.timeout"
        case BadStatus():
            text, fix = _of_status(error, base_url, model)
        case aiohttp.ClientConnectorError() | aiohttp.InvalidURL():
            text = f"nothing answers at {base_url} ({error})"
            fix = "Start it, or correct llm.base_url (planner: the offline planner)"
        case Redirected():
            text = (
                f"{base_url} answered for {model} with a redirect (status {error.status}) to "
                f"{error.place or 'nowhere'}, which is not followed: the brief would go there"
            )
            fix = "Set llm.base_url to the endpoint's own address"
        case RefusedReply():
            text = f"the reply of {base_url} for {model} is not read: {error}"
            fix = "Check that llm.base_url is the endpoint you mean, or raise llm.max_reply_mb"
        case Aborted():
            text = f"{base_url} aborted the reply of {model} before its end"
            fix = "The model was put to sleep or the server stopped: wake it"
        case NoCompletion() | aiohttp.ClientResponseError():
            said = str(error)[:_DETAIL]
            text = f"{base_url} answered for {model} with what is no chat completion: {said}"
            fix = "Check that llm.base_url is an OpenAI-compatible endpoint; it usually ends in /v1"
        case _:
            kind = type(error).__name__
            text = f"{base_url} broke the connection in the middle of a reply ({kind}: {error})"
            fix = "See that server's log"
    return EndpointError(printable(f"{text}."), f"{fix}; then resume.")  # a server's own words


def _of_status(error: BadStatus, base_url: str, model: str) -> tuple[str, str]:
    match error.status:
        case 401 | 403:
            text, fix = "refused the key", "Set llm.api_key (STUDIO_LLM__API_KEY)"
        case 404:
            text = f"knows no model {model!r}, or no /chat/completions"
            fix = f"Set llm.models to names that {base_url}/models lists"
        case 503 if error.loads:
            text, fix = f"still loads {model}", "Wait until it is ready, or raise llm.timeout"
        case 429 | 503:
            text = f"is too busy for {model}"
            fix = f"Wait {error.wait:.0f} s, as it asks" if error.wait else "Wait a little"
        case status if status < 400:
            text, fix = f"answered for {model} with an error", "See that server's log"
        case status if status in STATUSES and read_refusal(error.body).is_too_long:
            text = f"has no room for the request: it is longer than the context of {model}"
            fix = (
                "Serve it with a longer context (vLLM: --max-model-len, llama.cpp: --ctx-size), "
                "or set another model in llm.models"
            )
        case status if status >= 500:
            text, fix = f"failed with status {status} on {model}", "See that server's log"
        case status:
            text = f"refused the request to {model} with status {status}"
            fix = "Mend what it names (a length: llm.max_tokens; a model: llm.models)"
    return f"{base_url} {text} ({error.said})", fix


def _said(body: bytes) -> str:
    """The server's own words, in any shape that servers give errors: {"error": {"message": ...}},
    {"error": "..."}, {"detail": "..."}, text."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return body.decode(errors="replace").strip()[:_DETAIL] or "it said nothing"
    for key in ("error", "message", "detail"):
        if isinstance(found, dict) and found.get(key):
            found = found[key]
    return str(found)[:_DETAIL]


def _seconds(text: str | None) -> float | None:
    """What Retry-After says: seconds, or a date (RFC 9110, 10.2.3)."""
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(text).timestamp() - time.time()
        except (ValueError, OverflowError):
            return None
    return max(0.0, seconds) if seconds == seconds else None
