"""Finds the answer in what a model said: without its thoughts, fences and words around it."""

import ast
import json
import re
from typing import Any

from studio.replies.loose_json import read_json, read_value

# How models mark the end of their thoughts; many servers swallow the mark of the beginning.
_THOUGHT = r"think(?:ing)?|thoughts?|reasoning|reflection|seed:think"
_THOUGHTS_END = re.compile(
    rf"</(?:{_THOUGHT})>|\[/THINK\]|◁/think▷|<\|channel\|>final<\|message\|>", re.IGNORECASE
)
_THOUGHTS_BEGIN = re.compile(
    rf"\s*(?:<(?:{_THOUGHT})>|\[THINK\]|◁think▷|<\|channel\|>analysis)", re.IGNORECASE
)
# A fence ends with a line of its own, or with the text: a program may well hold backticks.
_FENCE = re.compile(
    r"(?P<marks>`{3,}|~{3,})[ \t]*(?P<language>[\w+-]*)[^\n`]*\n(?P<body>.*?)"
    r"(?P<end>^[ \t]*(?P=marks)[ \t]*$|(?P=marks)\s*\Z|\Z)",
    re.DOTALL | re.MULTILINE,
)
_CALL = re.compile(r"<tool_call>(.*?)(?:</tool_call>|\Z)", re.DOTALL)
# A brace with a key behind it: what fails after that was meant as JSON, its insides do not count.
_BEGUN = re.compile(r"""\{\s*(?:"[^"\n]*"|'[^'\n]*'|\w+)\s*:""")
_OBJECT = re.compile(r"\s*\{")
_PYTHON = ("python", "py", "python3")
_JSON = ("json", "json5", "jsonc")
_MOST_TRIES = 200  # of braces among words


class NoAnswer(ValueError):
    """There is none; the text says why, for the model to mend."""


def spoken(text: str) -> str:
    """`text` without a mark of byte order and without the thoughts before the answer; "" where it
    ends within its thoughts."""
    text = text.strip().lstrip("\ufeff").strip()
    if ends := list(_THOUGHTS_END.finditer(text, _end_of_values(text))):
        return text[ends[-1].end() :].strip().removesuffix("<|return|>").strip()
    return "" if _THOUGHTS_BEGIN.match(text) else text


def values_in(text: str) -> list[Any]:
    """Every different JSON value that `text` may mean: all of it, else the objects among its words.
    NoAnswer where there is none."""
    said = spoken(text)
    if not said:
        why = (
            "it ends within its thoughts: no answer follows them" if text.strip() else "it is empty"
        )
        raise NoAnswer(why)
    try:
        return [_unpacked(read_json(said))]
    except ValueError as error:
        problem = f"it is no JSON: {error}"
    found = _in_fences(said)
    outside, broken = _among_words(_FENCE.sub("", said) if found else said)
    if not found and (broken or not outside):
        raise NoAnswer(broken or problem)
    found += outside
    return [value for place, value in enumerate(found) if value not in found[:place]]


def programs_in(text: str, cut_off: bool = False) -> list[str]:
    """Every different Python program that `text` may mean: what stands in its fences, those that
    say Python first; else the whole of it, where that parses and imports something. Of a text that
    was `cut_off` only a fence with its end counts."""
    said = spoken(text).replace("\r\n", "\n")
    if not cut_off and _is_program(said):
        return [said]
    fences = list(_FENCE.finditer(said))
    blocks = [(m["language"].lower(), m["body"].strip()) for m in fences if m["end"] or not cut_off]
    for wanted in (_PYTHON, ("",)):
        if found := [body for language, body in blocks if language in wanted and body]:
            return list(dict.fromkeys(found))
    return []


def _end_of_values(text: str) -> int:
    """Where the values end with which `text` begins: a mark within their strings marks nothing."""
    at = 0
    while found := _OBJECT.match(text, at):
        try:
            at = read_value(text, found.end() - 1)[1]
        except ValueError:
            break
    return at


def _in_fences(text: str) -> list[Any]:
    found = []
    for block in _FENCE.finditer(text):
        if block["language"].lower() in ("", *_JSON):
            try:
                found.append(_unpacked(read_json(block["body"])))
            except ValueError:
                continue
    return found


def _among_words(text: str) -> tuple[list[Any], str]:
    """The objects in `text`, none within another; and what is wrong with the first that is broken,
    for then it is not certain what the ones behind it are part of."""
    found: list[Any] = []
    at, tries = 0, 0
    while (at := text.find("{", at)) >= 0 and tries < _MOST_TRIES:
        tries += 1
        try:
            value, at = read_value(text, at)
            found.append(_unpacked(value))
        except ValueError as error:
            if _BEGUN.match(text, at):
                return found, f"it is no JSON: {error}"
            at += 1
    return found, ""


def _unpacked(value: Any) -> Any:
    """JSON within a JSON string is read once more."""
    if isinstance(value, str):
        try:
            inner = read_json(value.strip())
        except ValueError:
            return value
        return inner if isinstance(inner, dict) else value
    return value


def _is_program(text: str) -> bool:
    try:
        tree = compile(text, "program", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(tree))


def call_arguments(text: str) -> str:
    """What a model that writes a tool call as text hands over, as JSON; else `text` itself."""
    calls = _CALL.findall(text)
    try:
        handed = [read_json(call)["arguments"] for call in calls]
    except (ValueError, LookupError, TypeError):
        return text
    if len(handed) != 1:
        return text
    return handed[0] if isinstance(handed[0], str) else json.dumps(handed[0])
