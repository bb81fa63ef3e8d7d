"""The seeing engine: the endpoint's model that sees (Qwen2.5-VL behind the gateway), over HTTP."""

import base64
import io
import time
from pathlib import Path
from typing import Any, Protocol, cast, runtime_checkable

import httpx
import PIL.Image

from studio.bounded import MIB, RefusedReply
from studio.bounded_http import bounded_async_client, bounded_client
from studio.errors import EngineError, SettingsError
from studio.media.opener import in_eight_bits, open_picture
from studio.printable import printable
from studio.settings import Llm, Settings
from tools.engines.base import EngineStatus, Progress
from tools.engines.registry import engine
from tools.engines.request import Request, Result
from tools.engines.seeing.requests import MOST_PICTURES, Describe, Description
from tools.engines.version import digest_of

_FIX = "Start models that see (docs/endpoint.md), or set llm.base_url in configs/studio.yaml"
_REMEMBERED, _ASKED = 10.0, 1.0  # s for which the list of models is believed, and waited for
# Of all pictures of a question: Qwen2.5-VL makes a token of 28 x 28 pixels, so these take 1,500.
_PIXELS = 2 * 768 * 768
_TOKENS = 500  # of an answer
_QUALITY = 90  # of JPEG
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
        if not isinstance(request, Describe):
            raise EngineError(f"{self.name} does not do {type(request).__name__}.")
        pictures = request.pictures[:MOST_PICTURES]
        content = [
            {"type": "image_url", "image_url": {"url": _data_url(one, _PIXELS // len(pictures))}}
            for one in pictures
        ]
        asked = f"{request.about} {request.question}".strip()
        body = {
            "model": self._model,
            "messages": [
                {"role": "system", "content": _SYSTEM},
                {"role": "user", "content": [*content, {"type": "text", "text": asked}]},
            ],
            "temperature": 0,
            "max_tokens": _TOKENS,
        }
        progress(0.1, "looking")
        made: Description = {"text": await self._answer(body), "model": self._model}
        return cast("Any", made)

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


def _data_url(path: Path, pixels: int) -> str:
    """The picture as JPEG of at most so many pixels."""
    with open_picture(path) as picture:
        shown = in_eight_bits(picture).convert("RGB")
    scale = min(1.0, (pixels / (shown.width * shown.height)) ** 0.5)
    size = tuple(max(1, int(scale * side)) for side in shown.size)
    stream = io.BytesIO()
    shown.resize(size, PIL.Image.Resampling.LANCZOS).save(stream, "JPEG", quality=_QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(stream.getvalue()).decode()}"
