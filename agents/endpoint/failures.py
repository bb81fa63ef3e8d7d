"""Words every failure of an endpoint: what happened, at which URL, and what to do."""

import json
from typing import Any

import aiohttp

from studio.bounded import RefusedReply
from studio.errors import EndpointError
from studio.printable import printable

_DETAIL = 300


class BadStatus(Exception):
    """The server answered with an error status. `said` are its own words; `wait` the seconds after
    which it wants to be asked again, if it named them."""

    def __init__(self, status: int, body: bytes, retry_after: str | None):
        super().__init__(status)
        self.status = status
        self.said = _said(body)
        self.wait = _seconds(retry_after)


class Rubbish(Exception):
    """The reply is no chat completion."""


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
        case Rubbish() | aiohttp.ClientResponseError():
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
        case 429 | 503:
            text, fix = f"is too busy for {model}", "Wait a little"
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
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:  # a date: servers on this machine send seconds
        return None
