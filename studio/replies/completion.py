"""Reads a chat completion from the body of a reply, in the shapes in which servers send it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.replies.events import completion_of_events, is_stream

_SHOWN = 300  # characters of a body that is told


class NoCompletion(ValueError):
    """The body is no chat completion; the text is its beginning, or says what it is."""


class ToldError(Exception):
    """A body with status 200 that holds an error; `body` is it, `status` what it says itself."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status, self.body = status, body


RULES = "offline-planner"  # as system_fingerprint: the studio's own rules, no model


@dataclass(frozen=True)
class Completion:
    """One reply. `reason` is why it ended, as the server has it; "": it does not say. What it does
    not count is 0 tokens."""

    text: str
    reason: str
    prompt_tokens: int
    completion_tokens: int


def read_completion(body: bytes, headers: Mapping[str, str]) -> Completion:
    """The completion in a body: an object, or a stream of events though none was asked for.

    `headers` have lower-case or case-insensitive names. Raises NoCompletion, ToldError, and
    events.Broken for a stream that ended before its end."""
    told = decoded(body, headers.get("content-type", ""))
    completion: Any
    if is_stream(told):
        completion = completion_of_events(told)
    else:
        try:
            completion = json.loads(told)
        except (ValueError, RecursionError) as error:
            raise NoCompletion(told.strip()[:_SHOWN] or "nothing") from error
    if isinstance(completion, dict) and not completion.get("choices"):
        error = completion.get("error") or (completion.get("object") == "error" and completion)
        if error:
            raise ToldError(_status_of(error), json.dumps(completion).encode())
    try:
        choice = completion["choices"][0]
        text = spoken_in(choice["message"])
        reason = choice.get("finish_reason") or ""
    except (LookupError, TypeError, AttributeError) as error:
        raise NoCompletion(json.dumps(completion)[:_SHOWN]) from error
    prompt_tokens, completion_tokens = spent(completion)
    return Completion(text, str(reason), prompt_tokens, completion_tokens)


def spent(completion: Mapping[str, Any]) -> tuple[int, int]:
    """Tokens of the prompt and of the reply, as `usage` tells them; what it does not tell is 0, and
    so is what rules answer without a model."""
    if completion.get("system_fingerprint") == RULES:
        return 0, 0
    usage = completion.get("usage")
    counts = usage if isinstance(usage, dict) else {}
    return _count(counts.get("prompt_tokens")), _count(counts.get("completion_tokens"))


def spoken_in(message: Mapping[str, Any]) -> str:
    """The text of a message: its content, whole or in parts; else what its only tool call hands
    over; else its thoughts, where these are nothing but the answer: some servers file it there."""
    if text := _text(message.get("content")):
        return text
    if handed := _handed(message):
        return handed
    if "content" not in message and not ({"role", "reasoning", "reasoning_content"} & set(message)):
        raise KeyError("content")
    for name in ("reasoning_content", "reasoning"):
        thoughts = _text(message.get(name)).strip()
        if thoughts.startswith(("{", "```")) or "</think>" in thoughts:
            return thoughts
    return ""


def decoded(body: bytes, content_type: str = "") -> str:
    """A body as text. JSON is UTF-8 (RFC 8259, 8.1); one that is not is read as it says itself, by
    a mark of byte order or a charset. NoCompletion where that fails."""
    try:
        return body.decode(json.detect_encoding(body)).removeprefix("\ufeff")
    except UnicodeDecodeError:
        pass
    charset = content_type.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    try:
        if charset:
            return body.decode(charset)
    except (UnicodeDecodeError, LookupError):
        pass
    raise NoCompletion(f"text that is not UTF-8, {body[:40]!r}")


def _text(content: Any) -> str:
    """Content that is text, a list of parts of which some are text, or an object: a server that
    reads the JSON itself."""
    if isinstance(content, str):
        return content
    if isinstance(content, dict):
        inner = content.get("text")
        return inner if isinstance(inner, str) else json.dumps(content, ensure_ascii=False)
    if not isinstance(content, list):
        return ""
    parts = [
        part if isinstance(part, str) else part.get("text")
        for part in content
        if isinstance(part, str)
        or (isinstance(part, dict) and part.get("type", "text") in ("text", "output_text"))
    ]
    return "".join(part for part in parts if isinstance(part, str))


def _handed(message: Mapping[str, Any]) -> str:
    """What the calls of a message hand over, where that is one thing."""
    calls = message.get("tool_calls")
    asked = [call.get("function") for call in calls or [] if isinstance(call, dict)]
    functions = [one for one in (*asked, message.get("function_call")) if isinstance(one, dict)]
    handed = [one.get("arguments") for one in functions]
    texts = [one if isinstance(one, str) else json.dumps(one) for one in handed if one]
    return texts[0] if len(set(texts)) == 1 else ""


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return int(value) if 0 <= value < 2**53 else 0  # neither infinite nor not a number


def _status_of(error: Any) -> int:
    """The status that an error names itself; 0: none."""
    named = [error.get(name) for name in ("code", "status")] if isinstance(error, dict) else []
    for code in named:
        number = int(code) if isinstance(code, str) and code.isdecimal() else code
        if isinstance(number, int) and 400 <= number < 600:
            return number
    return 0
