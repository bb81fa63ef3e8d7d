"""JSON as language models write it: read where it can mean one thing alone.

Beside JSON itself: comments (//, /* */, #), a comma after the last member, single quotes, names
without quotes as keys, Python's True, False and None, line breaks within a string. What could mean
two things is refused: a missing comma, quote or bracket, a key twice with different values, numbers
that JSON does not know.
"""

import json
import math
import re
from json import JSONDecodeError
from typing import Any, NoReturn

MOST_DEPTH = 100
_BLANK = re.compile(r"(?:[\s\ufeff]+|//[^\n]*|#[^\n]*|/\*.*?\*/)*", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_NUMBER = re.compile(r"[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_LITERALS = {
    **{"true": True, "false": False, "null": None},
    **{"True": True, "False": False, "None": None},
}
_PLAIN = {'"': re.compile(r'[^"\\]*'), "'": re.compile(r"[^'\\]*")}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"} | {c: c for c in "\"'\\/"}
_HEX = re.compile(r"[0-9a-fA-F]{4}")


def read_json(text: str) -> Any:
    """The one value that is all of `text`. JSONDecodeError, a ValueError, says where it is none."""
    value, end = read_value(text, 0)
    end = _blank(text, end)
    if end < len(text):
        raise JSONDecodeError("Extra data", text, end)
    return value


def read_value(text: str, at: int) -> tuple[Any, int]:
    """The value that begins at `at`, and where it ends. JSONDecodeError."""
    start = _blank(text, at)
    try:
        return _STRICT.raw_decode(text, start)
    except (ValueError, RecursionError):
        return _Reader(text).value(start, 0)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        for key, value in pairs:
            if found[key] != value:
                raise ValueError(f"the key {key!r} stands twice, with different values")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is no number of JSON")
    return number


_STRICT = json.JSONDecoder(
    strict=False, object_pairs_hook=_members, parse_float=_finite, parse_constant=_finite
)


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


class _Reader:
    """Reads one value by recursive descent."""

    def __init__(self, text: str) -> None:
        self._text = text

    def value(self, at: int, depth: int) -> tuple[Any, int]:
        """The value at `at`, where no blank is, and its end."""
        text = self._text
        if depth > MOST_DEPTH:
            self._fail("Nested too deeply", at)
        first = text[at : at + 1]
        if first == "{":
            return self._object(at + 1, depth)
        if first == "[":
            return self._list(at + 1, depth)
        if first in _PLAIN:
            return self._string(at)
        if word := _WORD.match(text, at):
            if word[0] not in _LITERALS:
                self._fail("Expecting value", at)
            return _LITERALS[word[0]], word.end()
        number = _NUMBER.match(text, at)
        if not number:
            self._fail("Expecting value", at)
        try:
            plain = re.fullmatch(r"[+-]?\d+", number[0])
            return (int if plain else _finite)(number[0]), number.end()
        except ValueError as error:
            self._fail(str(error), at)

    def _object(self, at: int, depth: int) -> tuple[dict[str, Any], int]:
        pairs: list[tuple[str, Any]] = []
        opened, at = at - 1, _blank(self._text, at)
        while self._text[at : at + 1] != "}":
            key, at = self._key(at)
            at = _blank(self._text, at)
            if self._text[at : at + 1] != ":":
                self._fail("Expecting ':' delimiter", at)
            value, at = self.value(_blank(self._text, at + 1), depth + 1)
            pairs.append((key, value))
            at = self._next(at, "}")
        try:
            return _members(pairs), at + 1
        except ValueError as error:
            self._fail(str(error), opened)

    def _list(self, at: int, depth: int) -> tuple[list[Any], int]:
        items: list[Any] = []
        at = _blank(self._text, at)
        while self._text[at : at + 1] != "]":
            item, at = self.value(at, depth + 1)
            items.append(item)
            at = self._next(at, "]")
        return items, at + 1

    def _next(self, at: int, end: str) -> int:
        """Where the next member begins, or `end` stands."""
        at = _blank(self._text, at)
        if self._text[at : at + 1] == ",":
            return _blank(self._text, at + 1)
        if self._text[at : at + 1] != end:
            self._fail(f"Expecting ',' or '{end}'", at)
        return at

    def _key(self, at: int) -> tuple[str, int]:
        if self._text[at : at + 1] in _PLAIN:
            return self._string(at)
        word = _WORD.match(self._text, at)
        if not word:
            self._fail("Expecting property name", at)
        return word[0], word.end()

    def _string(self, at: int) -> tuple[str, int]:
        text, quote, parts = self._text, self._text[at : at + 1], []
        opened, at = at, at + 1
        while True:
            plain = _PLAIN[quote].match(text, at)
            assert plain
            parts.append(plain[0])
            at = plain.end()
            if at >= len(text):
                self._fail("Unterminated string starting at", opened)
            if text[at] == quote:
                return _whole("".join(parts)), at + 1
            code = text[at + 1 : at + 2]
            digits = _HEX.match(text, at + 2) if code == "u" else None
            if digits:
                parts.append(chr(int(digits[0], 16)))
            elif code in _ESCAPES and code:
                parts.append(_ESCAPES[code])
            else:
                self._fail("Invalid \\escape", at)
            at += 6 if digits else 2

    def _fail(self, message: str, at: int) -> NoReturn:
        raise JSONDecodeError(message, self._text, min(at, len(self._text)))


def _whole(text: str) -> str:
    """`text` with the halves of surrogate pairs put together, as \\u escapes write them."""
    return (
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if any("\ud800" <= char <= "\udfff" for char in text)
        else text
    )
