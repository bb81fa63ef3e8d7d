"""The seeing engine: the endpoint's model that sees (Qwen2.5-VL behind the gateway), over HTTP."""

import time
from typing import Any, Protocol, cast, runtime_checkable

import httpx

from studio.bounded import MIB, RefusedReply
from studio.bounded_http import bounded_async_client, bounded_client
from studio.errors import EngineError, SettingsError
from studio.printable import printable
from studio.settings import Llm, Settings
from tools.engines.base import EngineStatus, Progress
from tools.engines.registry import engine
from tools.engines.request import Request, Result
from tools.engines.seeing.locating import asked_where, boxes_of
from tools.engines.seeing.pictures import PIXELS, whole_patches
from tools.engines.seeing.requests import (
    MOST_PICTURES,
    Describe,
    Description,
    Locate,
    Located,
)
from tools.engines.version import digest_of

_FIX = "Start models that see (docs/endpoint.md), or set llm.base_url in configs/studio.yaml"
_REMEMBERED, _ASKED = 10.0, 1.0  # s for which the list of models is believed, and waited for
_TOKENS = 500  # of an answer
_SYSTEM = (
    "You look at pictures closely. Tell in plain words only what they show. Say so where it "
    "cannot be seen."
)
_PLANNER = "planner"  # as llm.base_url: rules, which see nothing


@runtime_checkable
class Asking(Protocol):
    """An engine that asks the endpoint's models."""

    def ask_at(self, base_url: str, api_key: str) -> None:
        """Where the endpoint was found, when the settings do not say."""
        ...


class SeeingEngine:
    """Ready where the endpoint says that its model sees."""

    name = "seeing"
    description = "the endpoint's model that sees, as Qwen2.5-VL: what pictures show, in words"

    def __init__(self, llm: Llm):
        self._llm = llm
        at = "" if llm.base_url == _PLANNER else llm.base_url
        self._at, self._key = at, llm.api_key
        self._digest = digest_of(__name__)
        self._looked, self._card = 0.0, {}

    @property
    def version(self) -> str:
        """Of this code and of the model."""
        return f"{self._digest} {self._card.get('root') or self._model}"

    def ask_at(self, base_url: str, api_key: str) -> None:
        """Where the endpoint was found."""
        self._at, self._key, self._looked = base_url, api_key, 0.0

    def status(self) -> EngineStatus:
        """Nobody misses it where no model sees."""
        if not self._at:
            return EngineStatus(False, "no endpoint with models is set", _FIX, optional=True)
        if self._llm.vision == "off":
            why = "llm.vision is off in configs/studio.yaml"
            return EngineStatus(False, why, "Set it to auto", optional=True)
        card = self._told()
        can = card.get("capabilities")
        sees = isinstance(can, dict) and can.get("vision") is True
        if not sees and self._llm.vision != "on":
            told = f"{self._model} at {self._at} does not see" if card else f"no answer: {self._at}"
            return EngineStatus(False, told, _FIX, optional=True)
        return EngineStatus(True, setting=f"{card.get('root') or self._model} at {self._at}")

    async def run(self, request: Request[Result], progress: Progress) -> Result:
        """One question. EngineError where the model gives no answer."""
        progress(0.1, "looking")
        if isinstance(request, Locate):
            return cast("Any", await self._locate(request))
        if not isinstance(request, Describe):
            raise EngineError(f"{self.name} does not do {type(request).__name__}.")
        pictures = request.pictures[:MOST_PICTURES]
        urls = [whole_patches(one, PIXELS // len(pictures)).url for one in pictures]
        asked = f"{request.about} {request.question}".strip()
        made: Description = {"text": await self._say(urls, asked, _SYSTEM), "model": self._model}
        return cast("Any", made)

    async def _locate(self, request: Locate) -> Located:
        shown = whole_patches(request.picture, PIXELS)
        said = await self._say([shown.url], asked_where(request.what), "")
        boxes = boxes_of(said, shown.sent, shown.size)
        return {"boxes": boxes, "model": self._model}

    async def _say(self, urls: list[str], asked: str, system: str) -> str:
        """What the model answers to a question about pictures."""
        content = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
        first = [{"role": "system", "content": system}] if system else []
        body = {
            "model": self._model,
            "messages": [
                *first,
                {"role": "user", "content": [*content, {"type": "text", "text": asked}]},
            ],
            "temperature": 0,
            "max_tokens": _TOKENS,
        }
        return await self._answer(body)

    async def close(self) -> None:
        """Nothing is held between calls."""

    @property
    def _model(self) -> str:
        return self._llm.models.analyst

    async def _answer(self, body: dict[str, Any]) -> str:
        most = round(self._llm.max_reply_mb * MIB)
        try:
            async with bounded_async_client(
                self._at, most, timeout=self._llm.timeout, headers=self._headers()
            ) as http:
                answer = await http.post(f"{self._at.rstrip('/')}/chat/completions", json=body)
            if answer.status_code != httpx.codes.OK:
                raise ValueError(f"status {answer.status_code}")
            text = answer.json()["choices"][0]["message"]["content"]
        except (httpx.HTTPError, RefusedReply, ValueError, LookupError, TypeError) as error:
            why = printable(str(error)) or type(error).__name__
            raise EngineError(
                f"{self._model} at {self._at} gave no answer ({why[:120]}).",
                "See `python main.py backend status`, or the log of that server.",
            ) from error
        said = printable(text).strip() if isinstance(text, str) else ""
        if not said:
            raise EngineError(f"{self._model} at {self._at} said nothing.", "Ask again.")
        return said

    def _told(self) -> dict[str, Any]:
        """What the endpoint's list of models says of the one that sees."""
        if time.monotonic() - self._looked < _REMEMBERED and self._looked:
            return self._card
        self._card = {}
        try:
            with bounded_client(self._at, timeout=_ASKED, headers=self._headers()) as http:
                cards = http.get(f"{self._at.rstrip('/')}/models").json()["data"]
            found = next(card for card in cards if card["id"] == self._model)
            self._card = found if isinstance(found, dict) else {}
        except (httpx.HTTPError, RefusedReply, SettingsError, ValueError):
            pass
        except (LookupError, TypeError, StopIteration):
            pass
        self._looked = time.monotonic()
        return self._card

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}"}


@engine
def seeing_engine(settings: Settings) -> SeeingEngine:
    """Answers tools/engines/seeing/requests.py."""
    return SeeingEngine(settings.llm)
