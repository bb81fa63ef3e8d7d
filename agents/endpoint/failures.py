"""Words every failure of an endpoint: what happened, at which URL, and what to do."""

import openai

from studio.errors import EndpointError

_DETAIL = 300


def worded(fault: Exception, base_url: str, model: str, timeout: float) -> EndpointError:
    """The EndpointError for what the SDK raised while it asked `model` at `base_url`."""
    if isinstance(fault, TimeoutError | openai.APITimeoutError):
        return EndpointError(
            f"{base_url} gave no reply of {model} within {timeout:g} s.",
            "See whether the model is loaded and awake, or raise llm.timeout; then resume.",
        )
    if isinstance(fault, openai.APIStatusError):
        return _of_status(fault, base_url, model)
    if isinstance(fault, openai.APIConnectionError):
        return _of_connection(fault, base_url)
    return rubbish(base_url, model, str(fault))


def rubbish(base_url: str, model: str, detail: str) -> EndpointError:
    """The reply is no chat completion at all."""
    return EndpointError(
        f"{base_url} answered for {model} with something that is no chat completion: "
        f"{detail[:_DETAIL]}.",
        "Check that llm.base_url is an OpenAI-compatible endpoint (it usually ends in /v1); "
        "then resume.",
    )


def aborted(base_url: str, model: str) -> EndpointError:
    """A reply that was ended by the server, though its status was 200."""
    return EndpointError(
        f"{base_url} aborted the reply of {model} before its end.",
        "The model was put to sleep or the server stopped: wake it, then resume.",
    )


def _of_connection(fault: openai.APIConnectionError, base_url: str) -> EndpointError:
    cause = fault.__cause__
    kind = type(cause).__name__
    if "Connect" in kind:
        return EndpointError(
            f"nothing answers at {base_url} ({cause}).",
            "Start it, or correct llm.base_url (empty: the offline planner); then resume.",
        )
    return EndpointError(
        f"{base_url} broke the connection in the middle of a reply ({kind}: {cause}).",
        "See that server's log; then resume.",
    )


def _of_status(fault: openai.APIStatusError, base_url: str, model: str) -> EndpointError:
    said = _said(fault)
    match fault.status_code:
        case 401 | 403:
            text, fix = f"refused the key ({said})", "Set llm.api_key (STUDIO_LLM__API_KEY)"
        case 404:
            text = f"knows no model {model!r}, or no /chat/completions ({said})"
            fix = f"Set llm.models to names that {base_url}/models lists"
        case 429 | 503:
            text, fix = f"is too busy for {model} ({said})", "Wait a little"
        case status if status >= 500:
            text, fix = f"failed with status {status} on {model} ({said})", "See that server's log"
        case status:
            text = f"refused the request to {model} with status {status} ({said})"
            fix = "Check llm.max_tokens against the model's context length, and llm.models"
    return EndpointError(f"{base_url} {text}.", f"{fix}; then resume.")


def _said(fault: openai.APIStatusError) -> str:
    """The server's own words, in any shape that servers give errors: {"error": {"message": ...}},
    {"error": "..."}, {"detail": "..."}, text."""
    body = fault.body
    if isinstance(body, dict):
        inner = body.get("error", body)
        if isinstance(inner, dict):
            inner = inner.get("message") or inner.get("detail") or inner
        return str(inner)[:_DETAIL]
    return (str(body) if body else fault.message)[:_DETAIL]
