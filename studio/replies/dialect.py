"""What a server of models does not take, learnt from its refusals.

Servers that speak OpenAI's protocol differ in the parameters that they take. One that refuses a
request and names a parameter is asked once more without it, or with what it wants in its place.
"""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from studio.replies.refusals import STATUSES, Refusal, read_refusal

_NEEDED = ("model", "messages", "stream")
_LIMIT, _NEWER_LIMIT = "max_tokens", "max_completion_tokens"
_MOST_WAYS = 8  # of asking one question, for a server that refuses one thing after another
_FEWEST_TOKENS = 256  # that a reply is worth asking for


@dataclass(frozen=True)
class Dialect:
    """What one server wants otherwise. `left_out`: parameters; `newer_limit`: max_completion_tokens
    for max_tokens; `most_tokens`: its highest value, 0 for any; `plain_json`: JSON, but by no
    schema; `no_system`: what the system says goes to the user's first message."""

    left_out: frozenset[str] = frozenset()
    newer_limit: bool = False
    most_tokens: int = 0
    plain_json: bool = False
    no_system: bool = False

    def fitted(self, request: dict[str, Any]) -> dict[str, Any]:
        """The request as this server takes it. Where it cannot be held to a schema, the model is
        told the schema in words."""
        fitted = dict(request)
        if self.most_tokens and _LIMIT in fitted:
            fitted[_LIMIT] = min(fitted[_LIMIT], self.most_tokens)
        if self.newer_limit and _LIMIT in fitted:
            fitted[_NEWER_LIMIT] = fitted.pop(_LIMIT)
        fitted = {name: value for name, value in fitted.items() if name not in self.left_out}
        schema = _schema_of(request)
        if schema is not None and (self.plain_json or "response_format" not in fitted):
            fitted["messages"] = _with_schema(request["messages"], schema)
            if "response_format" in fitted:
                fitted["response_format"] = {"type": "json_object"}
        if self.no_system:
            fitted["messages"] = _without_system(fitted["messages"])
        return fitted

    def without(self, name: str, request: dict[str, Any], refusal: Refusal) -> "Dialect":
        """This dialect once `name` has been refused in a request that it fitted."""
        if name == "response_format" and not self.plain_json and _schema_of(request) is not None:
            if refusal.is_of_schema:
                return replace(self, plain_json=True)
        elif name == _LIMIT and _NEWER_LIMIT in refusal.words:
            return replace(self, newer_limit=True)
        elif name in (_LIMIT, _NEWER_LIMIT) and (
            _FEWEST_TOKENS <= refusal.most < self.fitted(request)[name]
        ):
            return replace(self, most_tokens=refusal.most)
        return replace(self, left_out=self.left_out | {name})

    def told(self) -> str:
        """What it is, in words; "": nothing but the protocol itself."""
        words = [f"no {name}" for name in sorted(self.left_out)]
        words += [f"{_NEWER_LIMIT} for {_LIMIT}"] if self.newer_limit else []
        words += [f"{self.most_tokens} tokens at most"] if self.most_tokens else []
        words += ["JSON by no schema"] if self.plain_json else []
        words += ["no system message"] if self.no_system else []
        return ", ".join(words)


@dataclass
class Server:
    """What is known of one server, for all who ask it."""

    dialect: Dialect = field(default_factory=Dialect)
    _news: list[str] = field(default_factory=list)

    def adopt(self, dialect: Dialect) -> None:
        """It has answered a request in this one."""
        if dialect != self.dialect:
            self.dialect = dialect
            told = f"The model server wants its requests otherwise: {dialect.told()}."
            self._news.append(told)

    def take_news(self) -> list[str]:
        """Sentences for the session on what has been learnt since the last call."""
        news, self._news = self._news, []
        return news


@dataclass
class Attempt:
    """One request on its way to a server that may refuse it: the `body` to send, made anew after
    each refusal that names what can be done without."""

    server: Server
    request: dict[str, Any]
    dialect: Dialect
    ways: int = 1

    @classmethod
    def of(cls, server: Server, request: dict[str, Any]) -> "Attempt":
        """As the server is known to want it."""
        return cls(server, request, server.dialect)

    @property
    def body(self) -> dict[str, Any]:
        """What is sent."""
        return self.dialect.fitted(self.request)

    def learn(self, status: int, body: bytes) -> bool:
        """Take in a refusal; whether there is another way to ask. Each one leaves less to be
        refused, and there are 8 at most, so that this ends."""
        if status not in STATUSES or self.ways == _MOST_WAYS:
            return False
        self.ways += 1
        refusal = read_refusal(body)
        if refusal.is_too_long:
            return self._shorten(refusal.room)
        if refusal.is_of_system and not self.dialect.no_system:
            self.dialect = replace(self.dialect, no_system=True)
            return True
        sent = self.body
        refused = [name for name in sent if name not in _NEEDED and refusal.names(name)]
        for name in refused:
            self.dialect = self.dialect.without(name, self.request, refusal)
        return bool(refused) and self.body != sent

    def _shorten(self, room: int) -> bool:
        """Ask for so few tokens that the reply fits behind this prompt: of this request alone."""
        asked = self.request.get(_LIMIT, 0)
        if not _FEWEST_TOKENS <= room < asked:
            return False
        self.request = {**self.request, _LIMIT: room}
        return True

    def succeeded(self) -> None:
        """The server has answered."""
        self.server.adopt(self.dialect)


def _schema_of(request: dict[str, Any]) -> dict[str, Any] | None:
    wanted = request.get("response_format")
    if isinstance(wanted, dict) and wanted.get("type") == "json_schema":
        return wanted["json_schema"]["schema"]
    return None


def _with_schema(messages: list[dict[str, Any]], schema: dict[str, Any]) -> list[dict[str, Any]]:
    first, *others = messages
    told = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    words = f"Reply with one JSON object, and nothing else, that fits this JSON Schema:\n{told}"
    if first["role"] == "system" and isinstance(first["content"], str):
        return [{**first, "content": f"{first['content']}\n\n{words}"}, *others]
    return [{"role": "system", "content": words}, *messages]


def _without_system(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first message's words before the second's, where the first is the system's."""
    if len(messages) < 2 or messages[0]["role"] != "system":
        return messages
    first, second, *others = messages
    words, content = f"{first['content']}\n\n", second["content"]
    if isinstance(content, list):
        return [{**second, "content": [{"type": "text", "text": words}, *content]}, *others]
    return [{**second, "content": words + content}, *others]
