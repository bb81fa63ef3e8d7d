"""The model behind the cascade, over its server's OpenAI protocol."""

import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import httpx
import yaml

from llm.cascade import vocabulary
from studio.bounded_http import bounded_client
from studio.errors import SettingsError
from studio.replies.answer import NoAnswer, values_in
from studio.replies.completion import Completion, NoCompletion, ToldError, read_completion
from studio.replies.dialect import Attempt
from studio.replies.dialect import Server as Known
from studio.replies.events import Broken

_PROMPTS = Path(__file__).parent / "prompts"
# A busy machine reads five tokens a second: the fixed part then takes minutes, once.
_SECONDS = 480.0
_SLOT_SECONDS = 30.0
_CUT_SHORT = ("length", "abort", "content_filter")


class BrainError(Exception):
    """The model cannot be had, or its reply is none."""


@dataclass
class Spent:
    """What asking the model has cost: requests, and tokens read and written; and when it must be
    done."""

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    until: float = field(default_factory=lambda: time.monotonic() + _SECONDS)

    def left(self) -> float:
        """Seconds that are left. BrainError: none."""
        seconds = self.until - time.monotonic()
        if seconds <= 0:
            raise BrainError(f"it took longer than {_SECONDS:g} s")
        return seconds

    def add(self, prompt_tokens: int, completion_tokens: int) -> None:
        """What a request has cost."""
        self.requests += 1
        self.prompt_tokens += prompt_tokens
        self.completion_tokens += completion_tokens

    def usage(self) -> dict[str, int] | None:
        """The same in OpenAI's terms; None where no model was asked."""
        if not self.requests:
            return None
        read, made = self.prompt_tokens, self.completion_tokens
        return {"prompt_tokens": read, "completion_tokens": made, "total_tokens": read + made}


class Server(Protocol):
    """Where the model is served: started, if it must be, when it is first wanted."""

    @property
    def name(self) -> str:
        """What the server calls it."""
        ...

    def root(self) -> str:
        """The address without /v1. BrainError: it cannot be had."""
        ...


@dataclass(frozen=True)
class RunningServer:
    """A server that runs already, at `address`, and calls its model `name`."""

    address: str

    name: str

    def root(self) -> str:
        return self.address


@dataclass
class Brain:
    """Asks the model. Its prompt's fixed part is kept by the server as the state of a slot in the
    file `state`, so that it is read once and not once a start; "" where the server keeps none."""

    server: Server
    state: str = ""
    known: Known = field(default_factory=Known)
    _ready: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(
        self, said: list[dict[str, str]], schema: dict[str, Any], most: int, spent: Spent
    ) -> dict[str, Any]:
        """The reply to `said`, within `most` tokens, as `schema` has it. BrainError."""
        body = {
            "model": self.server.name,
            "messages": [*fixed(), *said],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "reply", "schema": schema, "strict": True},
            },
            "max_tokens": most,
            "temperature": 0,
            "seed": 0,
            "cache_prompt": True,
        }
        with self._lock:  # it has one slot
            root = self.server.root()
            self._prepare(root, spent)
            told = self._complete(root, body, spent)
        spent.add(told.prompt_tokens, told.completion_tokens)
        if told.reason in _CUT_SHORT:
            raise BrainError(f"the reply was cut short ({told.reason})")
        try:
            replies = values_in(told.text)
        except NoAnswer as error:
            raise BrainError(f"the reply is no JSON: {error}") from error
        if len(replies) != 1 or not isinstance(replies[0], dict):
            raise BrainError("the reply is no JSON object")
        return replies[0]

    def _complete(self, root: str, body: dict[str, Any], spent: Spent) -> Completion:
        """The reply to one request, which is made anew where the server refuses a part of it."""
        attempt = Attempt.of(self.known, body)
        while True:
            reply = self._send(f"{root}/v1/chat/completions", attempt.body, spent.left())
            if reply.status_code == 200:
                try:
                    told = read_completion(reply.content, reply.headers)
                except (NoCompletion, ToldError, Broken) as error:
                    raise BrainError(f"it gives no reply: {reply.text[:200]}") from error
                attempt.succeeded()
                return told
            if not attempt.learn(reply.status_code, reply.content):
                raise BrainError(f"it answers {reply.status_code}: {reply.text[:200]}")

    def prepare(self) -> None:
        """Have the server read the prompt's fixed part, unless its state is kept. BrainError."""
        with self._lock:
            self._prepare(self.server.root(), Spent())

    def _prepare(self, root: str, spent: Spent) -> None:
        """Before the first request to a server: bring back the state of its slot, or let it read
        the fixed part and save that."""
        if not self.state or self._ready == root:
            return
        name = {"filename": self.state}
        try:
            self._post(f"{root}/slots/0?action=restore", name, _SLOT_SECONDS)
        except BrainError:
            body = {"model": self.server.name, "messages": [*fixed(), _NOTHING], "max_tokens": 1}
            body |= {"temperature": 0, "cache_prompt": True}
            self._post(f"{root}/v1/chat/completions", body, spent.left())
            self._post(f"{root}/slots/0?action=save", name, _SLOT_SECONDS)
        self._ready = root

    def _post(self, url: str, body: dict[str, Any], seconds: float) -> None:
        reply = self._send(url, body, seconds)
        if reply.status_code != 200:
            raise BrainError(f"it answers {reply.status_code}: {reply.text[:200]}")

    def _send(self, url: str, body: dict[str, Any], seconds: float) -> httpx.Response:
        try:
            with bounded_client(url, timeout=seconds) as http:
                return http.post(url, json=body)
        except httpx.TimeoutException as error:
            raise BrainError(f"it did not answer within {seconds:.0f} s") from error
        except (httpx.HTTPError, ValueError) as error:
            raise BrainError(f"it does not answer ({type(error).__name__})") from error
        except SettingsError as error:
            raise BrainError(str(error)) from error


_NOTHING = {"role": "user", "content": "WORDS"}


@cache
def fixed() -> list[dict[str, str]]:
    """The part of the prompt that is the same in every request: the vocabulary, and examples."""
    system = (
        (_PROMPTS / "system.md")
        .read_text()
        .format(
            actions=vocabulary.told("action"),
            feelings=vocabulary.told("emotion"),
            places=vocabulary.told("set"),
        )
    )
    messages = [{"role": "system", "content": system.strip()}]
    for example in yaml.safe_load((_PROMPTS / "examples.yaml").read_text()):
        messages.append({"role": "user", "content": example["ask"].strip()})
        messages.append({"role": "assistant", "content": written(example["reply"])})
    return messages


def written(reply: dict[str, Any]) -> str:
    """A reply as the model writes it."""
    return json.dumps(reply, ensure_ascii=False, separators=(", ", ": "))


def state_name(weights: str) -> str:
    """The file of the slot's state: another one for other weights or another fixed part."""
    told = json.dumps([weights, fixed()], ensure_ascii=False)
    return f"{hashlib.sha256(told.encode()).hexdigest()[:32]}.slot"
