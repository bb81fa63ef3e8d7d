"""Puts a stream of server-sent events together into the completion that it is the pieces of."""

import json
import re
from typing import Any

_BEGINNING = re.compile(r"\s*(?::|data:|event:|id:|retry:)")
_TEXTS = ("content", "reasoning_content", "reasoning", "refusal")


class Broken(Exception):
    """A stream that ended before its end."""


def is_stream(text: str) -> bool:
    """Whether a body is a stream of events, whatever its header says."""
    return _BEGINNING.match(text) is not None


def completion_of_events(text: str) -> dict[str, Any]:
    """The chat completion whose pieces are the events in `text`, its first choice alone; the event
    itself where one is an error, or is no piece of a completion. Broken: it has no end."""
    message: dict[str, Any] = {"role": "assistant", "content": ""}
    calls: dict[int, dict[str, Any]] = {}
    usage, reason, done = None, None, False
    for data in _data(text):
        if data == "[DONE]":
            done = True
            break
        try:
            event = json.loads(data)
        except (ValueError, RecursionError):
            raise Broken(f"an event of its stream is no JSON: {data[:80]}") from None
        choices = event.get("choices") if isinstance(event, dict) else None
        if not isinstance(choices, list):
            return event if isinstance(event, dict) else {}
        usage = event.get("usage") or usage
        for choice in choices:
            if not isinstance(choice, dict) or choice.get("index", 0) not in (0, None):
                continue
            reason = choice.get("finish_reason") or reason
            piece = choice.get("delta") or choice.get("message") or {}
            if isinstance(piece, dict):
                _add(message, calls, piece)
    if not done and reason is None:
        raise Broken("its stream ended without its end")
    if calls:
        message["tool_calls"] = [calls[place] for place in sorted(calls)]
    return {"choices": [{"message": message, "finish_reason": reason}], "usage": usage}


def _data(text: str) -> list[str]:
    """The data of each event: its lines of data, joined (WHATWG HTML, 9.2)."""
    found = []
    for event in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line[5:].removeprefix(" ") for line in event.split("\n") if line[:5] == "data:"]
        if lines:
            found += _apart(lines)
    return found


def _apart(lines: list[str]) -> list[str]:
    """The lines of one event; several events where a server leaves out the blank line between."""
    whole = "\n".join(lines)
    if len(lines) > 1 and all(line[:1] in ("{", "[") for line in lines):
        return lines
    return [whole]


def _add(message: dict[str, Any], calls: dict[int, dict[str, Any]], piece: dict[str, Any]) -> None:
    for name in _TEXTS:
        if isinstance(piece.get(name), str):
            message[name] = message.get(name, "") + piece[name]
    for place, call in enumerate(piece.get("tool_calls") or []):
        if not isinstance(call, dict) or not isinstance(call.get("function"), dict):
            continue
        number = call.get("index", place)
        kept = calls.setdefault(number if isinstance(number, int) else place, {"function": {}})
        for name in ("name", "arguments"):
            if isinstance(call["function"].get(name), str):
                kept["function"][name] = kept["function"].get(name, "") + call["function"][name]
