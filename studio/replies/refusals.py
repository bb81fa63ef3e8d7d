"""Reads why a server of models refuses a request: for a parameter, or because it is too long."""

import json
import re
from dataclasses import dataclass
from typing import Any

STATUSES = (400, 422, 501)
_SHOWN = 600  # characters of a server's words that are looked at
_CONTEXT = re.compile(
    r"context (?:length|size|window)|context_length_exceeded|exceed_context_size|maximum context"
    r"|(?:prompt|input) (?:is )?too long|too many (?:input )?tokens",
    re.IGNORECASE,
)
_WINDOW = re.compile(r"(?:context (?:length|size|window)|n_ctx)\D{0,30}?(\d+)", re.IGNORECASE)
_PROMPT = re.compile(
    r"(\d+) (?:tokens )?(?:in the messages|input tokens|in your prompt)"
    r"|n_prompt_tokens\D{0,4}(\d+)",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"(?:at most|less than or equal to|no more than|maximum (?:value )?(?:of|is)|<=)\s*(\d+)",
    re.IGNORECASE,
)

_SCHEMA = re.compile(
    r"json[ _]schema|json_object|response_format[.'\"` ]*type|grammar|guided[ _]|structured output",
    re.IGNORECASE,
)
_SYSTEM = re.compile(
    r"system (?:role|message|prompt)s?\b.{0,40}\bnot (?:be )?supported", re.IGNORECASE
)


@dataclass(frozen=True)
class Refusal:
    """A refusal's `words`, and the parameters that it names outside of them, None where it has no
    place for those."""

    words: str
    places: tuple[str, ...] | None = None

    def names(self, parameter: str) -> bool:
        """Whether it is about this parameter of the request."""
        if self.places is not None:
            parts = (f"{parameter}.", f"{parameter}[")
            return any(one == parameter or one.startswith(parts) for one in self.places)
        if parameter == "response_format" and self.is_of_schema:
            return True
        return re.search(rf"(?<![\w.]){re.escape(parameter)}(?!\w)", self.words) is not None

    @property
    def is_of_schema(self) -> bool:
        """Whether it is about the schema or the kind of the reply's format, or about what the
        server makes of it: a grammar."""
        return _SCHEMA.search(self.words) is not None

    @property
    def is_of_system(self) -> bool:
        """Whether it is about messages of the role `system`, which some chat templates lack."""
        return _SYSTEM.search(self.words) is not None

    @property
    def is_too_long(self) -> bool:
        """Whether it is about the length of the model's context."""
        return _CONTEXT.search(self.words) is not None

    @property
    def room(self) -> int:
        """Tokens that the context has left behind the prompt; 0: none, or it does not tell both."""
        window, prompt = _WINDOW.search(self.words), _PROMPT.search(self.words)
        if not window or not prompt:
            return 0
        return max(0, int(window[1][:9]) - int((prompt[1] or prompt[2])[:9]))

    @property
    def most(self) -> int:
        """The highest value that it would take; 0: it names none."""
        found = _MOST.search(self.words)
        return int(found[1][:9]) if found else 0


def read_refusal(body: bytes) -> Refusal:
    """What a server says in an error: in OpenAI's shape, FastAPI's, vLLM's older one, or text. What
    it repeats of the request is left aside: that names every parameter."""
    text = body.decode(errors="replace")
    try:
        said: Any = json.loads(text)
    except (ValueError, RecursionError):
        return Refusal(text[:_SHOWN])
    error = said.get("error", said) if isinstance(said, dict) else said
    if isinstance(error, str):
        return Refusal(error[:_SHOWN])
    if not isinstance(error, dict):
        return Refusal(text[:_SHOWN])
    detail = error.get("detail")
    if isinstance(detail, list):
        return _of_fastapi([one for one in detail if isinstance(one, dict)])
    words = str(error.get("message") or detail or text)[:_SHOWN]
    more = {
        name: error[name] for name in ("type", "code", "n_ctx", "n_prompt_tokens") if name in error
    }
    named = error.get("param")
    return Refusal(f"{words} {more or ''}", (str(named),) if named else None)


def _of_fastapi(details: list[dict[str, Any]]) -> Refusal:
    places = (part for one in details for part in one.get("loc") or ())
    words = " ".join(str(one.get("msg", "")) for one in details)
    return Refusal(words[:_SHOWN], tuple(map(str, places)))
